// Another player's replay of the same world, loaded on request and summarized beside the shown one.
import { readReplay } from "../abr/reader";
import { loadEngine } from "../engine/engine";
import { LocalFrames } from "../replay/local_frames";
import { summarize, type Summary } from "../replay/summary";
import { Track } from "../replay/track";

/** Loads the replay file of the other player; its name is shown while it loads. */
export interface RivalSource {
  readonly name: string;
  load(signal: AbortSignal): Promise<Uint8Array>;
}

/** Simulate the other player's replay and summarize it. */
export async function summarizeRival(source: RivalSource, signal: AbortSignal): Promise<Summary> {
  return summarize(await trackOf(await source.load(signal), signal));
}

/** Simulate a replay file. */
export async function trackOf(file: Uint8Array, signal: AbortSignal): Promise<Track> {
  const frames = new LocalFrames(await loadEngine(), readReplay(file));
  try {
    const track = new Track(frames.total);
    await frames.survey(track, signal, () => undefined);
    return track;
  } finally {
    frames.close();
  }
}
