// A flight: its start and its actions. Everything else is simulated from it. Pure.
import type { ReplayParent } from "../abr/header_json";
import { SWITCHES, type EnvOptions } from "../engine/engine";
import { boardOf, boardTicksText } from "../hall/boards";
import type { ReplayRef } from "./play_query";

/** Steps that another player flew. */
export interface Flown {
  readonly from: number;
  /** The step after the last one. */
  readonly to: number;
  /** The name of the player. */
  readonly by: string;
}

/** A policy that flies the world of a flight beside it, from a step on. */
export interface PolicyRival {
  /** The id of its source. */
  readonly policy: string;
  readonly step: number;
}

/** A recording that starts where the flight does. */
export interface RecordedRival {
  /** The name of its player. */
  readonly name: string;
  /** As base64, a byte each. */
  readonly actions: string;
}

/** The point at which a replay was taken over. */
export interface Fork {
  /** The engine's state bytes there. */
  readonly state: Uint8Array;
  readonly parent: ReplayParent;
  /** Nodes visited before. */
  readonly visited: readonly number[];
  /** The replay's name, and its address at that step. */
  readonly name: string;
  readonly href: string;
}

export interface Flight {
  readonly seed: bigint;
  readonly episode: bigint;
  readonly options: EnvOptions;
  /** Null for a flight that starts at a reset. */
  readonly fork: Fork | null;
  /** A replay or a policy in the same world to fly against; null for none. */
  readonly rival: ReplayRef | PolicyRival | RecordedRival | null;
  /** The policy of the replay that it comes from: its id or its digest; null if there is none. */
  readonly policy: string | null;
  /** The requested actions. */
  readonly actions: readonly number[];
  /** Whether steps were undone: then it is practice and cannot enter the hall of fame. */
  readonly hasUndone: boolean;
  /** The parts that others flew, in order. */
  readonly flown: readonly Flown[];
}

const NO_RECORD = "Only whole flights from the start are comparable.";

/** Returns why the hall of fame would refuse a flight; null if it would take it. */
export function hallRefusal(flight: Flight, hasEnded: boolean): string | null {
  const { options } = flight;
  if (flight.fork !== null) return `It continues another replay. ${NO_RECORD}`;
  const [first] = flight.flown;
  if (first !== undefined) return `A part of it was flown by ${first.by}. ${NO_RECORD}`;
  if (flight.hasUndone) return `It is practice: steps were undone. ${NO_RECORD}`;
  if (SWITCHES.some((name) => !options[name])) return "A part of the world was switched off.";
  if (boardOf(options.time_max) === null) {
    return `Its time budget is ${options.time_max} ticks; the boards have ${boardTicksText()}.`;
  }
  return hasEnded ? null : "It is unfinished: play it to its end.";
}
