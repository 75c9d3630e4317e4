// The controls of Play: actions by group, with their keys and costs. One table for the buttons, the
// keyboard and the help. Pure.
import type { Frame, Node } from "../generated/api";
import {
  ACTIONS,
  ANCHOR_TICKS,
  CARGO_MAX,
  COMMODITIES,
  ESCAPE_TICKS,
  REFINE_SHARE,
  SELL_PERCENTS,
  TRAVEL_LOAD_FACTOR,
} from "../generated/spec";
import { formatNumber, formatPercent, humanize } from "../lib/format";

import { actionLabel } from "../replay/actions";

export type ControlGroup = "navigate" | "scan" | "mine" | "maintain" | "trade";

export const GROUP_TITLES: Readonly<Record<ControlGroup, string>> = {
  navigate: "Navigate",
  scan: "Scan and select",
  mine: "Mine and refine",
  maintain: "Maintain",
  trade: "Trade",
};

type ActionName = (typeof ACTIONS)[number]["name"];

export interface Control {
  readonly action: number;
  readonly label: string;
  /** KeyboardEvent.key in lower case. */
  readonly key: string;
}

const ID_OF = new Map<string, number>(ACTIONS.map(({ name, id }) => [name, id]));

/** The number of an action. */
export function actionId(name: ActionName): number {
  return ID_OF.get(name)!;
}

function control(name: ActionName): Control {
  const action = actionId(name);
  return { action, label: actionLabel(action), key: ACTIONS[action]!.key };
}

/** All actions except trips, rocks and goods, which depend on the situation. */
export const CONTROLS: Readonly<Record<ControlGroup, readonly Control[]>> = {
  navigate: [control("HOLD_DRIFT"), control("EMERGENCY_BURN"), control("THREAT_LISTEN")],
  scan: [control("WIDE_SCAN"), control("FOCUSED_SCAN"), control("DEEP_SCAN")],
  mine: [
    control("MINE_CONSERVATIVE"),
    control("MINE_STANDARD"),
    control("MINE_AGGRESSIVE"),
    control("STABILIZE"),
    control("REFINE"),
  ],
  maintain: [control("COOLDOWN"), control("TOOL_MAINTENANCE"), control("HULL_PATCH")],
  trade: [
    control("DOCK"),
    control("BUY_FUEL_SMALL"),
    control("BUY_FUEL_MEDIUM"),
    control("BUY_FUEL_LARGE"),
    control("BUY_REPAIR_KIT"),
    control("BUY_STABILIZER"),
    control("BUY_DECOY"),
    control("OVERHAUL"),
    control("CASH_OUT"),
  ],
};

/** The trip along an edge from here. */
export function travelControl(slot: number, node: number): Control {
  const label = node === 0 ? "To the station" : `To node ${node}`;
  const action = actionId("TRAVEL_0") + slot;
  return { action, label, key: ACTIONS[action]!.key };
}

/** The index of the share that sells everything. */
export const SELL_ALL = SELL_PERCENTS.length - 1;

/** Sell a share of a commodity: 0, 1, 2 for the shares of SELL_PERCENTS. */
export function sellAction(commodity: number, share: number): number {
  return actionId("SELL_IRON_25") + SELL_PERCENTS.length * commodity + share;
}

/** Two keys in sequence: the first starts an action, the second chooses its argument. */
export interface Chord {
  readonly key: string;
  readonly title: string;
  /** The keys for the second press, in words. */
  readonly next: string;
}

const GOODS = COMMODITIES.map(({ id, title }) => `${id + 1} ${title}`).join(", ");

export const CHORDS: readonly Chord[] = [
  { key: "s", title: "Select rock", next: "its number, from 10 on A to F" },
  ...SELL_PERCENTS.map((percent, share) => ({
    key: ACTIONS[sellAction(0, share)]!.key.charAt(0),
    title: percent === 100 ? "Sell all" : `Sell ${percent} %`,
    next: percent === 100 ? `${GOODS}, or X everything` : GOODS,
  })),
  { key: "j", title: "Jettison", next: GOODS },
];

const BY_KEY = new Map<string, number>(ACTIONS.map(({ key, id }) => [key, id]));

/** The action of a key, or of both keys of a chord; null if there is none. */
export function actionOfKey(key: string): number | null {
  return BY_KEY.get(key.toLowerCase()) ?? null;
}

/** "3 ticks · 5 fuel": the cost of an action. A trip's fuel depends on the load. */
export function costText(action: number, frame: Frame, belt: readonly Node[]): string {
  const row = ACTIONS[action]!;
  if (row.family === "travel") return tripCost(row.arg, frame, belt);
  const parts = [`${row.ticks} ${row.ticks === 1 ? "tick" : "ticks"}`];
  if (row.fuel > 0) parts.push(`${row.fuel} fuel`);
  if (row.credits > 0) parts.unshift(`${row.credits} cr`);
  if (row.family === "mine") parts.push(`+${row.heat} heat`);
  const uses = USES[row.family];
  if (uses !== undefined) parts.push(uses);
  return parts.join(" · ");
}

const USES: Readonly<Partial<Record<(typeof ACTIONS)[number]["family"], string>>> = {
  mend_tool: "1 kit",
  mend_hull: "1 kit",
  stabilize: "1 stabilizer",
};

/** The fuel of a trip with the current load. */
export function tripFuel(fuel: number, cargo: readonly number[]): number {
  const load = cargo.reduce((sum, units) => sum + units, 0);
  return fuel * (1 + TRAVEL_LOAD_FACTOR * (load / CARGO_MAX));
}

function tripCost(slot: number, frame: Frame, belt: readonly Node[]): string {
  const edge = belt[frame.node]?.neighbors[slot];
  if (edge === undefined) return "";
  const fuel = formatNumber(tripFuel(edge.fuel, frame.cargo));
  return `${edge.ticks} ${edge.ticks === 1 ? "tick" : "ticks"} · ${fuel} fuel`;
}

type Doc = string | ((action: (typeof ACTIONS)[number]) => string);

/** What an action does, in one line. */
export function docOf(action: number): string {
  const row = ACTIONS[action]!;
  const doc: Doc | undefined = (DOCS as Partial<Record<string, Doc>>)[row.name];
  return typeof doc === "function" ? doc(row) : (doc ?? humanize(row.name));
}

const fuelDoc: Doc = ({ amount }) => `${amount} units of fuel`;

const DOCS: Readonly<Partial<Record<ActionName, Doc>>> = {
  HOLD_DRIFT: "Wait a tick; alert and heat go down",
  EMERGENCY_BURN: `${ESCAPE_TICKS} ticks in which pirates rarely find you`,
  THREAT_LISTEN: "Estimate the threat on the edges from here",
  WIDE_SCAN: "A rough scan of every rock here",
  FOCUSED_SCAN: "A better scan of the selected rock",
  DEEP_SCAN: "The best scan of the selected rock",
  MINE_CONSERVATIVE: "Least yield, heat, wear and risk of a fracture",
  MINE_STANDARD: "Medium yield, heat, wear and risk of a fracture",
  MINE_AGGRESSIVE: "Most yield, heat, wear and risk of a fracture",
  STABILIZE: `${ANCHOR_TICKS} ticks in which the rock rarely cracks`,
  REFINE: `Turn ${formatPercent(REFINE_SHARE)} of iron and nickel into rare isotopes`,
  COOLDOWN: ({ heat }) => `Vent ${-heat} heat`,
  TOOL_MAINTENANCE: ({ amount }) => `${amount} more tool condition`,
  HULL_PATCH: ({ amount }) => `${amount} more hull`,
  OVERHAUL: "Hull and tool as new",
  DOCK: ({ alert }) => `Wait a tick; alert goes down by ${-alert}`,
  BUY_FUEL_SMALL: fuelDoc,
  BUY_FUEL_MEDIUM: fuelDoc,
  BUY_FUEL_LARGE: fuelDoc,
  BUY_REPAIR_KIT: "Repairs hull or tool once",
  BUY_STABILIZER: "Stabilizes a rock once",
  BUY_DECOY: "May distract pirates once",
  CASH_OUT: "End the episode with your credits",
};
