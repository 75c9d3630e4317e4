// What a policy makes of every step of an episode: columns that grow while it follows the episode.
import { N_ACTIONS } from "../generated/spec";
import type { Decision } from "./network";
import type { PolicyPilot } from "./policy_pilot";

const MIN_CAPACITY = 256;

export interface Likely {
  readonly action: number;
  readonly probability: number;
}

export class PolicyTrack {
  /** The name of the policy. */
  readonly name: string;
  private entropies!: Float32Array;
  private values!: Float32Array;
  private probabilities!: Float32Array;
  private total_: number;
  private numKnown_ = 0;

  /** @param total Number of steps, with the start; it grows with an episode that is being flown. */
  constructor(name: string, total: number) {
    this.name = name;
    this.total_ = total;
    this.reallocate(Math.max(total, MIN_CAPACITY));
  }

  get total(): number {
    return this.total_;
  }

  /** In nats, before the action that follows each step; NaN while unknown and at the end. */
  get entropy(): Float32Array {
    return this.entropies.subarray(0, this.total_);
  }

  get value(): Float32Array {
    return this.values.subarray(0, this.total_);
  }

  /** Steps from the start that are known. */
  get numKnown(): number {
    return this.numKnown_;
  }

  /** Append the decision of the next step; null where the episode is over. */
  append(decision: Decision | null): void {
    const step = this.numKnown_;
    this.numKnown_ += 1;
    this.total_ = Math.max(this.total_, this.numKnown_);
    if (this.total_ > this.values.length) this.reallocate(2 * this.values.length);
    if (decision === null) return;
    this.entropies[step] = decision.entropy;
    this.values[step] = decision.value;
    this.probabilities.set(decision.probabilities, step * N_ACTIONS);
  }

  /** Whether the policy has a decision after some steps. */
  hasDecision(step: number): boolean {
    return step < this.numKnown_ && !Number.isNaN(this.entropies[step]!);
  }

  probabilityOf(step: number, action: number): number {
    return action < N_ACTIONS ? this.probabilities[step * N_ACTIONS + action]! : 0;
  }

  /** The likeliest actions of a step, without impossible ones. */
  likeliest(step: number, count: number): readonly Likely[] {
    return Array.from({ length: N_ACTIONS }, (_, action) => ({
      action,
      probability: this.probabilityOf(step, action),
    }))
      .filter(({ probability }) => probability > 0)
      .sort((a, b) => b.probability - a.probability || a.action - b.action)
      .slice(0, count);
  }

  /** The steps with the largest entropy, largest first, none within `apart` steps of another. */
  mostUncertain(count: number, apart: number): readonly number[] {
    const steps = Array.from({ length: this.numKnown_ }, (_, step) => step)
      .filter((step) => this.hasDecision(step))
      .sort((a, b) => this.entropies[b]! - this.entropies[a]! || a - b);
    const chosen: number[] = [];
    for (const step of steps) {
      if (chosen.length === count) break;
      if (chosen.every((other) => Math.abs(other - step) >= apart)) chosen.push(step);
    }
    return chosen;
  }

  private reallocate(length: number): void {
    const longer = (old: Float32Array | undefined, width: number, empty: number): Float32Array => {
      const made = new Float32Array(length * width).fill(empty);
      if (old !== undefined) made.set(old);
      return made;
    };
    this.entropies = longer(this.entropies, 1, NaN);
    this.values = longer(this.values, 1, NaN);
    this.probabilities = longer(this.probabilities, N_ACTIONS, 0);
  }
}

const BUSY_MS = 8; // longest time without giving the browser a chance to paint

/** Do some work in short parts until it says that it is done. */
async function inParts(
  work: () => boolean,
  signal: AbortSignal,
  onProgress: () => void,
): Promise<void> {
  for (let isDone = false; !isDone;) {
    const since = performance.now();
    while (!isDone && performance.now() - since < BUSY_MS) isDone = work();
    onProgress();
    await new Promise((resolve) => setTimeout(resolve, 0));
    signal.throwIfAborted();
  }
}

/** Follow an episode to its end and append what the policy makes of each step. */
export function examine(
  pilot: PolicyPilot,
  actions: ArrayLike<number>,
  track: PolicyTrack,
  signal: AbortSignal,
  onProgress: () => void,
): Promise<void> {
  return inParts(
    () => {
      track.append(pilot.hasEnded ? null : pilot.decide());
      if (pilot.step === actions.length) return true;
      pilot.take(actions[pilot.step]!);
      return false;
    },
    signal,
    onProgress,
  );
}

/**
 * Let a policy fly after some actions to the end of the episode.
 *
 * @param before The actions of others, from the start.
 * @param take Takes the policy's next action.
 */
export function flyOn(
  pilot: PolicyPilot,
  before: ArrayLike<number>,
  signal: AbortSignal,
  onProgress: () => void = () => undefined,
  take: (action: number) => void = (action) => pilot.take(action),
): Promise<void> {
  return inParts(
    () => {
      if (pilot.step < before.length) pilot.take(before[pilot.step]!);
      else if (!pilot.hasEnded) take(pilot.choose());
      return pilot.step >= before.length && pilot.hasEnded;
    },
    signal,
    onProgress,
  );
}
