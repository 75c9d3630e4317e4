// Frames that the engine in the browser simulates, from the actions in a replay's file.
import type { Replay } from "../abr/reader";
import type { FrameRange } from "../api/client";
import { nodeSeen, pricesSeen } from "../engine/decode";
import { checkOptions, type Engine, type World } from "../engine/engine";
import { frameOf } from "../engine/frame";
import { Seeker } from "../engine/seeker";
import { INFO_AT } from "../engine/world";
import type { Frame } from "../generated/api";
import type { FrameSource, Insight } from "./frame_source";
import type { Moment, Track } from "./track";

// who reads the engine's worlds
const [FRAMES, INSIGHT, SURVEY] = [0, 1, 2];
const NUM_READERS = 3;
const PEEK_STEPS = 4096; // some 30 ms
const STRETCH_MS = 8; // before the browser may paint again
const CLOCK_EVERY = 64; // steps between looks at the clock

/** What a track keeps of a step; its frame takes ten times as long. */
function momentOf(world: World, step: number, action: number | null): Moment {
  const [info, seen] = [world.infoView(), world.observationView()];
  return {
    step,
    tick: info[INFO_AT.ticks]!,
    node: nodeSeen(seen),
    events: info[INFO_AT.events]!,
    netProfit: info[INFO_AT.net_profit]!,
    prices: pricesSeen(seen),
    action,
    wasIllegal: info[INFO_AT.invalid_action] !== 0,
  };
}

/**
 * Let what waits happen, input and repaints, if it has waited long.
 *
 * @returns Since when it waits again.
 */
async function breatheIfLong(since: number, signal: AbortSignal): Promise<number> {
  if (performance.now() - since < STRETCH_MS) return since;
  await new Promise((resolve) => setTimeout(resolve, 0));
  signal.throwIfAborted();
  return performance.now();
}

export class LocalFrames implements FrameSource {
  readonly total: number;
  private readonly actions: Uint8Array;
  private readonly seeker: Seeker;

  /** @throws EngineError The replay can not start. */
  constructor(engine: Engine, replay: Replay) {
    const { header, state, actions } = replay;
    const { seed, episode } = header;
    const options = checkOptions(header.options);
    this.actions = actions;
    this.seeker = new Seeker(engine, { seed, episode, options, state, actions }, NUM_READERS);
    this.total = actions.length + 1;
  }

  async load(range: FrameRange, signal: AbortSignal): Promise<readonly Frame[]> {
    const frames: Frame[] = [];
    let since = -Infinity;
    for (let step = range.start; step < range.stop; step += range.stride) {
      while (step - this.seeker.knownStep > PEEK_STEPS) {
        this.seeker.at(this.seeker.knownStep + PEEK_STEPS, FRAMES);
        since = await breatheIfLong(since, signal);
      }
      frames.push(this.frame(step));
      since = await breatheIfLong(since, signal);
    }
    return frames;
  }

  peek(step: number): Frame | null {
    if (step - this.seeker.knownStep > PEEK_STEPS) return null;
    try {
      return this.frame(step);
    } catch {
      return null; // `survey` says what is wrong
    }
  }

  async survey(track: Track, signal: AbortSignal, onProgress: () => void): Promise<boolean> {
    let since = -Infinity;
    let step = 0;
    while (track.isKnown(step)) step += 1;
    for (; step < this.total; step += 1) {
      if (step % CLOCK_EVERY === 0) {
        const before = since;
        since = await breatheIfLong(since, signal);
        if (since !== before) onProgress();
      }
      const { world } = this.seeker.at(step, SURVEY);
      track.note(momentOf(world, step, this.actionOf(step)));
    }
    return true;
  }

  insight(step: number): Insight {
    const { world } = this.seeker.at(step, INSIGHT);
    return { belt: world.belt(), rocks: world.rocks(world.node) };
  }

  close(): void {
    this.seeker.close();
  }

  private frame(step: number): Frame {
    const { world, total } = this.seeker.at(step, FRAMES);
    return frameOf(world, { step, action: this.actionOf(step), total });
  }

  private actionOf(step: number): number | null {
    return step === 0 ? null : this.actions[step - 1]!;
  }
}
