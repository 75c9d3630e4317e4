// Opens a replay file in the player, on the engine in the browser alone.
import { readReplay, type Replay } from "../abr/reader";
import { loadEngine } from "../engine/engine";
import type { Node } from "../generated/api";
import { LocalFrames } from "../replay/local_frames";
import { ReplayPlayer } from "../replay/player";

export interface OpenReplay {
  readonly file: Uint8Array;
  readonly replay: Replay;
  readonly player: ReplayPlayer;
  /** The belt at the start. */
  readonly belt: readonly Node[];
}

/** The view with which a replay opens. */
export interface FirstView {
  readonly step: number;
  readonly truth: boolean;
}

/**
 * Read a replay and start its player.
 *
 * @throws AbrError The file is damaged or of another spec.
 * @throws EngineError The engine does not run here.
 */
export async function openReplay(
  file: Uint8Array,
  { step, truth }: FirstView,
): Promise<OpenReplay> {
  const replay = readReplay(file);
  const frames = new LocalFrames(await loadEngine(), replay);
  const player = new ReplayPlayer(frames, step);
  player.wantsTruth.value = truth;
  return { file, replay, player, belt: frames.insight(0).belt };
}
