// Frames that the engine in the browser simulates, from the actions in a replay's file.
import type { Replay } from "../abr/reader";
import type { FrameRange } from "../api/client";
import { checkOptions, type Engine } from "../engine/engine";
import { frameOf } from "../engine/frame";
import { Seeker } from "../engine/seeker";
import type { Frame } from "../generated/api";
import type { FrameSource, Insight } from "./frame_source";

// who reads the engine's worlds
const [PAGES, INSIGHT] = [0, 1];
const NUM_READERS = 2;
// about 10 ms of simulating before the browser may paint again
const STEPS_AT_ONCE = 1024;
const FRAMES_AT_ONCE = 256;
const PEEK_STEPS = 4096; // some 30 ms

/** Let what waits happen: input, repaints. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
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
    for (let step = range.start; step < range.stop; step += range.stride) {
      await this.goNear(step, signal);
      if (frames.length % FRAMES_AT_ONCE === 0) await this.pause(signal);
      frames.push(this.frame(step));
    }
    return frames;
  }

  peek(step: number): Frame | null {
    if (step - this.seeker.knownStep > PEEK_STEPS) return null;
    try {
      return this.frame(step, INSIGHT);
    } catch {
      return null; // `load` says what is wrong
    }
  }

  insight(step: number): Insight {
    const { world } = this.seeker.at(step, INSIGHT);
    return { belt: world.belt(), rocks: world.rocks(world.node) };
  }

  close(): void {
    this.seeker.close();
  }

  private frame(step: number, reader = PAGES): Frame {
    const { world, total } = this.seeker.at(step, reader);
    const action = step === 0 ? null : this.actions[step - 1]!;
    return frameOf(world, { step, action, total });
  }

  /** Simulate what was not yet, up to a step, a stretch at a time. */
  private async goNear(step: number, signal: AbortSignal): Promise<void> {
    while (step - this.seeker.knownStep > STEPS_AT_ONCE) {
      await this.pause(signal);
      this.seeker.at(this.seeker.knownStep + STEPS_AT_ONCE, PAGES);
    }
  }

  private async pause(signal: AbortSignal): Promise<void> {
    await breathe();
    signal.throwIfAborted();
  }
}
