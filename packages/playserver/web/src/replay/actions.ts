// Actions as people read them, and the groups in which the timeline colors them.
import { ACTIONS, COMMODITIES, N_ACTIONS } from "../generated/spec";
import { commodityLabel, humanize } from "../lib/format";
import type { Track } from "./track";

type Family = (typeof ACTIONS)[number]["family"];

export const ACTION_GROUPS = ["travel", "scan", "mine", "mend", "trade", "idle"] as const;
export type ActionGroup = (typeof ACTION_GROUPS)[number];

export const GROUP_LABELS: Record<ActionGroup, string> = {
  travel: "Travel",
  scan: "Scan, select",
  mine: "Mine, refine",
  mend: "Maintain",
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
  stabilize: "mend",
  cooldown: "mend",
  mend_tool: "mend",
  mend_hull: "mend",
  overhaul: "mend",
  sell: "trade",
  buy_fuel: "trade",
  buy_supply: "trade",
  jettison: "trade",
  cash_out: "trade",
  dock: "idle",
  hold: "idle",
};

/** The group of an action; one outside the space holds, as the rules say. */
export function actionGroup(action: number): ActionGroup {
  const family = ACTIONS[action]?.family;
  return family === undefined ? "idle" : GROUP_OF[family];
}

/** Whether the action is one of TRAVEL_k. */
export function isTravel(action: number | null): boolean {
  return action !== null && ACTIONS[action]?.family === "travel";
}

function commodityOf(index: number): string {
  const commodity = COMMODITIES[index];
  return commodity === undefined ? `commodity ${index}` : commodityLabel(commodity.name);
}

/** A place in words: the station has a name, all others a number. */
export function nodeLabel(node: number): string {
  return node === 0 ? "the station" : `node ${node}`;
}

/**
 * An action in words; null is the reset, and what is outside the space says so.
 *
 * @param node Where it led, if that is known: a trip is then named by its end.
 */
export function actionLabel(action: number | null, node?: number): string {
  if (action === null) return "Start";
  const entry = ACTIONS[action];
  if (entry === undefined) return `Outside 0\u2013${N_ACTIONS - 1}`;
  switch (entry.family) {
    case "travel":
      return node === undefined ? `Travel by slot ${entry.arg}` : `Travel to ${nodeLabel(node)}`;
    case "select":
      return `Select rock ${entry.arg}`;
    case "mine":
      return `Mine, ${entry.name.slice("MINE_".length).toLowerCase()}`;
    case "jettison":
      return `Jettison ${commodityOf(entry.arg)}`;
    case "sell":
      return `Sell ${entry.name.split("_").at(-1)} % ${commodityOf(Math.floor(entry.arg / 3))}`;
    default:
      return humanize(entry.name);
  }
}

/** What was done in a known step, in words. */
export function stepLabel(track: Track, step: number): string {
  const node = track.wasIllegal(step) ? undefined : track.node[step];
  return actionLabel(track.actionAt(step), node);
}
