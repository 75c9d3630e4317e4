// The interface of a source of frames: the engine in the browser, or a server.
import type { TrueNode, TrueRock } from "../engine/engine";
import type { Frame } from "../generated/api";
import type { Track } from "./track";

/** Frames start, start + stride, ... below stop. */
export interface FrameRange {
  readonly start: number;
  readonly stop: number;
  readonly stride: number;
}

/** What a frame leaves out: the truth, and the ship's estimates for the rest of the belt. */
export interface Insight {
  /** Every node after the step, with the ship's estimates of its edges. */
  readonly belt: readonly TrueNode[];
  /** The rocks of the ship's node. */
  readonly rocks: readonly TrueRock[];
}

export interface FrameLoader {
  /** Number of frames: one more than steps. */
  readonly total: number;
  /** Loads the frames of a range, in order. */
  load(range: FrameRange, signal: AbortSignal): Promise<readonly Frame[]>;
  /** Returns the frame of a step if it is available at once; else null. */
  peek?(step: number): Frame | null;
  /**
   * Simulate the whole episode and add its steps to a track, from the first unknown one. Afterwards
   * every frame can be peeked.
   *
   * @param onProgress Called repeatedly while the track grows.
   * @returns False if the source can only load.
   */
  survey?(track: Track, signal: AbortSignal, onProgress: () => void): Promise<boolean>;
}

export interface FrameSource extends FrameLoader {
  /** What the frame of a loaded step leaves out; null if this source does not know it. */
  insight(step: number): Insight | null;
  /** Free the source; no call is allowed afterwards. */
  close(): void;
}
