// Names of actions, and the groups that the timeline colors.
import type { Node } from "../generated/api";
import { ACTIONS, N_ACTIONS } from "../generated/spec";
import type { Track } from "./track";

type Family = (typeof ACTIONS)[number]["family"];

export const ACTION_GROUPS = ["travel", "scan", "mine", "maintain", "trade", "idle"] as const;
export type ActionGroup = (typeof ACTION_GROUPS)[number];

export const GROUP_LABELS: Record<ActionGroup, string> = {
  travel: "Travel",
  scan: "Scan, select",
  mine: "Mine, refine",
  maintain: "Maintain",
  trade: "Trade",
  idle: "Wait",
};

const GROUP_OF: Record<Family, ActionGroup> = {
  travel: "travel",
  burn: "travel",
  scan: "scan",
  listen: "scan",
  select: "scan",
  mine: "mine",
  refine: "mine",
  stabilize: "maintain",
  cooldown: "maintain",
  mend_tool: "maintain",
  mend_hull: "maintain",
  overhaul: "maintain",
  sell: "trade",
  buy_fuel: "trade",
  buy_supply: "trade",
  jettison: "trade",
  cash_out: "trade",
  dock: "idle",
  hold: "idle",
};

/** The group of an action; an action outside the space is a hold. */
export function actionGroup(action: number): ActionGroup {
  const family = ACTIONS[action]?.family;
  return family === undefined ? "idle" : GROUP_OF[family];
}

/** Whether the action is one of TRAVEL_k. */
export function isTravel(action: number | null): boolean {
  return action !== null && ACTIONS[action]?.family === "travel";
}

/** The name of a node: the station, or its number. */
export function nodeLabel(node: number): string {
  return node === 0 ? "the station" : `node ${node}`;
}

/**
 * The name of an action; null is the reset.
 *
 * @param node The ship's node afterwards, if known: names a trip by its destination.
 */
export function actionLabel(action: number | null, node?: number): string {
  if (action === null) return "Start";
  const entry = ACTIONS[action];
  if (entry === undefined) return `Outside 0\u2013${N_ACTIONS - 1}`;
  const isArrival = entry.family === "travel" && node !== undefined;
  return isArrival ? `Travel to ${nodeLabel(node)}` : entry.title;
}

/**
 * The name of an action that is not taken yet: a trip is named by its destination.
 *
 * @param node Where the ship is, if known.
 */
export function plannedLabel(action: number, node: Node | undefined): string {
  const slot = isTravel(action) ? ACTIONS[action]!.arg : null;
  return actionLabel(action, slot === null ? undefined : node?.neighbors[slot]?.node);
}

/** The name of the action of a known step. */
export function stepLabel(track: Track, step: number): string {
  const node = track.wasIllegal(step) ? undefined : track.node[step];
  return actionLabel(track.actionAt(step), node);
}
