// What a ship can remember of its episode, as numbers for a policy: the core's memory features.
import { EngineError, type CoreApi, type Pointer } from "./c_api";
import type { World } from "./world";

/** Memory features. */
export const NUM_FEATURES = 170;

export class ShipMemory {
  private readonly core: CoreApi;
  private handle: Pointer;

  /** Made by Engine.createMemory, for a new episode. */
  constructor(core: CoreApi) {
    this.core = core;
    this.handle = core.prospector_memory_create();
    if (this.handle === 0) throw new EngineError("There is no memory for another policy.");
  }

  /** Free the memory; it cannot be used afterwards. */
  close(): void {
    if (this.handle !== 0) this.core.prospector_memory_destroy(this.handle);
    this.handle = 0;
  }

  /** Learn from the world's observation; returns the features. Call it once for every step. */
  observe(world: World): Float32Array {
    const row = this.core.prospector_memory_observe(this.handle, world.observationPointer);
    return new Float32Array(this.core.memory.buffer, row, NUM_FEATURES).slice();
  }

  /** Keep the action about to be taken. */
  note(action: number): void {
    this.core.prospector_memory_note(this.handle, action);
  }
}
