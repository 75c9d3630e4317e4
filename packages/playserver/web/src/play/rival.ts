// The rival of a duel: a recorded episode in the same world, at the tick of the flight.
import { signal } from "@preact/signals";
import type { Engine } from "../engine/engine";
import { beliefsOf, type Beliefs } from "../map/beliefs";
import { LocalFrames, type Flown } from "../replay/local_frames";
import { ReplayPlayer } from "../replay/player";
import { Track } from "../replay/track";

/** Clock and profit after every step, from the start. */
export interface Profits {
  readonly ticks: Int32Array;
  readonly profits: Float64Array;
}

/** The needed part of a replay. */
export interface Recording extends Flown {
  readonly header: Flown["header"] & { readonly player: { readonly name: string } };
}

interface History extends Profits {
  /** The ship's node after every step. */
  readonly nodes: Uint8Array;
}

export class Rival {
  readonly name: string;
  readonly history: History;
  /** Shows its map and ship. */
  readonly player: ReplayPlayer;
  /** Its current step. */
  readonly step = signal(0);

  private constructor(name: string, history: History, player: ReplayPlayer) {
    this.name = name;
    this.history = history;
    this.player = player;
  }

  /** Simulate a replay to its end, yielding to the browser. */
  static async of(engine: Engine, replay: Recording, abort: AbortSignal): Promise<Rival> {
    const frames = new LocalFrames(engine, replay);
    const track = new Track(frames.total);
    try {
      await frames.survey(track, abort, () => undefined);
    } catch (error) {
      frames.close();
      throw error;
    }
    const history = { ticks: track.tick, profits: track.netProfit, nodes: track.node };
    return new Rival(replay.header.player.name, history, new ReplayPlayer(frames, 0, track));
  }

  close(): void {
    this.player.close();
  }

  /** What the rival knows after a step. */
  beliefsAt(step: number): Beliefs {
    const { belt } = this.player.insight(step)!; // a local source has one for every step
    return beliefsOf(belt, new Set(this.history.nodes.subarray(0, step + 1)));
  }

  /** Go to the last step that is complete at a tick. */
  follow(tick: number): void {
    this.step.value = stepAtTick(this.history.ticks, tick);
    this.player.seek(this.step.value);
  }
}

/** The last step whose clock is at most a tick; 0 before the first. */
export function stepAtTick(ticks: ArrayLike<number>, tick: number): number {
  let [low, high] = [0, ticks.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (ticks[middle]! <= tick) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Both profits at a tick. */
export interface GapPoint {
  readonly tick: number;
  readonly own: number;
  readonly theirs: number;
}

/**
 * Both profits at evenly spaced ticks from the start to now.
 *
 * @param own Clock and profit after each step so far; the clock may start above 0.
 */
export function gapPoints(own: Profits, theirs: Profits, most: number): GapPoint[] {
  const [from, now] = [own.ticks[0]!, own.ticks.at(-1)!];
  const count = Math.min(most, now - from + 1);
  return Array.from({ length: count }, (_, index) => {
    const tick = count === 1 ? now : Math.round(from + (index * (now - from)) / (count - 1));
    return {
      tick,
      own: own.profits[stepAtTick(own.ticks, tick)]!,
      theirs: theirs.profits[stepAtTick(theirs.ticks, tick)]!,
    };
  });
}
