// From a replay to Play without a server: its actions so far become a flight that is continued by hand.
import type { Script } from "../player/line_set";
import { checkOptions } from "../engine/engine";
import type { Flight } from "./flight";
import { freshFlight } from "./flight_form";

/** The flight after some steps of a line. */
export function flightAt(
  { start, actions, digest, name, policy }: Script,
  step: number,
  href: string,
): Flight {
  const { seed, episode, options, state } = start;
  const fork = state === null ? null : { state, parent: { digest, step: 0 } };
  return {
    ...freshFlight(checkOptions(options), seed, episode),
    fork: fork && { ...fork, visited: [], name, href },
    policy,
    actions: [...actions.subarray(0, step)],
    flown: step === 0 ? [] : [{ from: 0, to: step, by: name }],
  };
}

let waiting: Flight | null = null;

/** Keep a flight for Play, which is opened next. */
export function handOver(flight: Flight): void {
  waiting = flight;
}

/** The flight that was handed over; null if there is none. Asking again gives null. */
export function takeHandedOver(): Flight | null {
  const flight = waiting;
  waiting = null;
  return flight;
}
