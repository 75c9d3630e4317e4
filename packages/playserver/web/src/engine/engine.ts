// The simulation core, compiled to WebAssembly: loaded once, creates worlds.
import { EngineError, openCoreApi, type CoreApi } from "./c_api";
import { ShipMemory } from "./ship_memory";
import { World } from "./world";

export { EngineError } from "./c_api";
export type { TrueMarket, TrueNode, TrueRock, TrueNeighbor } from "./belt";
export { checkOptions, parseU64, REWARD_MODES, SEED_MAX } from "./options";
export { DEFAULT_OPTIONS, SWITCHES, type EnvOptions } from "../generated/spec";
export { World, type EndCause, type Info, type StepResult } from "./world";

const FILE = new URL("./prospector.wasm", import.meta.url);

export class Engine {
  private readonly core: CoreApi;

  /** @throws EngineError The module is not the core that this page was built for. */
  constructor(module: WebAssembly.Module) {
    this.core = openCoreApi(module);
  }

  /** Create a world without an episode; close it when it is no longer needed. */
  createWorld(): World {
    return new World(this.core);
  }

  /**
   * The memory of a ship at the start of an episode; close it when it is no longer needed.
   *
   * @param version Of its features.
   */
  createMemory(version: number): ShipMemory {
    return new ShipMemory(this.core, version);
  }

  /** Memory that the engine has allocated; it never shrinks. */
  get memoryBytes(): number {
    return this.core.memory.buffer.byteLength;
  }
}

let loading: Promise<Engine> | undefined;

/**
 * Fetch and start the engine; every caller gets the same one.
 *
 * @throws EngineError The engine could not be loaded; the next call tries again.
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
  if (!response.ok)
    throw new EngineError(`The engine's file could not be fetched (status ${response.status}).`);
  return new Engine(await compile(response));
}

/** Compile while loading; that needs the right content type, which some file hosts do not send. */
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
