// Where frames come from. The server is one source; an engine in the browser can be another.
import { api, type FrameRange, type ReplayHome } from "../api/client";
import type { Frame } from "../generated/api";

export interface FrameSource {
  /** How many frames there are: one more than steps. */
  readonly total: number;
  /** The frames of a range, in their order. */
  load(range: FrameRange, signal: AbortSignal): Promise<readonly Frame[]>;
}

/** Frames that the server simulates. */
export function serverFrames(home: ReplayHome, replayId: string, total: number): FrameSource {
  return {
    total,
    async load(range, signal) {
      const page = await api.frames(home, replayId, range, signal);
      return page.frames;
    },
  };
}
