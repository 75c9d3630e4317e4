// Events by severity, and the rows of the log. Pure.
import { EVENTS } from "../generated/spec";
import { humanize } from "../lib/format";
import type { Track } from "./track";

type EventName = (typeof EVENTS)[number]["name"];
export type Severity = "bad" | "good" | "warn" | "plain";

const SEVERITY: Record<EventName, Severity> = {
  invalid_action: "warn",
  travelled: "plain",
  scanned: "plain",
  mined: "plain",
  fracture: "bad",
  stabilized: "plain",
  refined: "plain",
  sold: "good",
  bought: "plain",
  overhauled: "plain",
  docked: "plain",
  jettisoned: "warn",
  pirates: "bad",
  decoy_used: "warn",
  overheated: "warn",
  market_shock: "warn",
  asteroid_exhausted: "plain",
  destroyed: "bad",
  stranded: "bad",
  cashed_out: "good",
  timeout: "plain",
};

/** Whether an end of an episode is one that a player aims for. */
export function isGoodEnd(cause: string | null): boolean {
  return cause === "cashed_out" || cause === "timeout";
}

// events of nearly every step: a log of notable events leaves them out
const ROUTINE: ReadonlySet<EventName> = new Set<EventName>(["mined", "scanned", "docked"]);

export const ROUTINE_BITS = EVENTS.reduce(
  (bits, event) => (ROUTINE.has(event.name) ? bits | (1 << event.bit) : bits),
  0,
);

/** The mask of each event in a bit set. */
export const EVENT_BIT = Object.fromEntries(
  EVENTS.map(({ name, bit }) => [name, 1 << bit]),
) as Readonly<Record<EventName, number>>;

const TRADE_BITS = EVENT_BIT.sold | EVENT_BIT.bought | EVENT_BIT.overhauled;
export const END_BITS =
  EVENT_BIT.destroyed | EVENT_BIT.stranded | EVENT_BIT.cashed_out | EVENT_BIT.timeout;

export interface EventView {
  readonly name: EventName;
  readonly label: string;
  readonly severity: Severity;
}

const VIEWS: readonly EventView[] = EVENTS.map((event) => ({
  name: event.name,
  label: humanize(event.name),
  severity: SEVERITY[event.name],
}));

const views = new Map<number, readonly EventView[]>();

/** The events of a bit set, in the order of the spec. */
export function eventsOf(bits: number): readonly EventView[] {
  let found = views.get(bits);
  if (found === undefined) {
    found = VIEWS.filter((_, index) => (bits & (1 << EVENTS[index]!.bit)) !== 0);
    views.set(bits, found);
  }
  return found;
}

const RANK: readonly Severity[] = ["plain", "good", "warn", "bad"];

/** The worst severity in a bit set. */
export function severityOf(bits: number): Severity {
  let worst = 0;
  for (const event of eventsOf(bits)) worst = Math.max(worst, RANK.indexOf(event.severity));
  return RANK[worst]!;
}

/** Steps of the log: all after the reset, or only those with a notable event. */
export function logSteps(track: Track, notableOnly: boolean): Int32Array {
  const steps = new Int32Array(track.numKnown);
  let count = 0;
  for (let step = 0; step < track.total; step += 1) {
    if (!track.isKnown(step)) continue;
    const bits = track.events[step]!;
    if (notableOnly ? (bits & ~ROUTINE_BITS) !== 0 : step > 0) steps[count++] = step;
  }
  return steps.subarray(0, count);
}

/**
 * Steps at which "next event" stops: every notable one, of the trades of a visit only the first; or
 * only setbacks: warnings, damage, and every end.
 */
export function stopSteps(track: Track, setbacksOnly: boolean): Int32Array {
  const isTrade = (step: number): boolean => (track.events[step]! & TRADE_BITS) !== 0;
  return logSteps(track, true).filter((step) => {
    const bits = track.events[step]!;
    const severity = severityOf(bits);
    if ((bits & END_BITS) !== 0 || severity === "bad" || severity === "warn") return true;
    return !setbacksOnly && !(isTrade(step) && track.isKnown(step - 1) && isTrade(step - 1));
  });
}

/** Index of the last entry at or before `step` in ascending steps; -1 if there is none. */
export function lastAtOrBefore(steps: Int32Array, step: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle]! <= step) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
