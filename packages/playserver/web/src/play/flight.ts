// What a flight is: where it starts, and what was done. Everything else is simulated from it. Pure.
import type { ReplayParent } from "../abr/header_json";
import type { EnvOptions } from "../engine/engine";
import type { ReplayRef } from "./play_query";

/** Where a replay was taken over. */
export interface Fork {
  /** The engine's state bytes there. */
  readonly state: Uint8Array;
  readonly parent: ReplayParent;
  /** Nodes where the ship was before. */
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
  /** A replay of the same world to fly against. */
  readonly rival: ReplayRef | null;
  /** As asked for, an action each. */
  readonly actions: readonly number[];
  /** Whether steps were taken back: it is practice, and no record. */
  readonly hasUndone: boolean;
}

export const SHORT_TICKS = 2_000;
export const STANDARD_TICKS = 20_000;
const NO_RECORD = "Only whole flights from the start compare.";

/** Why the hall of fame would not take a flight; null if it would. */
export function hallRefusal(flight: Flight, hasEnded: boolean): string | null {
  const { options } = flight;
  const switches = [
    options.pirates,
    options.fractures,
    options.scan_noise,
    options.price_impact,
    options.market_shocks,
  ];
  if (flight.fork !== null) return `It was taken over in the middle. ${NO_RECORD}`;
  if (flight.hasUndone) return `It is practice: steps were taken back. ${NO_RECORD}`;
  if (switches.includes(false)) return "A part of the world was switched off.";
  if (options.time_max !== SHORT_TICKS && options.time_max !== STANDARD_TICKS) {
    return `Its time budget is ${options.time_max} ticks; the boards have 2,000 and 20,000.`;
  }
  return hasEnded ? null : "It goes on: play it to its end.";
}
