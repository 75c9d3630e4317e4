// Why an action is illegal, for people. The mask is the judge; these are the rules of
// docs/interface.md, "Actions", as they are to be said, short enough for a button. Pure.
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
  SUPPLY_MAX,
  TOOL_MAX,
} from "../generated/spec";
import { commodityLabel, formatNumber } from "../lib/format";

type Action = (typeof ACTIONS)[number];

/** The place where a ship is: its frame, and the node. */
interface Here {
  readonly frame: Frame;
  readonly belt: readonly Node[];
}

type Reason = string | null;

/** Why an action can not be taken now; null if the rules allow it. */
export function whyIllegal(action: number, frame: Frame, belt: readonly Node[]): Reason {
  const row = ACTIONS[action];
  if (row === undefined) return `There is no action ${action}: 0 to ${N_ACTIONS - 1}`;
  if (frame.end_cause !== null) return "The episode is over";
  return reasonOf(row, { frame, belt });
}

function reasonOf(row: Action, here: Here): Reason {
  const { ship, cargo } = here.frame;
  switch (row.family) {
    case "hold":
    case "listen":
      return null;
    case "travel":
      return row.arg < neighborsOf(here) ? null : `Only ${neighborsOf(here)} ways from here`;
    case "burn":
    case "cooldown":
      return lacksFuel(row, here);
    case "scan":
      if (row.name !== "WIDE_SCAN") return lacksRock(here) ?? lacksFuel(row, here);
      return isAtStation(here) ? "No rocks here" : lacksFuel(row, here);
    case "select":
      return unselectable(row.arg, here);
    case "mine": {
      const load = cargo.reduce((sum, units) => sum + units, 0);
      const isFull = load >= MINE_CARGO_LIMIT;
      return isFull ? `The hold is full: ${CARGO_MAX} units` : lacksRock(here);
    }
    case "stabilize":
      return lacksRock(here) ?? (ship.stabilizers > 0 ? null : "No stabilizer left");
    case "refine": {
      const hasMetal = cargo[0]! + cargo[1]! >= REFINE_UNITS_MIN;
      return hasMetal ? lacksFuel(row, here) : `Needs ${REFINE_UNITS_MIN} iron or nickel`;
    }
    case "mend_tool":
      return lacksKit(here) ?? (ship.tool < TOOL_MAX ? null : "The tool is as new");
    case "mend_hull":
      return lacksKit(here) ?? (ship.hull < HULL_MAX ? null : "The hull is whole");
    case "jettison":
      return lacksCargo(row.arg, here);
    case "dock":
      return awayFromStation(here);
    case "sell":
      return awayFromStation(here) ?? lacksCargo(Math.floor(row.arg / 3), here);
    case "buy_fuel":
      return unaffordable(row, here) ?? (ship.fuel < FUEL_MAX ? null : "The tank is full");
    case "buy_supply": {
      const held = [ship.repair_kits, ship.stabilizers, ship.decoys][row.arg]!;
      return unaffordable(row, here) ?? (held < SUPPLY_MAX ? null : `${held} are on board already`);
    }
    case "overhaul": {
      const isWorn = ship.hull < HULL_MAX || ship.tool < TOOL_MAX;
      return unaffordable(row, here) ?? (isWorn ? null : "Hull and tool are as new");
    }
    case "cash_out":
      return awayFromStation(here) ?? (ship.credits > 0 ? null : "There are no credits to cash");
  }
}

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
  return frame.node === 0 ? "No rocks here" : "Select a rock first";
}

function unselectable(slot: number, { frame }: Here): Reason {
  const rock = frame.rocks.find((one) => one.slot === slot);
  if (rock === undefined) return `Only ${frame.rocks.length} rocks here`;
  if (rock.depletion >= DEPLETION_END) return "Nothing left of it";
  return rock.is_selected ? "Selected already" : null;
}

function lacksKit({ frame }: Here): Reason {
  return frame.ship.repair_kits > 0 ? null : "No repair kit left";
}

function lacksCargo(commodity: number, { frame }: Here): Reason {
  if (frame.cargo[commodity]! > 0) return null;
  return `No ${commodityLabel(COMMODITIES[commodity]!.name).replace(/^[A-Z](?=[a-z])/, (c) => c.toLowerCase())} on board`;
}

function unaffordable(row: Action, here: Here): Reason {
  const { credits } = here.frame.ship;
  const isCheap = credits >= row.credits;
  return (
    awayFromStation(here) ??
    (isCheap ? null : `${row.credits} cr, you have ${formatNumber(Math.floor(credits))}`)
  );
}
