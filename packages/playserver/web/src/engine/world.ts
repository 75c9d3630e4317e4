// One world of the engine: a handle in the module's memory, and copies of what lies there.
import { COMMODITIES, END_CAUSES, INFO_KEYS, N_ACTIONS, OBS_DIM } from "../generated/spec";
import {
  MARKET_COLUMNS,
  marketOf,
  NODE_COLUMNS,
  nodeOf,
  ROCK_COLUMNS,
  rockOf,
  type TrueMarket,
  type TrueNode,
  type TrueRock,
} from "./belt";
import { nodeSeen } from "./decode";
import { EngineError, type Face, type Pointer } from "./face";
import { checkOptions, checkU64, packOptions, type EnvOptions } from "./options";

/** Every number of `info` by name, flags as 0 and 1; the mask is asked for by itself. */
export type Info = Readonly<Record<(typeof INFO_KEYS)[number]["name"], number>>;
export type EndCause = (typeof END_CAUSES)[number];

export interface StepResult {
  readonly reward: number;
  /** Ended by an act or an accident. */
  readonly terminated: boolean;
  /** Ended by the time budget. */
  readonly truncated: boolean;
}

/** The terms of the shaped reward, in the order of their sum. */
export const REWARD_TERMS = [
  ...["sell", "extract", "fuel", "time", "wear", "heat"],
  ...["damage", "scan", "invalid", "pirate", "terminal"],
] as const;

const TERMINATED = 1;
const TRUNCATED = 2;
const NOT_RUNNING = -4;
const DIGEST_BYTES = 16;
/** As HOLD_DRIFT is for any number outside the space: what stands for all of them. */
const OUTSIDE = -1;

/** Positions of the numbers in a row of info. */
export const INFO_AT = Object.fromEntries(
  INFO_KEYS.map(({ name }, index) => [name, index]),
) as Readonly<Record<(typeof INFO_KEYS)[number]["name"], number>>;

export class World {
  private readonly face: Face;
  private handle: Pointer;

  /** Made by Engine.createWorld. */
  constructor(face: Face) {
    this.face = face;
    this.handle = face.prospector_create();
    if (this.handle === 0) throw new EngineError("There is no memory for another world.");
  }

  /** Give the memory back; the world can not be used after. */
  close(): void {
    if (this.handle !== 0) this.face.prospector_destroy(this.handle);
    this.handle = 0;
  }

  /**
   * Start an episode.
   *
   * @param seed 0..2^64-1.
   * @param options Those that are not the default.
   * @param episode 0..2^64-1; 0 is the first of a seed.
   * @throws EngineError A value is not allowed; nothing has changed.
   */
  reset(seed: bigint, options: Partial<EnvOptions> = {}, episode = 0n): void {
    const checked = checkOptions(options);
    const { mode, switches } = packOptions(checked);
    const [s, e] = [checkU64("seed", seed), checkU64("episode", episode)];
    const result = this.face.prospector_reset(this.own, checked.time_max, mode, switches, s, e);
    if (result !== 0) throw new EngineError(`The engine refused to start an episode (${result}).`);
  }

  /**
   * Take a step. Any whole number is an action; one outside 0..68 is illegal.
   *
   * @throws EngineError No episode was started, or it has ended.
   */
  step(action: number): StepResult {
    const flags = this.advance(action);
    return {
      reward: this.reward,
      terminated: (flags & TERMINATED) !== 0,
      truncated: (flags & TRUNCATED) !== 0,
    };
  }

  /**
   * Take steps until the actions or the episode end.
   *
   * @param total What the rewards are added to, one by one.
   * @returns How many steps were taken, and the sum.
   */
  run(actions: ArrayLike<number>, total = 0): { readonly taken: number; readonly total: number } {
    let [taken, sum] = [0, total];
    while (taken < actions.length && this.endCause === null) {
      this.advance(actions[taken]!);
      sum += this.reward;
      taken += 1;
    }
    return { taken, total: sum };
  }

  /** Of the last step; 0 after a reset. */
  get reward(): number {
    return this.face.prospector_reward(this.own);
  }

  /** The terms of the last step's shaped reward, by name. */
  rewardTerms(): Record<string, number> {
    const row = this.numbers(this.face.prospector_reward_terms(this.own), REWARD_TERMS.length);
    return Object.fromEntries(REWARD_TERMS.map((name, index) => [name, row[index]!]));
  }

  get seed(): bigint {
    return BigInt.asUintN(64, this.face.prospector_seed(this.own));
  }

  get episode(): bigint {
    return BigInt.asUintN(64, this.face.prospector_episode(this.own));
  }

  /** The clock, in ticks. */
  get tick(): number {
    return this.infoAt("ticks");
  }

  /** Where the ship is. */
  get node(): number {
    return nodeSeen(this.observationView());
  }

  /** Bit set of what happened in the last step. */
  get events(): number {
    return this.infoAt("events");
  }

  /** How the episode ended; null while it goes on. */
  get endCause(): EndCause | null {
    return END_CAUSES[this.face.prospector_end_cause(this.own)] ?? null;
  }

  /** A copy of the observation, OBS_DIM numbers. */
  observation(): Float32Array {
    return this.observationView().slice();
  }

  /** The observation itself, good until the next call that changes any world. */
  observationView(): Float32Array {
    const pointer = this.face.prospector_observation(this.own);
    return new Float32Array(this.face.memory.buffer, pointer, OBS_DIM);
  }

  /** Which actions are legal now: 1 or 0 for each of N_ACTIONS. */
  mask(): Uint8Array {
    return this.bytes(this.face.prospector_mask(this.own), N_ACTIONS).slice();
  }

  isLegal(action: number): boolean {
    return this.bytes(this.face.prospector_mask(this.own), N_ACTIONS)[action] === 1;
  }

  /** The numbers of info at INFO_AT, good until the next call that changes any world. */
  infoView(): Float64Array {
    return this.numbers(this.face.prospector_info(this.own), INFO_KEYS.length);
  }

  info(): Info {
    const row = this.infoView();
    return Object.fromEntries(INFO_KEYS.map(({ name }, index) => [name, row[index]!])) as Info;
  }

  /** The first 16 bytes of the SHA-256 of the canonical state. */
  digest(): Uint8Array {
    return this.bytes(this.face.prospector_digest(this.own), DIGEST_BYTES).slice();
  }

  /**
   * The whole state, in the bytes that envcore's get_state gives.
   *
   * @throws EngineError No episode was started.
   */
  getState(): Uint8Array {
    const size = this.face.prospector_get_state(this.own);
    if (size === 0) throw new EngineError("There is no state: no episode was started.");
    return this.bytes(this.face.prospector_state_buffer(this.own), size).slice();
  }

  /**
   * Become the world of a state; its info is that of a reset until the next step.
   *
   * @throws EngineError The bytes are no state of this engine; nothing has changed.
   */
  setState(state: Uint8Array): void {
    const capacity = this.face.prospector_state_capacity();
    if (state.length > capacity) {
      throw new EngineError(
        `The state has ${state.length} bytes, at most ${capacity} are allowed.`,
      );
    }
    this.bytes(this.face.prospector_state_buffer(this.own), state.length).set(state);
    if (this.face.prospector_set_state(this.own, state.length) !== 0) {
      throw new EngineError("The state is foreign, stale, cut off or damaged.");
    }
  }

  /** Become what another world of the same engine is now: a snapshot, taken or put back. */
  copyFrom(other: World): void {
    if (other.face !== this.face) throw new EngineError("The other world is of another engine.");
    this.face.prospector_copy(this.own, other.own);
  }

  /** Another world that goes on from here with the same bits. */
  clone(): World {
    const twin = new World(this.face);
    twin.copyFrom(this);
    return twin;
  }

  /** The belt as it is now, truth and the ship's estimates; empty before a reset. */
  belt(): TrueNode[] {
    const count = this.face.prospector_node_count(this.own);
    return Array.from({ length: count }, (_, node) =>
      nodeOf(this.numbers(this.face.prospector_node(this.own, node), NODE_COLUMNS)),
    );
  }

  /** The asteroids of a node as they are now; none at the station. */
  rocks(node: number): TrueRock[] {
    const count = this.face.prospector_asteroid_count(this.own, node);
    return Array.from({ length: count }, (_, slot) =>
      rockOf(slot, this.numbers(this.face.prospector_asteroid(this.own, node, slot), ROCK_COLUMNS)),
    );
  }

  /** The station's market, by commodity; empty before a reset. */
  market(): TrueMarket[] {
    return COMMODITIES.flatMap(({ id }) => {
      const pointer = this.face.prospector_market(this.own, id);
      if (pointer === 0) return [];
      return marketOf(this.numbers(pointer, MARKET_COLUMNS));
    });
  }

  private get own(): Pointer {
    if (this.handle === 0) throw new EngineError("The world was closed.");
    return this.handle;
  }

  private advance(action: number): number {
    if (!Number.isInteger(action)) {
      throw new EngineError(`The action is ${action}, expected a whole number.`);
    }
    const wanted = action >= 0 && action < N_ACTIONS ? action : OUTSIDE;
    const flags = this.face.prospector_step(this.own, wanted);
    if (flags === NOT_RUNNING) {
      throw new EngineError("No step can be taken: no episode was started, or it has ended.");
    }
    return flags;
  }

  private infoAt(name: keyof typeof INFO_AT): number {
    return this.infoView()[INFO_AT[name]]!;
  }

  // views are made at every call: memory that grows takes the old ones away
  private numbers(pointer: Pointer, count: number): Float64Array {
    return new Float64Array(this.face.memory.buffer, pointer, count);
  }

  private bytes(pointer: Pointer, count: number): Uint8Array {
    return new Uint8Array(this.face.memory.buffer, pointer, count);
  }
}
