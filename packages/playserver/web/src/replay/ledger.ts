// The ledger: what each step brought and cost in credits, units and hull, from the track. Pure.
import {
  ACTIONS,
  CREDIT_SCALE,
  REWARD_DAMAGE,
  REWARD_DAMAGE_SCALE,
  REWARD_PIRATE,
  REWARD_TERMS,
  SELL_PERCENTS,
} from "../generated/spec";
import { formatNumber, formatSigned, humanize } from "../lib/format";
import { EVENT_BIT } from "./events";
import type { Track } from "./track";

export interface Booking {
  readonly kind: "sale" | "purchase" | "theft" | "jettison" | "damage";
  /** Change of the credits; of a theft, the value of the cargo that was lost. */
  readonly credits: number;
  /** Units of cargo sold, stolen or thrown away, units of fuel bought, or lost hull. */
  readonly units: number;
  /** The commodity of a sale; null if there are several or none. */
  readonly commodity: number | null;
}

const TERM_AT = Object.fromEntries(REWARD_TERMS.map((name, index) => [name, index])) as Readonly<
  Record<(typeof REWARD_TERMS)[number], number>
>;
const HULL_SHOWN = 0.05; // less rounds to 0.0

/** What a step brought and cost; empty if it or the one before is unknown. */
export function bookingsOf(track: Track, step: number): readonly Booking[] {
  if (step < 1 || !track.isKnown(step) || !track.isKnown(step - 1)) return [];
  const bits = track.events[step]!;
  const family = ACTIONS[track.actionAt(step) ?? -1]?.family;
  const bookings: Booking[] = [];
  if (bits & EVENT_BIT.sold) bookings.push(saleOf(track, step));
  if (bits & (EVENT_BIT.bought | EVENT_BIT.overhauled)) {
    const units = family === "buy_fuel" ? track.fuel[step]! - track.fuel[step - 1]! : 0;
    const credits = creditsOf(track, step);
    bookings.push({ kind: "purchase", credits, units, commodity: null });
  }
  if (bits & EVENT_BIT.jettisoned) {
    const commodity = ACTIONS[track.actionAt(step)!]!.arg;
    const units = -unitsGained(track, step, commodity);
    bookings.push({ kind: "jettison", credits: 0, units, commodity });
  }
  if (bits & EVENT_BIT.pirates) bookings.push(theftOf(track, step));
  const hull = hullLost(track, step);
  if (hull >= HULL_SHOWN) {
    bookings.push({ kind: "damage", credits: 0, units: hull, commodity: null });
  }
  return bookings;
}

/** The hull that a step cost. */
export function hullLost(track: Track, step: number): number {
  return (track.terms[TERM_AT.damage]![step]! / REWARD_DAMAGE) * REWARD_DAMAGE_SCALE;
}

/** The change of the credits in a step. */
export function creditsOf(track: Track, step: number): number {
  return track.netProfit[step]! - track.netProfit[step - 1]!;
}

/** The value of the cargo before a step, at the prices before it. */
export function cargoValue(track: Track, step: number, prices = step): number {
  return track.cargo.reduce((sum, units, c) => sum + units[step]! * track.prices[c]![prices]!, 0);
}

export function cargoUnits(track: Track, step: number): number {
  return track.cargo.reduce((sum, units) => sum + units[step]!, 0);
}

function unitsGained(track: Track, step: number, commodity: number): number {
  return track.cargo[commodity]![step]! - track.cargo[commodity]![step - 1]!;
}

function saleOf(track: Track, step: number): Booking {
  const commodity = Math.floor(ACTIONS[track.actionAt(step)!]!.arg / SELL_PERCENTS.length);
  const units = -unitsGained(track, step, commodity);
  return { kind: "sale", credits: creditsOf(track, step), units, commodity };
}

/** Pirates take the same share of every commodity, which follows from the value that was lost. */
function theftOf(track: Track, step: number): Booking {
  const value = (track.terms[TERM_AT.pirate]![step]! / REWARD_PIRATE) * CREDIT_SCALE;
  const left = cargoValue(track, step, step - 1);
  const units = left > 0 ? (cargoUnits(track, step) * value) / left : 0;
  return { kind: "theft", credits: -value, units, commodity: null };
}

/** A booking in a few characters: "+1,240 cr" and "36.2 u". */
export function bookingTexts({ kind, credits, units }: Booking): readonly string[] {
  const amount = `${formatNumber(units, 1)} u`;
  switch (kind) {
    case "sale":
      return [`${formatSigned(credits)} cr`, amount];
    case "purchase":
      return [
        `${formatSigned(credits)} cr`,
        ...(units > 0 ? [`+${formatNumber(units)} fuel`] : []),
      ];
    case "theft":
      return [`${formatSigned(credits)} cr`, `${amount} stolen`];
    case "jettison":
      return [amount];
    case "damage":
      return [`${formatSigned(-units, 1)} hull`];
  }
}

/** Round numbers so that the rounded ones add up to their rounded total. */
export function roundToTotal(values: readonly number[], digits: number): readonly number[] {
  const scale = 10 ** digits;
  const rounded = values.map((value) => Math.round(value * scale));
  const total = Math.round(values.reduce((sum, value) => sum + value, 0) * scale);
  let missing = total - rounded.reduce((sum, value) => sum + value, 0);
  const errors = values.map((value, index) => value * scale - rounded[index]!);
  while (missing !== 0) {
    const sign = Math.sign(missing);
    // the one that was rounded furthest the wrong way; those that are exact stay
    const index = errors.reduce((best, e, i) => (sign * e > sign * errors[best]! ? i : best), 0);
    rounded[index]! += sign;
    errors[index]! -= sign;
    missing -= sign;
  }
  return rounded.map((value) => value / scale);
}

const REWARD_DIGITS = 3;
const SPARSE: ReadonlySet<string> = new Set(["sell", "terminal"]);

/** Those terms of a shaped reward that make up `total`: in sparse mode only two count. */
export function countedTerms(
  terms: Readonly<Record<string, number>>,
  total: number,
): readonly (readonly [name: string, value: number])[] {
  const all = Object.entries(terms);
  const sum = all.reduce((before, [, value]) => before + value, 0);
  const isShaped = Math.abs(sum - total) <= 1e-6 * Math.max(1, Math.abs(sum));
  return isShaped ? all : all.filter(([name]) => SPARSE.has(name));
}

/** "extract +0.020, time −0.001": the terms, largest first; they add up to the shown reward. */
export function termsText(terms: Readonly<Record<string, number>>, total: number): string {
  const counted = countedTerms(terms, total);
  const values = roundToTotal(
    counted.map(([, value]) => value),
    REWARD_DIGITS,
  );
  return counted
    .map(([name], index) => ({ name, value: values[index]! }))
    .filter(({ value }) => value !== 0)
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
    .map(
      ({ name, value }) => `${humanize(name).toLowerCase()} ${formatSigned(value, REWARD_DIGITS)}`,
    )
    .join(", ");
}
