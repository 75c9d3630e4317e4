// Where frames come from: the engine in the browser, or the server where that can not run.
import { api, type FrameRange, type ReplayHome } from "../api/client";
import type { TrueNode, TrueRock } from "../engine/engine";
import type { Frame } from "../generated/api";
import type { Track } from "./track";

/** What a frame does not say: what is hidden from the ship, and what it believes of far places. */
export interface Insight {
  /** Every node as it is after the step, and the ship's estimates of its ways. */
  readonly belt: readonly TrueNode[];
  /** Of the ship's node. */
  readonly rocks: readonly TrueRock[];
}

export interface FrameLoader {
  /** How many frames there are: one more than steps. */
  readonly total: number;
  /** The frames of a range, in their order. */
  load(range: FrameRange, signal: AbortSignal): Promise<readonly Frame[]>;
  /** The frame of a step at once, if that takes no time to speak of; else null. */
  peek?(step: number): Frame | null;
  /**
   * Go through the whole episode and note its steps in a track, the first unknown one first. From
   * then on every frame can be peeked.
   *
   * @param onProgress Called now and then, while the track grows.
   * @returns False of a source that can do no more than load.
   */
  survey?(track: Track, signal: AbortSignal, onProgress: () => void): Promise<boolean>;
}

export interface FrameSource extends FrameLoader {
  /** What a frame of a step that was loaded does not say; null where nobody knows. */
  insight(step: number): Insight | null;
  /** Nothing is asked for any more. */
  close(): void;
}

/** Frames that the server simulates, or that a site has as files. */
export function serverFrames(home: ReplayHome, replayId: string, total: number): FrameSource {
  return {
    total,
    async load(range, signal) {
      const page = await api.frames(home, replayId, range, signal);
      return page.frames;
    },
    insight: () => null,
    close: () => undefined,
  };
}
