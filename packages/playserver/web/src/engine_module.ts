// The engine and replays as a separate module, assets/engine-*.js, for pages that embed it.
export { readReplay, type Replay } from "./abr/reader";
export { verifyReplay } from "./abr/verify";
export { loadEngine, type Engine, type World } from "./engine/engine";
export { LocalFrames } from "./replay/local_frames";
