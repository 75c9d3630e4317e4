// The world after any number of a replay's steps, wherever one jumps.
import { EngineError, type Engine, type EnvOptions, type World } from "./engine";

/** What a replay says of how it is played. */
export interface Course {
  readonly seed: bigint;
  readonly episode: bigint;
  readonly options: Partial<EnvOptions>;
  /** Where it starts, as getState gives it; null if it starts at a reset. */
  readonly state: Uint8Array | null;
  readonly actions: Uint8Array;
}

/** A world on its way: how many steps were taken, and the sum of their rewards. */
interface Place {
  readonly world: World;
  step: number;
  total: number;
}

export const SNAPSHOT_STEPS = 256;
const SNAPSHOTS_MAX = 256; // of 128 KiB each

/**
 * Keeps a snapshot every so many steps that it passes, so that going anywhere takes at most as many
 * steps again. Who asks in turns for far places has a reader each.
 */
export class Seeker {
  /** Steps between snapshots. */
  readonly spacing: number;
  private readonly course: Course;
  private readonly snapshots: Place[] = [];
  private readonly readers: Place[];

  /** @throws EngineError The replay can not start. */
  constructor(engine: Engine, course: Course, numReaders = 1) {
    this.course = course;
    const fewest = Math.ceil(course.actions.length / SNAPSHOTS_MAX / SNAPSHOT_STEPS);
    this.spacing = SNAPSHOT_STEPS * Math.max(1, fewest);
    const world = engine.createWorld();
    if (course.state === null) world.reset(course.seed, course.options, course.episode);
    else world.setState(course.state);
    this.snapshots.push({ world, step: 0, total: 0 });
    this.readers = Array.from({ length: numReaders }, () => ({
      world: world.clone(),
      step: 0,
      total: 0,
    }));
  }

  get lastStep(): number {
    return this.course.actions.length;
  }

  /** The last step with a snapshot: from there on, the way is not known yet. */
  get knownStep(): number {
    return this.snapshots.at(-1)!.step;
  }

  /**
   * The world after some steps, to be read before the next call of the same reader.
   *
   * @param step 0..lastStep.
   * @throws EngineError The episode ends before.
   */
  at(step: number, reader = 0): Readonly<Place> {
    const place = this.readers[reader]!;
    const index = Math.min(Math.floor(step / this.spacing), this.snapshots.length - 1);
    const nearest = this.snapshots[index]!;
    if (place.step > step || place.step < nearest.step) {
      place.world.copyFrom(nearest.world);
      place.step = nearest.step;
      place.total = nearest.total;
    }
    while (place.step < step) this.goOn(place, step);
    return place;
  }

  /** Give the memory back; nothing can be asked for after. */
  close(): void {
    for (const { world } of [...this.snapshots, ...this.readers]) world.close();
    this.snapshots.length = 0;
    this.readers.length = 0;
  }

  /** On to a step, or to the next snapshot if that comes before. */
  private goOn(place: Place, step: number): void {
    const stop = Math.min(step, (Math.floor(place.step / this.spacing) + 1) * this.spacing);
    const wanted = this.course.actions.subarray(place.step, stop);
    const { taken, total } = place.world.run(wanted, place.total);
    place.step += taken;
    place.total = total;
    if (place.step < stop) {
      throw new EngineError(`The episode ends at step ${place.step}, the replay goes on.`);
    }
    if (place.step === this.snapshots.length * this.spacing) {
      this.snapshots.push({ ...place, world: place.world.clone() });
    }
  }
}
