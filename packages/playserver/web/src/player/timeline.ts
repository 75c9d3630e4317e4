// The columns of the timeline, from the track. Pure; timeline_paint.ts draws them.
import { REWARD_TERMS } from "../generated/spec";
import { ACTION_GROUPS, actionGroup } from "../replay/actions";
import { eventsOf, ROUTINE_BITS } from "../replay/events";
import type { Track } from "../replay/track";

export interface TimelineColumns {
  /** Index into ACTION_GROUPS of the most frequent group; -1 while unknown. */
  readonly group: Int8Array;
  /** The worst severity: 0 nothing notable, 1 warn, 2 good, 3 bad. */
  readonly mark: Uint8Array;
  /** Net profit at the column's last known step; NaN while unknown. */
  readonly netProfit: Float64Array;
  /** The sum of the rewards up to there; NaN while unknown. */
  readonly returns: Float64Array;
  /** The sum of each term of the reward over the column's steps, by TERM_GROUPS. */
  readonly terms: readonly Float64Array[];
}

/** The groups of reward terms that the timeline colors, and their terms. */
export const TERM_GROUPS = [
  ["trade", ["sell"]],
  ["mine", ["extract"]],
  ["costs", ["fuel", "time", "wear", "heat", "scan", "invalid"]],
  ["damage", ["damage"]],
  ["pirates", ["pirate"]],
  ["end", ["terminal"]],
] as const satisfies readonly (readonly [string, readonly (typeof REWARD_TERMS)[number][]])[];

const GROUP_OF_TERM = REWARD_TERMS.map((name) =>
  TERM_GROUPS.findIndex(([, terms]) => (terms as readonly string[]).includes(name)),
);

const MARK_OF = { plain: 0, warn: 1, good: 2, bad: 3 } as const;

/** Fold the steps into a number of equal columns. */
export function foldTrack(track: Track, columns: number): TimelineColumns {
  const folded: TimelineColumns = {
    group: new Int8Array(columns).fill(-1),
    mark: new Uint8Array(columns),
    netProfit: new Float64Array(columns).fill(NaN),
    returns: new Float64Array(columns).fill(NaN),
    terms: TERM_GROUPS.map(() => new Float64Array(columns)),
  };
  const counts = new Int32Array(ACTION_GROUPS.length);
  for (let column = 0; column < columns; column += 1) {
    const first = Math.floor((column * track.total) / columns);
    const end = Math.max(first + 1, Math.floor(((column + 1) * track.total) / columns));
    counts.fill(0);
    for (let step = first; step < end; step += 1) {
      const profit = track.netProfit[step]!;
      if (!Number.isNaN(profit)) folded.netProfit[column] = profit;
      if (!track.isKnown(step)) continue;
      folded.returns[column] = track.returns[step]!;
      for (let term = 0; term < GROUP_OF_TERM.length; term += 1) {
        folded.terms[GROUP_OF_TERM[term]!]![column]! += track.terms[term]![step]!;
      }
      folded.mark[column] = Math.max(folded.mark[column]!, markOf(track.events[step]!));
      const action = track.actionAt(step);
      if (action !== null) counts[ACTION_GROUPS.indexOf(actionGroup(action))]! += 1;
    }
    const most = Math.max(...counts);
    if (most > 0) folded.group[column] = counts.indexOf(most);
  }
  return folded;
}

/** Fold numbers into a number of equal columns, the largest of each; NaN while unknown. */
export function foldPeaks(values: Float32Array, columns: number): Float64Array {
  return Float64Array.from({ length: columns }, (_, column) => {
    const first = Math.floor((column * values.length) / columns);
    const end = Math.max(first + 1, Math.floor(((column + 1) * values.length) / columns));
    return values
      .subarray(first, end)
      .reduce((most, value) => (value > most || Number.isNaN(most) ? value : most), NaN);
  });
}

function markOf(bits: number): number {
  const notable = bits & ~ROUTINE_BITS;
  if (notable === 0) return 0;
  return Math.max(...eventsOf(notable).map((event) => MARK_OF[event.severity]));
}
