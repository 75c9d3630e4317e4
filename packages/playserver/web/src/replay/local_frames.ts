// Frames that the engine in the browser simulates from the actions of a replay file.
import type { Replay } from "../abr/reader";
import { observedCargo, observedFuel, observedNode, observedPrices } from "../engine/decode";
import { checkOptions, type Engine, type World } from "../engine/engine";
import { frameOf } from "../engine/frame";
import { Seeker } from "../engine/seeker";
import { INFO_AT } from "../engine/world";
import type { Frame } from "../generated/api";
import type { FrameRange, FrameSource, Insight } from "./frame_source";
import type { StepSummary, Track } from "./track";

// readers of the seeker, so that their positions do not disturb each other
const [FRAMES, INSIGHT, SURVEY] = [0, 1, 2];
const NUM_READERS = 3;
const PEEK_STEPS = 4096; // about 30 ms of simulation
const BUSY_MS = 8; // longest time without giving the browser a chance to paint
const CLOCK_EVERY = 64; // steps between reads of the clock

/** The track entry of a step: ten times as fast to read as its frame. */
function summaryOf(
  { world, total }: { readonly world: World; readonly total: number },
  step: number,
  action: number | null,
): StepSummary {
  const [info, observation] = [world.infoView(), world.observationView()];
  return {
    step,
    tick: info[INFO_AT.ticks]!,
    node: observedNode(observation),
    events: info[INFO_AT.events]!,
    netProfit: info[INFO_AT.net_profit]!,
    total,
    fuel: observedFuel(observation),
    cargo: observedCargo(observation),
    terms: action === null ? [] : world.rewardTermsView(),
    prices: observedPrices(observation),
    action,
    wasIllegal: info[INFO_AT.invalid_action] !== 0,
  };
}

/**
 * Yield to input and repaints if they have waited long.
 *
 * @returns The start of the next busy period.
 */
async function yieldIfBusy(since: number, signal: AbortSignal): Promise<number> {
  if (performance.now() - since < BUSY_MS) return since;
  await new Promise((resolve) => setTimeout(resolve, 0));
  signal.throwIfAborted();
  return performance.now();
}

/** The needed part of a replay. */
export interface Flown extends Pick<Replay, "state" | "actions"> {
  readonly header: Pick<Replay["header"], "seed" | "episode" | "options">;
}

export class LocalFrames implements FrameSource {
  private readonly replay: Flown;
  private readonly seeker: Seeker;

  /**
   * @param replay Its actions may grow.
   * @throws EngineError The replay cannot start.
   */
  constructor(engine: Engine, replay: Flown) {
    const { header, state } = replay;
    const { seed, episode } = header;
    this.replay = replay;
    const script = {
      ...{ seed, episode, state },
      options: checkOptions(header.options),
      get actions() {
        return replay.actions;
      },
    };
    this.seeker = new Seeker(engine, script, NUM_READERS);
  }

  get total(): number {
    return this.replay.actions.length + 1;
  }

  async load(range: FrameRange, signal: AbortSignal): Promise<readonly Frame[]> {
    const frames: Frame[] = [];
    let since = -Infinity;
    for (let step = range.start; step < range.stop; step += range.stride) {
      while (step - this.seeker.knownStep > PEEK_STEPS) {
        this.seeker.at(this.seeker.knownStep + PEEK_STEPS, FRAMES);
        since = await yieldIfBusy(since, signal);
      }
      frames.push(this.frame(step));
      since = await yieldIfBusy(since, signal);
    }
    return frames;
  }

  peek(step: number): Frame | null {
    if (step - this.seeker.knownStep > PEEK_STEPS) return null;
    try {
      return this.frame(step);
    } catch {
      return null; // `survey` reports the error
    }
  }

  async survey(track: Track, signal: AbortSignal, onProgress: () => void): Promise<boolean> {
    let since = -Infinity;
    let step = 0;
    while (track.isKnown(step)) step += 1;
    for (; step < this.total; step += 1) {
      if (step % CLOCK_EVERY === 0) {
        const before = since;
        since = await yieldIfBusy(since, signal);
        if (since !== before) onProgress();
      }
      track.note(summaryOf(this.seeker.at(step, SURVEY), step, this.actionOf(step)));
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
    return step === 0 ? null : this.replay.actions[step - 1]!;
  }
}
