// What the map shows of every edge: what the ship believes of its threat and, if asked for, the truth. Pure.
import type { TrueNode } from "../engine/engine";
import type { Frame, Node } from "../generated/api";
import { THREAT_ESTIMATE_START } from "../generated/spec";
import { formatNumber, formatPercent } from "../lib/format";
import type { Beliefs } from "./beliefs";
import type { Edge } from "./graph";

export interface EdgeView {
  readonly edge: Edge;
  /** Its place among the edges of the layout. */
  readonly index: number;
  /** What the ship believes of the threat, 0..1; null where it was at neither end. */
  readonly belief: number | null;
  /** The true threat; null where it is not shown. */
  readonly truth: number | null;
  /** Whether the ship can take it now. */
  readonly isHere: boolean;
}

export interface Sight {
  readonly belt: readonly Node[];
  readonly frame: Frame;
  /** What the ship knows; undefined where nobody knows more of that than the frame says. */
  readonly beliefs: Beliefs | undefined;
  /** The belt as it is, if it is to be shown. */
  readonly truth: readonly TrueNode[] | null;
  /** Whether what the ship has never seen is shown, too. */
  readonly isWhole: boolean;
}

/** The edges that are shown. */
export function edgeViews(edges: readonly Edge[], sight: Sight): readonly EdgeView[] {
  return edges
    .map((edge, index) => viewOf(edge, index, sight))
    .filter(({ belief, isHere }) => sight.isWhole || belief !== null || isHere);
}

function viewOf(edge: Edge, index: number, { belt, frame, beliefs, truth }: Sight): EdgeView {
  const here = estimateHere(belt, frame, edge);
  const { a, b } = edge;
  const way = truth?.[a]?.neighbors.find(({ node }) => node === b);
  return {
    edge,
    index,
    belief: here ?? beliefs?.threatOf(edge) ?? null,
    truth: way?.threat ?? null,
    isHere: here !== null,
  };
}

/** The estimate of an edge of the ship's node, as the frame has it; null for others. */
function estimateHere(belt: readonly Node[], frame: Frame, edge: Edge): number | null {
  if (edge.a !== frame.node && edge.b !== frame.node) return null;
  const far = edge.a === frame.node ? edge.b : edge.a;
  const slot = belt[frame.node]?.neighbors.findIndex((neighbor) => neighbor.node === far) ?? -1;
  return frame.threat_estimates[slot] ?? null;
}

// shares of threat from which an edge counts as the next worse of five
const THREAT_LEVELS = [0.2, 0.35, 0.5, 0.65] as const;

export function threatLevel(threat: number): number {
  return THREAT_LEVELS.filter((level) => threat >= level).length;
}

/** Whether the ship listened for what it believes. */
export function isHeard(belief: number | null): belief is number {
  return belief !== null && belief !== THREAT_ESTIMATE_START;
}

/** The class that colors a belief: none of the levels where the ship never listened. */
export function beliefClass(belief: number | null): string {
  return isHeard(belief) ? `threat-${threatLevel(belief)}` : "threat-unheard";
}

/** The class that colors an edge: by the truth where it is shown, else by the belief. */
export function edgeClass({ belief, truth }: EdgeView): string {
  return truth === null ? beliefClass(belief) : `threat-${threatLevel(truth)}`;
}

/** In words: "estimated threat 40 %, in truth 33 %". */
export function threatText({ belief, truth }: EdgeView): string {
  const believed = formatPercent(belief ?? THREAT_ESTIMATE_START);
  const estimate = isHeard(belief)
    ? `estimated threat ${believed}`
    : `threat not listened for (${believed} assumed)`;
  return truth === null ? estimate : `${estimate}, in truth ${formatPercent(truth)}`;
}

export function edgeTitle(view: EdgeView): string {
  const { a, b, ticks, fuel } = view.edge;
  const trip = `${ticks} ticks, ${formatNumber(fuel)} fuel when empty`;
  return `Edge ${a} – ${b}: ${trip}, ${threatText(view)}`;
}

/** The label of an edge from here: ticks, what is believed and, after an arrow, what is true. */
export function pillText({ edge, belief, truth }: EdgeView): string {
  const believed = formatPercent(belief ?? THREAT_ESTIMATE_START);
  if (truth === null) return `${edge.ticks} · ${believed}`;
  return `${edge.ticks} · ${believed.replace(/\D/g, "")} → ${formatPercent(truth)}`;
}
