// Several actions under one key and button: mine until something changes, sell everything. Pure.
import type { Frame, Node } from "../generated/api";
import { ACTIONS, REWARD_HEAT_THRESHOLD } from "../generated/spec";
import { eventsOf, ROUTINE_BITS } from "../replay/events";
import { eventBits } from "../replay/track";
import { actionId, SELL_ALL, sellAction, type ControlGroup } from "./controls";
import { whyIllegal } from "./illegal_reasons";

/** What a macro decides by. */
export interface Situation {
  readonly frame: Frame;
  readonly belt: readonly Node[];
}

export interface Macro {
  readonly label: string;
  readonly group: ControlGroup;
  /** The key, or both keys of a chord. */
  readonly key: string;
  readonly doc: string;
  /** Returns the next action after `taken` steps, or why there is none. */
  next(here: Situation, taken: number): number | string;
}

/** Estimated stability below which a rock is likely to crack soon. */
export const SAFE_STABILITY = 0.4;

const MODE = actionId("MINE_STANDARD");
const VENT = actionId("COOLDOWN");

/** Why mining should pause; null if it may continue. */
function whyStop({ frame, belt }: Situation, taken: number): string | null {
  const [event] = taken === 0 ? [] : eventsOf(eventBits(frame.events) & ~ROUTINE_BITS);
  if (event !== undefined) return event.label;
  const rock = frame.rocks.find((one) => one.is_selected);
  if (taken > 0 && rock !== undefined && rock.stability < SAFE_STABILITY) {
    return "The rock may crack";
  }
  return whyIllegal(MODE, frame, belt);
}

function isHot({ ship }: Frame): boolean {
  return ship.heat + ACTIONS[MODE]!.heat > REWARD_HEAT_THRESHOLD;
}

export const MACROS: readonly Macro[] = [
  {
    label: "Mine until hot",
    group: "mine",
    key: "g",
    doc: `Mines, standard, up to a heat of ${REWARD_HEAT_THRESHOLD}; stops when the hold is full or the rock may crack`,
    next(here, taken) {
      return whyStop(here, taken) ?? (isHot(here.frame) ? "The tool is hot" : MODE);
    },
  },
  {
    label: "Mine until full",
    group: "mine",
    key: "z",
    doc: "Mines, standard, and vents heat in between; stops when the hold is full or the rock may crack",
    next(here, taken) {
      const why = whyStop(here, taken);
      if (why !== null || !isHot(here.frame)) return why ?? MODE;
      return whyIllegal(VENT, here.frame, here.belt) ?? VENT;
    },
  },
  {
    label: "Sell everything",
    group: "trade",
    key: "xx",
    doc: "Sells all goods, the dearest first",
    next({ frame, belt }, taken) {
      const worth = frame.cargo.map((units, c) => units * frame.prices[c]!);
      const most = worth.indexOf(Math.max(...worth));
      if (worth[most]! > 0) {
        const action = sellAction(most, SELL_ALL);
        return whyIllegal(action, frame, belt) ?? action;
      }
      return taken > 0 ? "Everything is sold" : "Nothing on board";
    },
  },
];

/** Longer than a macro runs: the hold is full before. */
export const MACRO_STEPS_MAX = 500;
