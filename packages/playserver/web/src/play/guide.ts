// The hints of the first flight: a first trip, refuelling, and a second trip until its cargo is sold. Pure.
import type { Frame, Node, Rock } from "../generated/api";
import {
  ACTIONS,
  CONFIDENCE_START,
  DEPLETION_END,
  FUEL_MAX,
  REWARD_HEAT_THRESHOLD,
} from "../generated/spec";
import { formatNumber } from "../lib/format";
import { unitValue } from "../panels/rocks_panel";
import { COMMODITIES } from "../generated/spec";
import { actionId, SELL_ALL, sellAction } from "./controls";
import { SAFE_STABILITY } from "./macros";

export interface Hint {
  /** 1..GUIDE_STAGES. */
  readonly stage: number;
  readonly title: string;
  readonly text: string;
  /** The suggested action; null for none. */
  readonly action: number | null;
}

export const GUIDE_STAGES = 8;

/** The history that hints need beyond the frame. */
export interface Past {
  readonly hasMined: boolean;
  /** Trips whose cargo was sold: sales after mining. */
  readonly sales: number;
}

const TRIPS = 2;
/** The part of the tank that may stay empty. */
const FUEL_GAP = 60;

// when to fly home: cargo in units that pays for the trip, fuel that the trip may need
const ENOUGH_UNITS = 40;
const HOME_FUEL = 350;
const SAFE_HEAT = REWARD_HEAT_THRESHOLD - 10;
// any scan adds more; the observation is in float32
const SCANNED = CONFIDENCE_START + 0.01;

/** The next hint; null once the cargo of the second trip was sold or the episode is over. */
export function hintOf(frame: Frame, belt: readonly Node[], past: Past): Hint | null {
  const hint = frame.end_cause === null ? tripHint(frame, belt, past) : null;
  return hint !== null && past.sales > 0 ? { ...hint, stage: Math.max(hint.stage, 7) } : hint;
}

function tripHint(frame: Frame, belt: readonly Node[], past: Past): Hint | null {
  const load = frame.cargo.reduce((sum, units) => sum + units, 0);
  if (frame.node === 0 && load > 0) return sellHint(frame);
  if (past.sales >= TRIPS) return null;
  if (frame.node === 0) {
    return (past.sales > 0 ? fuelHint(frame) : null) ?? leaveHint(belt, past.sales);
  }
  if (load >= ENOUGH_UNITS || (load > 0 && frame.ship.fuel < HOME_FUEL))
    return homeHint(frame, load);
  const selected = frame.rocks.find((rock) => rock.is_selected);
  if (selected !== undefined) return mineHint(frame, selected, past, load);
  if (!frame.rocks.some((rock) => rock.confidence > SCANNED)) return scanHint();
  const rock = bestRock(frame);
  return rock === null ? homeHint(frame, load) : selectHint(frame, rock);
}

/** Suggests the nearest neighbor, clusters before hazards. */
function leaveHint(belt: readonly Node[], sales: number): Hint {
  const edges = (belt[0]?.neighbors ?? []).map((edge, slot) => ({ ...edge, slot }));
  const cost = (edge: { node: number; ticks: number }): number =>
    edge.ticks + (belt[edge.node]!.kind === "hazard" ? 100 : 0);
  const nearest = edges.reduce((best, one) => (cost(one) < cost(best) ? one : best));
  const far =
    belt[nearest.node]!.kind === "hazard" ? "a dangerous place, and a rich one" : "a quiet cluster";
  return {
    stage: sales > 0 ? 8 : 1,
    title: sales > 0 ? "Go again" : "Fly to some rocks",
    text: `${sales > 0 ? "The first cargo is sold and the tank is filled." : "You are at the station with a full tank."} Node ${nearest.node} is ${far}, ${nearest.ticks} ${nearest.ticks === 1 ? "tick" : "ticks"} away.`,
    action: actionId("TRAVEL_0") + nearest.slot,
  };
}

function scanHint(): Hint {
  return {
    stage: 2,
    title: "See what the rocks are made of",
    text: "So far they are guesses. A wide scan scans all of them at once.",
    action: actionId("WIDE_SCAN"),
  };
}

/** The rock with the highest price per unit, stable rocks before unstable ones. */
function bestRock(frame: Frame): Rock | null {
  const left = frame.rocks.filter((rock) => rock.depletion < DEPLETION_END);
  const safe = left.filter((rock) => rock.stability >= SAFE_STABILITY);
  const choice = safe.length > 0 ? safe : left;
  const worth = (rock: Rock): number => unitValue(rock, frame.prices);
  return choice.length === 0
    ? null
    : choice.reduce((best, one) => (worth(one) > worth(best) ? one : best));
}

function selectHint(frame: Frame, rock: Rock): Hint {
  const worth = formatNumber(unitValue(rock, frame.prices));
  return {
    stage: 3,
    title: "Pick a rock",
    text: `Rock ${rock.slot} looks best: about ${worth} credits a unit, and steady enough.`,
    action: actionId("SELECT_0") + rock.slot,
  };
}

function mineHint(frame: Frame, rock: Rock, past: Past, load: number): Hint {
  if (frame.ship.heat > SAFE_HEAT) {
    return {
      stage: 4,
      title: "Let the tool cool",
      text: `Heat is ${formatNumber(frame.ship.heat)}. Above ${REWARD_HEAT_THRESHOLD} you mine less and rocks crack.`,
      action: actionId("COOLDOWN"),
    };
  }
  const isShaky = rock.stability < SAFE_STABILITY;
  return {
    stage: 4,
    title: past.hasMined ? "You are mining" : "Mine it",
    text: past.hasMined
      ? `${formatNumber(load, 1)} units on board; about ${ENOUGH_UNITS} are worth the trip home.`
      : "Every tick brings units into the hold. It also brings heat, wear and a little risk.",
    action: actionId(isShaky ? "MINE_CONSERVATIVE" : "MINE_STANDARD"),
  };
}

function homeHint(frame: Frame, load: number): Hint {
  return {
    stage: 5,
    title: "Bring it home",
    text: `${formatNumber(load)} units on board, ${formatNumber(frame.ship.fuel)} fuel left. The first edge always leads towards the station.`,
    action: actionId("TRAVEL_0"),
  };
}

/** Suggests the least fuel that fills the tank, else the most; null if it is full or unaffordable. */
function fuelHint(frame: Frame): Hint | null {
  const gap = FUEL_MAX - frame.ship.fuel;
  const rows = (["BUY_FUEL_SMALL", "BUY_FUEL_MEDIUM", "BUY_FUEL_LARGE"] as const)
    .map((name) => ACTIONS[actionId(name)]!)
    .filter(({ credits }) => credits <= frame.ship.credits);
  const row = rows.find(({ amount }) => amount >= gap) ?? rows.at(-1);
  if (gap < FUEL_GAP || row === undefined) return null;
  return {
    stage: 7,
    title: "Refuel",
    text: `${formatNumber(frame.ship.fuel)} fuel left. ${row.credits} credits buy ${row.amount} more: cheap beside a cargo.`,
    action: row.id,
  };
}

function sellHint(frame: Frame): Hint {
  const worth = frame.cargo.map((units, c) => units * frame.prices[c]!);
  const most = worth.indexOf(Math.max(...worth));
  const name = COMMODITIES[most]!.title;
  return {
    stage: 6,
    title: "Sell",
    text: `${name} pays most now, about ${formatNumber(worth[most]!)} credits. X twice sells everything.`,
    action: sellAction(most, SELL_ALL),
  };
}
