// The moments of an episode that earned or cost most: sales by visit, mishaps, the end. Pure.
import { ACTIONS } from "../generated/spec";
import { humanize } from "../lib/format";
import { nodeLabel, stepLabel } from "./actions";
import { END_BITS, EVENT_BIT, eventsOf, severityOf } from "./events";
import type { Track } from "./track";

/** One step, or the sales or purchases of a visit to the station. */
export interface Moment {
  readonly kind: "sale" | "purchase" | "setback" | "end";
  /** Its first and last step. */
  readonly step: number;
  readonly last: number;
  /** Number of steps that it sums. */
  readonly count: number;
  /** The sum of their rewards. */
  readonly reward: number;
}

const SPENT_BITS = EVENT_BIT.bought | EVENT_BIT.overhauled;

function kindOf(track: Track, step: number): Moment["kind"] | null {
  const bits = track.events[step]!;
  if ((bits & END_BITS) !== 0) return "end";
  if ((bits & EVENT_BIT.sold) !== 0) return "sale";
  if ((bits & SPENT_BITS) !== 0) return "purchase";
  const severity = severityOf(bits & ~EVENT_BIT.market_shock); // moves prices, earns nothing
  return severity === "bad" || severity === "warn" ? "setback" : null;
}

/** All moments of the known steps, in order. */
export function momentsOf(track: Track): readonly Moment[] {
  const moments: Moment[] = [];
  const open = new Map<Moment["kind"], number>(); // of this visit, by kind: index into moments
  for (let step = 1; step < track.total; step += 1) {
    const reward = track.rewardAt(step);
    if (Number.isNaN(reward)) continue;
    if (track.node[step] !== 0) open.clear();
    const kind = kindOf(track, step);
    if (kind === null) continue;
    const index = open.get(kind);
    const before = index === undefined ? undefined : moments[index]!;
    if (before !== undefined && kind !== "end" && kind !== "setback") {
      const { count } = before;
      moments[index!] = { ...before, last: step, count: count + 1, reward: before.reward + reward };
    } else {
      open.set(kind, moments.length);
      moments.push({ kind, step, last: step, count: 1, reward });
    }
  }
  return moments;
}

/** The moments with the largest rewards and those with the lowest, each largest first. */
export function largestMoments(
  moments: readonly Moment[],
  count: number,
): { readonly gains: readonly Moment[]; readonly losses: readonly Moment[] } {
  const sorted = [...moments].sort((a, b) => b.reward - a.reward || a.step - b.step);
  const gains = sorted.filter(({ reward }) => reward > 0).slice(0, count);
  const losses = sorted.reverse().filter(({ reward }) => reward < 0);
  return { gains, losses: losses.slice(0, count) };
}

/** "Sale of 5 goods", "Fracture at node 7". */
export function momentLabel(track: Track, moment: Moment): string {
  const { kind, step, count } = moment;
  if (kind === "sale") return count === 1 ? stepLabel(track, step) : `${count} sales in a visit`;
  if (kind === "purchase") {
    return count === 1 ? stepLabel(track, step) : `${count} purchases in a visit`;
  }
  const bits = track.events[step]!;
  const bad = eventsOf(bits).filter(({ severity }) => severity === "bad" || severity === "warn");
  const names = (bits & END_BITS) !== 0 ? eventsOf(bits & END_BITS) : bad;
  const event = names.map(({ label }) => label).join(", ");
  const isTrip = ACTIONS[track.actionAt(step) ?? -1]?.family === "travel";
  const place = nodeLabel(track.node[step]!);
  return `${humanize(event)} ${isTrip ? "on the way to" : "at"} ${place}`;
}
