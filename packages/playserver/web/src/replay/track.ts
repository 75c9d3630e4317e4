// The columns of all steps of a replay: compact enough for the longest episode.
import type { Frame } from "../generated/api";
import { EVENTS, N_COMMODITIES, REWARD_TERMS } from "../generated/spec";

const BIT_OF = new Map<string, number>(EVENTS.map((event) => [event.name, event.bit]));

/** The values of a step in a track. */
export interface StepSummary {
  readonly step: number;
  readonly tick: number;
  readonly node: number;
  /** The events as a bit set. */
  readonly events: number;
  readonly netProfit: number;
  /** The sum of the rewards so far. */
  readonly total: number;
  readonly fuel: number;
  /** By commodity. */
  readonly cargo: ArrayLike<number>;
  readonly prices: ArrayLike<number>;
  /** The terms of the step's shaped reward, as REWARD_TERMS; empty at the reset. */
  readonly terms: ArrayLike<number>;
  /** Null at the reset. */
  readonly action: number | null;
  readonly wasIllegal: boolean;
}

/** The bit set of events, numbered as in the spec; unknown names are ignored. */
export function eventBits(names: readonly string[]): number {
  let bits = 0;
  for (const name of names) {
    const bit = BIT_OF.get(name);
    if (bit !== undefined) bits |= 1 << bit;
  }
  return bits;
}

const NO_ACTION = 255;

type Column = Int32Array | Uint8Array | Uint32Array | Float64Array | Float32Array;

const MIN_CAPACITY = 256;

/**
 * Columns over steps 0 .. total-1; a step counts once its frame was added.
 *
 * The total is fixed for a replay; it grows and shrinks with an episode that is being played. The
 * columns may be longer than the total.
 */
export class Track {
  tick!: Int32Array;
  node!: Uint8Array;
  events!: Uint32Array;
  /** NaN where it is unknown and not sketched. */
  netProfit!: Float64Array;
  /** The sum of the rewards so far. */
  returns!: Float64Array;
  fuel!: Float32Array;
  /** By commodity. */
  cargo!: readonly Float32Array[];
  prices!: readonly Float32Array[];
  /** By REWARD_TERMS; those of the shaped reward, whatever the reward mode. */
  terms!: readonly Float32Array[];
  private action!: Uint8Array;
  private known!: Uint8Array;
  private illegal!: Uint8Array;
  private total_: number;
  private numKnown_ = 0;

  constructor(total = 0) {
    this.total_ = total;
    this.reallocate(total);
  }

  get total(): number {
    return this.total_;
  }

  get numKnown(): number {
    return this.numKnown_;
  }

  get isComplete(): boolean {
    return this.numKnown_ === this.total_;
  }

  isKnown(step: number): boolean {
    return this.known[step] === 1;
  }

  /** The requested action of a step; null at the reset and while unknown. */
  actionAt(step: number): number | null {
    const action = this.action[step] ?? NO_ACTION;
    return action === NO_ACTION ? null : action;
  }

  wasIllegal(step: number): boolean {
    return this.illegal[step] === 1;
  }

  /** Ticks from this step to the next; null while unknown. */
  ticksToNext(step: number): number | null {
    const next = step + 1;
    if (next >= this.total || !this.isKnown(step) || !this.isKnown(next)) return null;
    return this.tick[next]! - this.tick[step]!;
  }

  /** Add the profit of some frames, to show its curve before all frames are loaded. */
  sketch(frames: readonly Frame[]): void {
    for (const frame of frames) this.netProfit[frame.step] = frame.ship.net_profit;
  }

  /** Append the frame of the next step. */
  append(frame: Frame): void {
    if (frame.step !== this.total_) {
      throw new RangeError(`step is ${frame.step}, expected ${this.total_}, the next of the track`);
    }
    this.extend(this.total_ + 1);
    this.add(frame);
  }

  /** Grow to a new total of steps. */
  extend(total: number): void {
    this.total_ = Math.max(this.total_, total);
    if (this.total_ > this.known.length)
      this.reallocate(Math.max(MIN_CAPACITY, 2 * this.known.length, total));
  }

  /** Remove all steps from `total` on. */
  truncate(total: number): void {
    for (let step = total; step < this.total_; step += 1) {
      if (this.known[step] === 1) this.numKnown_ -= 1;
      this.known[step] = 0;
      this.action[step] = NO_ACTION;
      this.netProfit[step] = NaN;
    }
    this.total_ = Math.min(total, this.total_);
  }

  add(frame: Frame): void {
    this.note({
      step: frame.step,
      tick: frame.tick,
      node: frame.node,
      events: eventBits(frame.events),
      netProfit: frame.ship.net_profit,
      total: frame.return,
      fuel: frame.ship.fuel,
      cargo: frame.cargo,
      prices: frame.prices,
      terms: REWARD_TERMS.map((name) => frame.reward_terms[name] ?? 0),
      action: frame.action,
      wasIllegal: frame.was_illegal,
    });
  }

  note(summary: StepSummary): void {
    const { step } = summary;
    if (step < 0 || step >= this.total_) return;
    if (this.known[step] === 0) this.numKnown_ += 1;
    this.known[step] = 1;
    this.tick[step] = summary.tick;
    this.node[step] = summary.node;
    this.events[step] = summary.events;
    this.netProfit[step] = summary.netProfit;
    this.returns[step] = summary.total;
    this.fuel[step] = summary.fuel;
    this.action[step] = summary.action ?? NO_ACTION;
    this.illegal[step] = summary.wasIllegal ? 1 : 0;
    for (const [columns, values] of [
      [this.cargo, summary.cargo],
      [this.prices, summary.prices],
      [this.terms, summary.terms],
    ] as const) {
      for (let i = 0; i < columns.length; i += 1) columns[i]![step] = values[i] ?? 0;
    }
  }

  /** The reward of a step, 0 at the first; NaN if it or the one before is unknown. */
  rewardAt(step: number): number {
    if (step === 0) return 0;
    const isKnown = this.isKnown(step) && this.isKnown(step - 1);
    return isKnown ? this.returns[step]! - this.returns[step - 1]! : NaN;
  }

  /** Reallocate the columns with a new length, with their content. */
  private reallocate(length: number): void {
    const longer = <T extends Column>(make: T, old: T | undefined): T => {
      if (old !== undefined) make.set(old);
      return make;
    };
    this.tick = longer(new Int32Array(length), this.tick);
    this.node = longer(new Uint8Array(length), this.node);
    this.events = longer(new Uint32Array(length), this.events);
    this.netProfit = longer(new Float64Array(length).fill(NaN), this.netProfit);
    this.returns = longer(new Float64Array(length), this.returns);
    this.fuel = longer(new Float32Array(length), this.fuel);
    const several = (count: number, old: readonly Float32Array[] | undefined) =>
      Array.from({ length: count }, (_, i) => longer(new Float32Array(length), old?.[i]));
    this.cargo = several(N_COMMODITIES, this.cargo);
    this.prices = several(N_COMMODITIES, this.prices);
    this.terms = several(REWARD_TERMS.length, this.terms);
    this.action = longer(new Uint8Array(length).fill(NO_ACTION), this.action);
    this.known = longer(new Uint8Array(length), this.known);
    this.illegal = longer(new Uint8Array(length), this.illegal);
  }
}

/** The longest range of known steps that ends at `step` and has ticks >= `fromTick`. */
export function stretchBefore(track: Track, step: number, fromTick: number): [number, number] {
  let first = step;
  while (first > 0 && track.isKnown(first - 1) && track.tick[first - 1]! >= fromTick) first -= 1;
  return [first, step];
}

/** The ship's node after the next step. */
export function nextNode(track: Track, step: number): number {
  const next = step + 1;
  const here = track.node[step] ?? 0;
  return next < track.total && track.isKnown(next) ? track.node[next]! : here;
}
