// What can be done by hand: actions by group, their keys, what they cost. One table: it is what
// the buttons show, what the keys do, and what the help lists. Pure.
import {
  ACTIONS,
  COMMODITIES,
  MAX_NEIGHBORS,
  TRAVEL_LOAD_FACTOR,
  CARGO_MAX,
} from "../generated/spec";
import type { Frame, Node } from "../generated/api";
import { commodityLabel, formatNumber, humanize } from "../lib/format";

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
  /** As KeyboardEvent.key names it in lower case; null where a chord reaches it, or only a button. */
  readonly key: string | null;
}

const ID_OF = new Map<string, number>(ACTIONS.map(({ name, id }) => [name, id]));

/** The number of an action. */
export function actionId(name: ActionName): number {
  return ID_OF.get(name)!;
}

function control(name: ActionName, label: string, key: string | null): Control {
  return { action: actionId(name), label, key };
}

/** Everything but trips, rocks and goods, which depend on the place and have their own rows. */
export const CONTROLS: Readonly<Record<ControlGroup, readonly Control[]>> = {
  navigate: [
    control("HOLD_DRIFT", "Hold", "h"),
    control("EMERGENCY_BURN", "Burn clear", "e"),
    control("THREAT_LISTEN", "Listen", "l"),
  ],
  scan: [
    control("WIDE_SCAN", "Wide scan", "w"),
    control("FOCUSED_SCAN", "Focus scan", "f"),
    control("DEEP_SCAN", "Deep scan", "d"),
  ],
  mine: [
    control("MINE_CONSERVATIVE", "Mine gently", "n"),
    control("MINE_STANDARD", "Mine", "m"),
    control("MINE_AGGRESSIVE", "Mine hard", "b"),
    control("STABILIZE", "Stabilize", "a"),
    control("REFINE", "Refine", "r"),
  ],
  maintain: [
    control("COOLDOWN", "Cool down", "c"),
    control("TOOL_MAINTENANCE", "Mend tool", "t"),
    control("HULL_PATCH", "Patch hull", "p"),
  ],
  trade: [
    control("DOCK", "Dock", "o"),
    control("BUY_FUEL_SMALL", "Fuel, small", "7"),
    control("BUY_FUEL_MEDIUM", "Fuel, medium", "8"),
    control("BUY_FUEL_LARGE", "Fuel, large", "9"),
    control("BUY_REPAIR_KIT", "Repair kit", "k"),
    control("BUY_STABILIZER", "Stabilizer", "i"),
    control("BUY_DECOY", "Decoy", "y"),
    control("OVERHAUL", "Overhaul", "v"),
    control("CASH_OUT", "Cash out", "q"),
  ],
};

const TRAVEL_KEYS = Array.from({ length: MAX_NEIGHBORS }, (_, slot) => String(slot + 1));

/** A way from here, as a control. */
export function travelControl(slot: number, node: number): Control {
  const label = node === 0 ? "To the station" : `To node ${node}`;
  return { action: actionId("TRAVEL_0") + slot, label, key: TRAVEL_KEYS[slot] ?? null };
}

/** Two keys, one after the other: what the first begins, and what the second chooses. */
export interface Chord {
  readonly key: string;
  readonly title: string;
  /** What to press next, in words. */
  readonly next: string;
  /** The action of the second key, or null. */
  actionOf(key: string): number | null;
}

function digitOf(key: string, base: number, count: number): number | null {
  const digit = /^[0-9a-z]$/.test(key) ? parseInt(key, base) : NaN;
  return digit >= 0 && digit < count ? digit : null;
}

/** Counted from 1, as people do. */
function commodityOf(key: string): number | null {
  const digit = digitOf(key, 10, COMMODITIES.length + 1);
  return digit === null || digit === 0 ? null : digit - 1;
}

const GOODS = COMMODITIES.map((one, c) => `${c + 1} ${commodityLabel(one.name)}`).join(", ");

export const CHORDS: readonly Chord[] = [
  {
    key: "s",
    title: "Select rock",
    next: "its number, from 10 on A to F",
    actionOf: (key) => {
      const slot = digitOf(key, 16, 16);
      return slot === null ? null : actionId("SELECT_0") + slot;
    },
  },
  {
    key: "x",
    title: "Sell all",
    next: GOODS,
    actionOf: (key) => {
      const c = commodityOf(key);
      return c === null ? null : sellAction(c, 2);
    },
  },
  {
    key: "j",
    title: "Jettison",
    next: GOODS,
    actionOf: (key) => {
      const c = commodityOf(key);
      return c === null ? null : actionId("JETTISON_IRON") + c;
    },
  },
];

export const SELL_SHARES = [25, 50, 100] as const;

/** Sell a share of a commodity: 0, 1, 2 for the shares of SELL_SHARES. */
export function sellAction(commodity: number, share: number): number {
  return actionId("SELL_IRON_25") + SELL_SHARES.length * commodity + share;
}

const BY_KEY = new Map(
  Object.values(CONTROLS)
    .flat()
    .flatMap(({ action, key }) => (key === null ? [] : [[key, action]])) as [string, number][],
);
TRAVEL_KEYS.forEach((key, slot) => BY_KEY.set(key, actionId("TRAVEL_0") + slot));

/** The action of a key, or null. */
export function actionOfKey(key: string): number | null {
  return BY_KEY.get(key.toLowerCase()) ?? null;
}

/** "3 ticks, 5 fuel": what an action takes. A trip's fuel depends on the load. */
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

/** The fuel that a trip takes with the present load. */
export function tripFuel(fuel: number, cargo: readonly number[]): number {
  const load = cargo.reduce((sum, units) => sum + units, 0);
  return fuel * (1 + TRAVEL_LOAD_FACTOR * (load / CARGO_MAX));
}

function tripCost(slot: number, frame: Frame, belt: readonly Node[]): string {
  const way = belt[frame.node]?.neighbors[slot];
  if (way === undefined) return "";
  const fuel = formatNumber(tripFuel(way.fuel, frame.cargo));
  return `${way.ticks} ${way.ticks === 1 ? "tick" : "ticks"} · ${fuel} fuel`;
}

/** What an action does, in a sentence. */
export function docOf(action: number): string {
  return DOCS.get(ACTIONS[action]!.name) ?? humanize(ACTIONS[action]!.name);
}

const DOCS = new Map<string, string>([
  ["HOLD_DRIFT", "Wait a tick; alert and heat go down"],
  ["EMERGENCY_BURN", "Four ticks in which pirates hardly get at you"],
  ["THREAT_LISTEN", "Learn how dangerous the ways from here are"],
  ["WIDE_SCAN", "A rough look at every rock here"],
  ["FOCUSED_SCAN", "A better look at the selected rock"],
  ["DEEP_SCAN", "The best look at the selected rock"],
  ["MINE_CONSERVATIVE", "Least yield, heat, wear and danger of a fracture"],
  ["MINE_STANDARD", "Middling yield, heat, wear and danger of a fracture"],
  ["MINE_AGGRESSIVE", "Most yield, heat, wear and danger of a fracture"],
  ["STABILIZE", "Six ticks in which the rock hardly cracks"],
  ["REFINE", "Turn 15 % of iron and nickel into rare isotopes"],
  ["COOLDOWN", "Vent 20 heat"],
  ["TOOL_MAINTENANCE", "25 more tool condition"],
  ["HULL_PATCH", "20 more hull"],
  ["OVERHAUL", "Hull and tool as new"],
  ["DOCK", "Wait a tick; alert goes down by 20"],
  ["BUY_FUEL_SMALL", "120 units of fuel"],
  ["BUY_FUEL_MEDIUM", "260 units of fuel"],
  ["BUY_FUEL_LARGE", "480 units of fuel"],
  ["BUY_REPAIR_KIT", "Mends hull or tool once"],
  ["BUY_STABILIZER", "Holds a rock together once"],
  ["BUY_DECOY", "May draw pirates off once"],
  ["CASH_OUT", "End the episode with the credits that you have"],
]);
