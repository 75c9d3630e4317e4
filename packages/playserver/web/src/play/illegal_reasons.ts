// Why an action is illegal, short enough for a button. The action mask decides what is legal; this file
// explains it, by the rules of docs/interface.md, "Actions". Pure.
import type { Frame, Node } from "../generated/api";
import {
  ACTIONS,
  CARGO_MAX,
  COMMODITIES,
  DEPLETION_END,
  FUEL_MAX,
  HULL_MAX,
  MINE_CARGO_LIMIT,
  N_ACTIONS,
  REFINE_UNITS_MIN,
  SELL_PERCENTS,
  SUPPLY_MAX,
  TOOL_MAX,
} from "../generated/spec";
import { formatNumber } from "../lib/format";

type Action = (typeof ACTIONS)[number];

/** The situation of the ship. */
interface Here {
  readonly frame: Frame;
  readonly belt: readonly Node[];
}

type Reason = string | null;

const NO_ROCKS = "No rocks here";

/** Returns why an action is illegal now; null if it is legal. */
export function whyIllegal(action: number, frame: Frame, belt: readonly Node[]): Reason {
  const row = ACTIONS[action];
  if (row === undefined) return `There is no action ${action}: 0 to ${N_ACTIONS - 1}`;
  if (frame.end_cause !== null) return "Flight is over";
  return RULES[row.family](row, { frame, belt });
}

/** The rule of each family of actions. */
const RULES: Readonly<Record<Action["family"], (row: Action, here: Here) => Reason>> = {
  hold: () => null,
  listen: () => null,
  travel: ({ arg }, here) =>
    arg < neighborsOf(here) ? null : `Only ${neighborsOf(here)} edges from here`,
  burn: lacksFuel,
  cooldown: lacksFuel,
  scan: (row, here) => {
    if (row.name !== "WIDE_SCAN") return lacksRock(here) ?? lacksFuel(row, here);
    return isAtStation(here) ? NO_ROCKS : lacksFuel(row, here);
  },
  select: ({ arg }, here) => unselectable(arg, here),
  mine: (_, here) => {
    const load = here.frame.cargo.reduce((sum, units) => sum + units, 0);
    return load >= MINE_CARGO_LIMIT ? `The hold is full: ${CARGO_MAX} units` : lacksRock(here);
  },
  stabilize: (_, here) =>
    lacksRock(here) ?? (here.frame.ship.stabilizers > 0 ? null : "No stabilizer left"),
  refine: (row, here) => {
    const [iron, nickel] = here.frame.cargo;
    const hasMetal = iron! + nickel! >= REFINE_UNITS_MIN;
    return hasMetal ? lacksFuel(row, here) : `Needs ${REFINE_UNITS_MIN} iron or nickel`;
  },
  mend_tool: (_, here) =>
    lacksKit(here) ?? (here.frame.ship.tool < TOOL_MAX ? null : "The tool is as new"),
  mend_hull: (_, here) =>
    lacksKit(here) ?? (here.frame.ship.hull < HULL_MAX ? null : "The hull is intact"),
  jettison: ({ arg }, here) => lacksCargo(arg, here),
  dock: (_, here) => awayFromStation(here),
  sell: ({ arg }, here) =>
    awayFromStation(here) ?? lacksCargo(Math.floor(arg / SELL_PERCENTS.length), here),
  buy_fuel: (row, here) =>
    unaffordable(row, here) ?? (here.frame.ship.fuel < FUEL_MAX ? null : "The tank is full"),
  buy_supply: (row, here) => {
    const { repair_kits, stabilizers, decoys } = here.frame.ship;
    const held = [repair_kits, stabilizers, decoys][row.arg]!;
    return unaffordable(row, here) ?? (held < SUPPLY_MAX ? null : `Already ${held} on board`);
  },
  overhaul: (row, here) => {
    const { hull, tool } = here.frame.ship;
    const isWorn = hull < HULL_MAX || tool < TOOL_MAX;
    return unaffordable(row, here) ?? (isWorn ? null : "Hull and tool are as new");
  },
  cash_out: (_, here) =>
    awayFromStation(here) ?? (here.frame.ship.credits > 0 ? null : "There are no credits to cash"),
};

function neighborsOf({ frame, belt }: Here): number {
  return belt[frame.node]?.neighbors.length ?? 0;
}

function isAtStation({ frame }: Here): boolean {
  return frame.node === 0;
}

function awayFromStation(here: Here): Reason {
  return isAtStation(here) ? null : "At the station only";
}

function lacksFuel(row: Action, { frame }: Here): Reason {
  const { fuel } = frame.ship;
  return fuel >= row.fuel ? null : `Needs ${row.fuel} fuel, has ${formatNumber(fuel, 1)}`;
}

function lacksRock({ frame }: Here): Reason {
  if (frame.rocks.some((rock) => rock.is_selected)) return null;
  return frame.node === 0 ? NO_ROCKS : "Select a rock first";
}

function unselectable(slot: number, { frame }: Here): Reason {
  const rock = frame.rocks.find((one) => one.slot === slot);
  if (rock === undefined) return `Only ${frame.rocks.length} rocks here`;
  if (rock.depletion >= DEPLETION_END) return "Nothing is left of it";
  return rock.is_selected ? "Already selected" : null;
}

function lacksKit({ frame }: Here): Reason {
  return frame.ship.repair_kits > 0 ? null : "No repair kit left";
}

function lacksCargo(commodity: number, { frame }: Here): Reason {
  if (frame.cargo[commodity]! > 0) return null;
  return `No ${COMMODITIES[commodity]!.title.replace(/^[A-Z](?=[a-z])/, (c) => c.toLowerCase())} on board`;
}

function unaffordable(row: Action, here: Here): Reason {
  const { credits } = here.frame.ship;
  const isCheap = credits >= row.credits;
  return (
    awayFromStation(here) ??
    (isCheap ? null : `${row.credits} cr, you have ${formatNumber(Math.floor(credits))}`)
  );
}
