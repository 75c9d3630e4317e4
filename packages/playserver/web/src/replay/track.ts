// What is kept of every step of a replay, in columns: small enough for the longest episode.
import type { Frame } from "../generated/api";
import { EVENTS, N_COMMODITIES } from "../generated/spec";

const BIT_OF = new Map<string, number>(EVENTS.map((event) => [event.name, event.bit]));

/** The set of events as bits, numbered as in the spec; unknown names are left out. */
export function eventBits(names: readonly string[]): number {
  let bits = 0;
  for (const name of names) {
    const bit = BIT_OF.get(name);
    if (bit !== undefined) bits |= 1 << bit;
  }
  return bits;
}

const NO_ACTION = 255;

/** Columns over steps 0 .. total-1; a step counts once its frame was added. */
export class Track {
  readonly total: number;
  readonly tick: Int32Array;
  readonly node: Uint8Array;
  readonly events: Uint32Array;
  /** NaN where it is not known, not even from a sketch. */
  readonly netProfit: Float64Array;
  readonly prices: readonly Float32Array[];
  private readonly action: Uint8Array;
  private readonly known: Uint8Array;
  private readonly illegal: Uint8Array;
  private numKnown_ = 0;

  constructor(total: number) {
    this.total = total;
    this.tick = new Int32Array(total);
    this.node = new Uint8Array(total);
    this.events = new Uint32Array(total);
    this.netProfit = new Float64Array(total).fill(NaN);
    this.prices = Array.from({ length: N_COMMODITIES }, () => new Float32Array(total));
    this.action = new Uint8Array(total).fill(NO_ACTION);
    this.known = new Uint8Array(total);
    this.illegal = new Uint8Array(total);
  }

  get numKnown(): number {
    return this.numKnown_;
  }

  get isComplete(): boolean {
    return this.numKnown_ === this.total;
  }

  isKnown(step: number): boolean {
    return this.known[step] === 1;
  }

  /** The action asked for in a step; null at the reset and where it is not known yet. */
  actionAt(step: number): number | null {
    const action = this.action[step] ?? NO_ACTION;
    return action === NO_ACTION ? null : action;
  }

  wasIllegal(step: number): boolean {
    return this.illegal[step] === 1;
  }

  /** Ticks from this step's frame to the next; null where that is not known. */
  ticksToNext(step: number): number | null {
    const next = step + 1;
    if (next >= this.total || !this.isKnown(step) || !this.isKnown(next)) return null;
    return this.tick[next]! - this.tick[step]!;
  }

  /** Note the profit of some frames, so that its curve is there before the frames are. */
  sketch(frames: readonly Frame[]): void {
    for (const frame of frames) this.netProfit[frame.step] = frame.ship.net_profit;
  }

  add(frame: Frame): void {
    const step = frame.step;
    if (step < 0 || step >= this.total) return;
    if (this.known[step] === 0) this.numKnown_ += 1;
    this.known[step] = 1;
    this.tick[step] = frame.tick;
    this.node[step] = frame.node;
    this.events[step] = eventBits(frame.events);
    this.netProfit[step] = frame.ship.net_profit;
    this.action[step] = frame.action ?? NO_ACTION;
    this.illegal[step] = frame.was_illegal ? 1 : 0;
    this.prices.forEach((column, c) => (column[step] = frame.prices[c] ?? 0));
  }
}

/** The known stretch of steps that ends at `step` and goes back while ticks are >= `fromTick`. */
export function stretchBefore(track: Track, step: number, fromTick: number): [number, number] {
  let first = step;
  while (first > 0 && track.isKnown(first - 1) && track.tick[first - 1]! >= fromTick) first -= 1;
  return [first, step];
}

/** The node to which the step after this one takes the ship; the same node if it stays. */
export function nextNode(track: Track, step: number): number {
  const next = step + 1;
  const here = track.node[step] ?? 0;
  return next < track.total && track.isKnown(next) ? track.node[next]! : here;
}
