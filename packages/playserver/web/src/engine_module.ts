// What the page offers as a module of its own, assets/engine-*.js: the engine, and replays on it.
export { readReplay, type Replay } from "./abr/reader";
export { verifyReplay } from "./abr/verify";
export { loadEngine, type Engine, type World } from "./engine/engine";
export { LocalFrames } from "./replay/local_frames";
