// Random access to the world after any step of a replay.
import { EngineError, type Engine, type EnvOptions, type World } from "./engine";

/** Where an episode starts. */
export interface EpisodeStart {
  readonly seed: bigint;
  readonly episode: bigint;
  readonly options: Partial<EnvOptions>;
  /** The start as state bytes; null if it starts at a reset. */
  readonly state: Uint8Array | null;
}

/** Everything that determines the episode of a replay. */
export interface ReplayScript extends EpisodeStart {
  readonly actions: Uint8Array;
}

/** @throws EngineError The episode cannot start. */
export function startWorld(world: World, { seed, episode, options, state }: EpisodeStart): void {
  if (state === null) world.reset(seed, options, episode);
  else world.setState(state);
}

/** A world with the number of steps taken and the sum of their rewards. */
interface Cursor {
  readonly world: World;
  step: number;
  total: number;
}

export const SNAPSHOT_STEPS = 256;
const SNAPSHOTS_MAX = 256; // of 128 KiB each

/**
 * Stores a snapshot at regular steps, so that a seek simulates at most that many steps. Callers that
 * seek to distant steps in turns use a reader each.
 */
export class Seeker {
  /** Steps between snapshots. */
  readonly spacing: number;
  private readonly script: ReplayScript;
  private readonly snapshots: Cursor[] = [];
  private readonly readers: Cursor[];

  /** @throws EngineError The replay cannot start. */
  constructor(engine: Engine, script: ReplayScript, numReaders = 1) {
    this.script = script;
    const fewest = Math.ceil(script.actions.length / SNAPSHOTS_MAX / SNAPSHOT_STEPS);
    this.spacing = SNAPSHOT_STEPS * Math.max(1, fewest);
    const world = engine.createWorld();
    startWorld(world, script);
    this.snapshots.push({ world, step: 0, total: 0 });
    this.readers = Array.from({ length: numReaders }, () => ({
      world: world.clone(),
      step: 0,
      total: 0,
    }));
  }

  get lastStep(): number {
    return this.script.actions.length;
  }

  /** The last step with a snapshot: later steps have not been simulated. */
  get knownStep(): number {
    return this.snapshots.at(-1)!.step;
  }

  /**
   * The world after some steps, valid until the next call with the same reader.
   *
   * @param step 0..lastStep.
   * @throws EngineError The episode ends before that step.
   */
  at(step: number, reader = 0): Readonly<Cursor> {
    const cursor = this.readers[reader]!;
    const index = Math.min(Math.floor(step / this.spacing), this.snapshots.length - 1);
    const nearest = this.snapshots[index]!;
    if (cursor.step > step || cursor.step < nearest.step) {
      cursor.world.copyFrom(nearest.world);
      cursor.step = nearest.step;
      cursor.total = nearest.total;
    }
    while (cursor.step < step) this.advanceTo(cursor, step);
    return cursor;
  }

  /** Free the memory; no call is allowed afterwards. */
  close(): void {
    for (const { world } of [...this.snapshots, ...this.readers]) world.close();
    this.snapshots.length = 0;
    this.readers.length = 0;
  }

  /** Advance to a step or to the next snapshot, whichever comes first. */
  private advanceTo(cursor: Cursor, step: number): void {
    const stop = Math.min(step, (Math.floor(cursor.step / this.spacing) + 1) * this.spacing);
    const wanted = this.script.actions.subarray(cursor.step, stop);
    const { taken, total } = cursor.world.run(wanted, cursor.total);
    cursor.step += taken;
    cursor.total = total;
    if (cursor.step < stop) {
      throw new EngineError(`The episode ends at step ${cursor.step}, before the replay does.`);
    }
    if (cursor.step === this.snapshots.length * this.spacing) {
      this.snapshots.push({ ...cursor, world: cursor.world.clone() });
    }
  }
}
