// Where frames come from. The server is one source; an engine in the browser can be another.
import { api } from "../api/client";
import type { Frame } from "../generated/api";

export interface FrameSource {
  /** How many frames there are: one more than steps. */
  readonly total: number;
  /** Frames start .. stop-1, in their order. */
  load(start: number, stop: number, signal: AbortSignal): Promise<readonly Frame[]>;
}

/** Frames that the server simulates. */
export function serverFrames(runId: string, replayId: string, total: number): FrameSource {
  return {
    total,
    async load(start, stop, signal) {
      const page = await api.frames(runId, replayId, start, stop, signal);
      return page.frames;
    },
  };
}
