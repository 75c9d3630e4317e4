// The lanes of the timeline, and its columns from the track. Pure; timeline_paint.ts draws them.
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

/** A lane: where it starts, and its height, in pixels. */
export interface Lane {
  readonly top: number;
  readonly height: number;
}

export interface Lanes {
  /** Null where a low timeline has entropy in its place. */
  readonly profit: Lane | null;
  /** Null where the timeline is low. */
  readonly returns: Lane | null;
  readonly reward: Lane | null;
  /** The entropy of a policy; null without one. */
  readonly entropy: Lane | null;
  readonly actions: Lane;
  readonly events: Lane;
}

const ALL_LANES_FROM = 100; // pixels
const ENTROPY_HEIGHT = 16;
const NAME_HEIGHT = 12;
const ACTIONS_HEIGHT = 10;
export const EVENTS_HEIGHT = 12;
const GAP = 4;

/** The lanes of a timeline; a low one omits lanes without enough height for their names. */
export function lanesOf(height: number, withEntropy = false): Lanes {
  const events = { top: height - EVENTS_HEIGHT - 2, height: EVENTS_HEIGHT };
  const actions = { top: events.top - GAP - ACTIONS_HEIGHT, height: ACTIONS_HEIGHT };
  const low = { returns: null, reward: null, actions, events };
  const above = actions.top - GAP;
  if (withEntropy && above < ENTROPY_HEIGHT + GAP + NAME_HEIGHT) {
    return { ...low, profit: null, entropy: { top: 0, height: above } };
  }
  const entropy = withEntropy ? { top: above - ENTROPY_HEIGHT, height: ENTROPY_HEIGHT } : null;
  const available = entropy === null ? above : entropy.top - GAP;
  if (height < ALL_LANES_FROM) {
    return { ...low, profit: { top: 0, height: available }, entropy };
  }
  const each = Math.floor((available - 2 * GAP) / 3);
  const [profit, returns, reward] = [0, 1, 2].map((at) => ({
    top: at * (each + GAP),
    height: each,
  })) as [Lane, Lane, Lane];
  return { profit, returns, reward, entropy, actions, events };
}
