// The core's C interface, version 1, as its WebAssembly module exports it: packages/envcore/cpp/c_api/prospector.h.
import { SPEC_DIGEST } from "../generated/spec";
import { shortDigest } from "../lib/format";

/** An error of the engine; its message is one sentence for the reader. */
export class EngineError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "EngineError";
  }
}

/** An address in the module's memory; 0 is none. */
export type Pointer = number;

export interface CoreApi {
  readonly memory: WebAssembly.Memory;
  _initialize(): void;
  prospector_abi_version(): number;
  prospector_spec_digest(): Pointer;
  prospector_create(): Pointer;
  prospector_destroy(world: Pointer): void;
  prospector_copy(to: Pointer, from: Pointer): void;
  prospector_reset(
    world: Pointer,
    timeMax: number,
    rewardMode: number,
    switches: number,
    seed: bigint,
    episode: bigint,
  ): number;
  prospector_step(world: Pointer, action: number): number;
  prospector_seed(world: Pointer): bigint;
  prospector_episode(world: Pointer): bigint;
  prospector_reward(world: Pointer): number;
  prospector_reward_terms(world: Pointer): Pointer;
  prospector_observation(world: Pointer): Pointer;
  prospector_mask(world: Pointer): Pointer;
  prospector_info(world: Pointer): Pointer;
  prospector_end_cause(world: Pointer): number;
  prospector_digest(world: Pointer): Pointer;
  prospector_state_buffer(world: Pointer): Pointer;
  prospector_state_capacity(): number;
  prospector_get_state(world: Pointer): number;
  prospector_set_state(world: Pointer, size: number): number;
  prospector_node_count(world: Pointer): number;
  prospector_node(world: Pointer, node: number): Pointer;
  prospector_asteroid_count(world: Pointer, node: number): number;
  prospector_asteroid(world: Pointer, node: number, asteroid: number): Pointer;
  prospector_market(world: Pointer, commodity: number): Pointer;
  prospector_feature_count(version: number): number;
  prospector_memory_create(version: number): Pointer;
  prospector_memory_destroy(memory: Pointer): void;
  prospector_memory_observe(memory: Pointer, observation: Pointer): Pointer;
  prospector_memory_note(memory: Pointer, action: number): void;
}

const ABI_VERSION = 1;
const DIGEST_DIGITS = 64;

/**
 * Start a compiled module.
 *
 * @throws EngineError The module is not the core, or has another interface version or spec.
 */
export function openCoreApi(module: WebAssembly.Module): CoreApi {
  const imports = WebAssembly.Module.imports(module);
  if (imports.length > 0) {
    throw new EngineError(
      `The module imports ${imports[0]!.name}, so it is not the engine. Rebuild it: nox -s wasm.`,
    );
  }
  const core = new WebAssembly.Instance(module, {}).exports as unknown as CoreApi;
  if (typeof core.prospector_abi_version !== "function") {
    throw new EngineError("The module is not the engine: it has no prospector_abi_version.");
  }
  core._initialize();
  const version = core.prospector_abi_version();
  if (version !== ABI_VERSION) {
    throw new EngineError(
      `The engine's interface is version ${version}, this page needs ${ABI_VERSION}. Reload the page.`,
    );
  }
  const bytes = new Uint8Array(core.memory.buffer, core.prospector_spec_digest(), DIGEST_DIGITS);
  const digest = String.fromCharCode(...bytes);
  if (digest !== SPEC_DIGEST) {
    const [theirs, ours] = [shortDigest(digest), shortDigest(SPEC_DIGEST)];
    throw new EngineError(
      `The engine has spec digest ${theirs}, this page has ${ours}. Reload the page.`,
    );
  }
  return core;
}
