// What the map shows of every edge: the estimated threat and, if wanted, the true one. Pure.
import type { TrueNode } from "../engine/engine";
import type { Frame, Node } from "../generated/api";
import { THREAT_ESTIMATE_START } from "../generated/spec";
import { formatNumber, formatPercent } from "../lib/format";
import type { Beliefs } from "./beliefs";
import type { Edge } from "./graph";

export interface EdgeView {
  readonly edge: Edge;
  /** Its index among the edges of the layout. */
  readonly index: number;
  /** The ship's estimate of the threat, 0..1; null if it visited neither end. */
  readonly belief: number | null;
  /** The true threat; null if it is not shown. */
  readonly truth: number | null;
  /** Whether it starts at the ship's node. */
  readonly isHere: boolean;
}

export interface EdgeContext {
  readonly belt: readonly Node[];
  readonly frame: Frame;
  /** What the ship knows; undefined if only the frame is known. */
  readonly beliefs: Beliefs | undefined;
  /** The true belt, if it is shown. */
  readonly truth: readonly TrueNode[] | null;
  /** Whether nodes and edges that the ship has not seen are shown. */
  readonly isWhole: boolean;
}

/** The shown edges. */
export function edgeViews(edges: readonly Edge[], sight: EdgeContext): readonly EdgeView[] {
  return edges
    .map((edge, index) => viewOf(edge, index, sight))
    .filter(({ belief, isHere }) => sight.isWhole || belief !== null || isHere);
}

function viewOf(edge: Edge, index: number, { belt, frame, beliefs, truth }: EdgeContext): EdgeView {
  const here = estimateHere(belt, frame, edge);
  const { a, b } = edge;
  const trueEdge = truth?.[a]?.neighbors.find(({ node }) => node === b);
  return {
    edge,
    index,
    belief: here ?? beliefs?.threatOf(edge) ?? null,
    truth: trueEdge?.threat ?? null,
    isHere: here !== null,
  };
}

/** The frame's estimate of an edge at the ship's node; null for other edges. */
function estimateHere(belt: readonly Node[], frame: Frame, edge: Edge): number | null {
  if (edge.a !== frame.node && edge.b !== frame.node) return null;
  const far = edge.a === frame.node ? edge.b : edge.a;
  const slot = belt[frame.node]?.neighbors.findIndex((neighbor) => neighbor.node === far) ?? -1;
  return frame.threat_estimates[slot] ?? null;
}

const LEVEL_STARTS = [0.2, 0.35, 0.5, 0.65] as const; // threats that begin the next color

export const THREAT_LEVELS = LEVEL_STARTS.length + 1;

/** The level of a threat, from 0 to THREAT_LEVELS - 1: each has a color. */
export function threatLevel(threat: number): number {
  return LEVEL_STARTS.filter((start) => threat >= start).length;
}

/** Whether the ship has listened to an edge with this estimate. */
export function isHeard(belief: number | null): belief is number {
  return belief !== null && belief !== THREAT_ESTIMATE_START;
}

/** The CSS class of an estimate; it has its own class while the ship has not listened. */
export function beliefClass(belief: number | null): string {
  return isHeard(belief) ? `threat-${threatLevel(belief)}` : "threat-unheard";
}

/** The CSS class of an edge: by the truth if it is shown, else by the estimate. */
export function edgeClass({ belief, truth }: EdgeView): string {
  return truth === null ? beliefClass(belief) : `threat-${threatLevel(truth)}`;
}

/** In words: "estimated threat 40 %, in truth 33 %". */
export function threatText({ belief, truth }: EdgeView): string {
  const believed = formatPercent(belief ?? THREAT_ESTIMATE_START);
  const estimate = isHeard(belief)
    ? `estimated threat ${believed}`
    : `threat unknown (${believed} assumed)`;
  return truth === null ? estimate : `${estimate}, in truth ${formatPercent(truth)}`;
}

export function edgeTitle(view: EdgeView): string {
  const { a, b, ticks, fuel } = view.edge;
  const trip = `${ticks} ticks, ${formatNumber(fuel)} fuel when empty`;
  return `Edge ${a} – ${b}: ${trip}, ${threatText(view)}`;
}

/** The label of an edge from the ship's node: ticks, estimate and, after an arrow, truth. */
export function pillText({ edge, belief, truth }: EdgeView): string {
  const believed = formatPercent(belief ?? THREAT_ESTIMATE_START);
  if (truth === null) return `${edge.ticks} · ${believed}`;
  return `${edge.ticks} · ${believed.replace(/\D/g, "")} → ${formatPercent(truth)}`;
}
