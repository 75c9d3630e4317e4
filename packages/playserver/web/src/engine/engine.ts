// The core of the game, compiled to WebAssembly: it is loaded once and makes worlds.
import { EngineError, openFace, type Face } from "./face";
import { World } from "./world";

export { EngineError } from "./face";
export type { TrueMarket, TrueNode, TrueRock, Way } from "./belt";
export { checkOptions, DEFAULT_OPTIONS, parseU64, SEED_MAX, type EnvOptions } from "./options";
export { World, type EndCause, type Info, type StepResult } from "./world";

const FILE = new URL("./prospector.wasm", import.meta.url);

export class Engine {
  private readonly face: Face;

  /** @throws EngineError The module is not the core that this page was built with. */
  constructor(module: WebAssembly.Module) {
    this.face = openFace(module);
  }

  /** A world in which no episode was started; close it when it is no longer needed. */
  createWorld(): World {
    return new World(this.face);
  }

  /** How much memory the engine has taken; it is never given back. */
  get memoryBytes(): number {
    return this.face.memory.buffer.byteLength;
  }
}

let loading: Promise<Engine> | undefined;

/**
 * Fetch and start the engine; the same one for all who ask.
 *
 * @throws EngineError It can not be had; the next call tries again.
 */
export function loadEngine(): Promise<Engine> {
  loading ??= fetchEngine().catch((error: unknown) => {
    loading = undefined;
    throw asEngineError(error);
  });
  return loading;
}

async function fetchEngine(): Promise<Engine> {
  if (typeof WebAssembly !== "object") {
    throw new EngineError("This browser has no WebAssembly.");
  }
  const response = await fetch(FILE);
  if (!response.ok) throw new EngineError(`The engine's file is not there (${response.status}).`);
  return new Engine(await compile(response));
}

/** Compile while it is loaded; file hosts that call it by another type make that impossible. */
async function compile(response: Response): Promise<WebAssembly.Module> {
  const type = response.headers.get("Content-Type")?.split(";")[0]?.trim();
  return type === "application/wasm"
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}

function asEngineError(error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new EngineError(`The engine could not be loaded: ${reason}`);
}
