// The summary of an episode: credits, reward, time and trips, from the track. Pure.
import { ACTIONS, N_COMMODITIES, REWARD_TERMS } from "../generated/spec";
import { formatNumber, formatSigned, humanize } from "../lib/format";
import { ACTION_GROUPS, actionGroup, nodeLabel } from "./actions";
import { END_BITS, EVENT_BIT, eventsOf } from "./events";
import { bookingsOf, cargoUnits, cargoValue, countedTerms, hullLost } from "./ledger";
import type { Track } from "./track";

interface Amount {
  units: number;
  credits: number;
}

/** From leaving the station to the next departure, or to the end. */
export interface Trip {
  readonly step: number;
  ticks: number;
  /** Distinct nodes other than the station. */
  readonly nodes: Set<number>;
  mined: number;
  sold: number;
  spent: number;
  hull: number;
}

export const SPENDING = ["Fuel", "Supplies", "Overhauls"] as const;
export const HULL_CAUSES = ["Fractures", "Pirates", "Overheating", "Hazards of places"] as const;

export interface Summary {
  readonly netProfit: number;
  readonly total: number;
  readonly ticks: number;
  /** By commodity. */
  readonly sales: readonly Amount[];
  /** Negative credits, by SPENDING. */
  readonly spending: number[];
  readonly stolen: Amount;
  /** What is in the hold after the last step, at its prices. */
  readonly left: Amount;
  /** By HULL_CAUSES. */
  readonly hull: number[];
  /** The sums of the terms that count, by name. */
  readonly terms: readonly (readonly [name: string, value: number])[];
  /** By ACTION_GROUPS. */
  readonly ticksByGroup: number[];
  readonly trips: readonly Trip[];
}

/** Summarize a track; unknown steps count nothing. */
export function summarize(track: Track): Summary {
  const last = track.total - 1;
  const sales = Array.from({ length: N_COMMODITIES }, () => ({ units: 0, credits: 0 }));
  const summary = {
    netProfit: track.netProfit[last]!,
    total: track.returns[last]!,
    ticks: track.tick[last]!,
    sales,
    spending: SPENDING.map(() => 0),
    stolen: { units: 0, credits: 0 },
    left: { units: cargoUnits(track, last), credits: cargoValue(track, last) },
    hull: HULL_CAUSES.map(() => 0),
    ticksByGroup: ACTION_GROUPS.map(() => 0),
    trips: [] as Trip[],
  };
  for (let step = 1; step <= last; step += 1) {
    if (track.isKnown(step) && track.isKnown(step - 1)) addStep(track, step, summary);
  }
  const sums = Object.fromEntries(
    REWARD_TERMS.map((name, t) => [name, track.terms[t]!.reduce((sum, value) => sum + value, 0)]),
  );
  return { ...summary, terms: countedTerms(sums, summary.total) };
}

type Sums = Omit<Summary, "terms" | "sales" | "trips"> & { sales: Amount[]; trips: Trip[] };

function addStep(track: Track, step: number, sums: Sums): void {
  const ticks = track.tick[step]! - track.tick[step - 1]!;
  const action = track.wasIllegal(step) ? null : track.actionAt(step);
  const group = action === null ? "idle" : actionGroup(action);
  sums.ticksByGroup[ACTION_GROUPS.indexOf(group)]! += ticks;
  if (track.node[step - 1] === 0 && track.node[step] !== 0) {
    const nothing = { mined: 0, sold: 0, spent: 0, hull: 0, ticks: 0 };
    sums.trips.push({ step, nodes: new Set(), ...nothing });
  }
  const trip = sums.trips.at(-1);
  const hull = hullLost(track, step);
  sums.hull[hullCause(track.events[step]!)]! += hull;
  for (const booking of bookingsOf(track, step)) {
    if (booking.kind === "sale") {
      const sale = sums.sales[booking.commodity!]!;
      sale.units += booking.units;
      sale.credits += booking.credits;
      if (trip) trip.sold += booking.credits;
    } else if (booking.kind === "purchase") {
      sums.spending[spendingOf(track, step)]! += booking.credits;
      if (trip) trip.spent -= booking.credits;
    } else if (booking.kind === "theft") {
      (sums.stolen as Amount).units += booking.units;
      (sums.stolen as Amount).credits += booking.credits;
    }
  }
  if (trip === undefined) return;
  trip.ticks += ticks;
  trip.hull += hull;
  if (track.node[step] !== 0) trip.nodes.add(track.node[step]!);
  if ((track.events[step]! & EVENT_BIT.mined) !== 0) {
    trip.mined += Math.max(0, cargoUnits(track, step) - cargoUnits(track, step - 1));
  }
}

/** The index in HULL_CAUSES of the gravest event of a step. */
function hullCause(bits: number): number {
  const index = [EVENT_BIT.fracture, EVENT_BIT.pirates, EVENT_BIT.overheated].findIndex(
    (mask) => (bits & mask) !== 0,
  );
  return index < 0 ? HULL_CAUSES.length - 1 : index;
}

function spendingOf(track: Track, step: number): number {
  const family = ACTIONS[track.actionAt(step)!]?.family;
  return family === "buy_fuel" ? 0 : family === "overhaul" ? 2 : 1;
}

/** Why the episode ended as it did, and what made its profit and its return: some sentences. */
export function verdictOf(track: Track, summary: Summary): readonly string[] {
  const income = summary.sales.reduce((sum, { credits }) => sum + credits, 0);
  const cost = -summary.spending.reduce((sum, credits) => sum + credits, 0);
  const terms = [...summary.terms]
    .sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]))
    .slice(0, 3)
    .filter(([, value]) => Math.abs(value) >= 0.005)
    .map(([name, value]) => `${formatSigned(value, 2)} ${TERM_WORDS[name] ?? name}`);
  const made = `: mostly ${terms.join(", ")}`;
  return [
    endText(track),
    `Sales brought ${formatNumber(income)} credits and purchases cost ${formatNumber(cost)}.`,
    `The return is ${formatSigned(summary.total, 2)}${terms.length > 0 ? made : ""}.`,
  ];
}

/** A reward term in a sentence, after its number. */
export const TERM_WORDS: Readonly<Record<string, string>> = {
  sell: "from trade",
  extract: "for mined cargo",
  fuel: "for fuel",
  time: "for time",
  wear: "for tool wear",
  heat: "for heat",
  damage: "for damage",
  scan: "for scans",
  invalid: "for illegal actions",
  pirate: "for stolen cargo",
  terminal: "for the end",
};

function endText(track: Track): string {
  const last = track.total - 1;
  const bits = track.events[last]!;
  const when = `at tick ${formatNumber(track.tick[last]!)}`;
  const where = nodeLabel(track.node[last]!);
  const [end] = eventsOf(bits & END_BITS);
  if (end?.name === "destroyed") {
    const causes = eventsOf(bits & (EVENT_BIT.fracture | EVENT_BIT.pirates | EVENT_BIT.overheated));
    const cause =
      causes.length === 0 ? "The dangers of the place" : causes.map((c) => c.label).join(", ");
    const hull = formatNumber(hullLost(track, last), 1);
    const share = hull === "0.0" ? "" : ` ${hull}`;
    return `Destroyed ${when} at ${where}. ${humanize(cause)} took the last${share} of the hull.`;
  }
  if (end?.name === "stranded") {
    let refuel = last;
    while (refuel > 0 && !(track.fuel[refuel]! > track.fuel[refuel - 1]!)) refuel -= 1;
    const since =
      refuel > 0
        ? `the last refuel was at tick ${formatNumber(track.tick[refuel]!)}`
        : "it never refuelled";
    return `Stranded ${when} at ${where}: the fuel ran out, and ${since}.`;
  }
  if (end?.name === "cashed_out") return `Cashed out ${when}.`;
  if (end?.name === "timeout") return `The time was up ${when}; the ship was at ${where}.`;
  return `The recording stops ${when}, before the end of the episode.`;
}
