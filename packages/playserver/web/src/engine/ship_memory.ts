// What a ship can remember of its episode, as numbers for a policy: the core's memory features.
import { EngineError, type CoreApi, type Pointer } from "./c_api";
import type { World } from "./world";

export class ShipMemory {
  private readonly core: CoreApi;
  /** How many features. */
  readonly count: number;
  private handle: Pointer;

  /** Made by Engine.createMemory, for a new episode. */
  constructor(core: CoreApi, version: number) {
    this.core = core;
    this.count = core.prospector_feature_count(version);
    this.handle = core.prospector_memory_create(version);
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
    return new Float32Array(this.core.memory.buffer, row, this.count).slice();
  }

  /** Keep the action about to be taken. */
  note(action: number): void {
    this.core.prospector_memory_note(this.handle, action);
  }
}
