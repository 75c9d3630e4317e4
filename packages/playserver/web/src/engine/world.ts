// One world of the engine: a handle in the module's memory, and copies of its values.
import {
  COMMODITIES,
  END_CAUSES,
  INFO_KEYS,
  N_ACTIONS,
  OBS_DIM,
  REWARD_TERMS,
  type EnvOptions,
} from "../generated/spec";
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
import { observedNode } from "./decode";
import { EngineError, type CoreApi, type Pointer } from "./c_api";
import { checkOptions, checkU64, packOptions } from "./options";

/** Every number of `info` by name, flags as 0 and 1; without the mask. */
export type Info = Readonly<Record<(typeof INFO_KEYS)[number]["name"], number>>;
export type EndCause = (typeof END_CAUSES)[number];

export interface StepResult {
  readonly reward: number;
  /** Ended by an action or an accident. */
  readonly terminated: boolean;
  /** Ended by the time budget. */
  readonly truncated: boolean;
}

const TERMINATED = 1;
const TRUNCATED = 2;
const NOT_RUNNING = -4;
const DIGEST_BYTES = 16;
/** Stands for every number outside the action space. */
const OUTSIDE = -1;

/** Positions of the numbers in a row of info. */
export const INFO_AT = Object.fromEntries(
  INFO_KEYS.map(({ name }, index) => [name, index]),
) as Readonly<Record<(typeof INFO_KEYS)[number]["name"], number>>;

export class World {
  private readonly core: CoreApi;
  private handle: Pointer;

  /** Made by Engine.createWorld. */
  constructor(core: CoreApi) {
    this.core = core;
    this.handle = core.prospector_create();
    if (this.handle === 0)
      throw new EngineError("There is no memory for another world. Close some first.");
  }

  /** Free the memory; the world cannot be used afterwards. */
  close(): void {
    if (this.handle !== 0) this.core.prospector_destroy(this.handle);
    this.handle = 0;
  }

  /**
   * Start an episode.
   *
   * @param seed 0..2^64-1.
   * @param options Those that differ from the default.
   * @param episode 0..2^64-1; 0 is the first of a seed.
   * @throws EngineError A value is not allowed; the world is unchanged.
   */
  reset(seed: bigint, options: Partial<EnvOptions> = {}, episode = 0n): void {
    const checked = checkOptions(options);
    const { mode, switches } = packOptions(checked);
    const [s, e] = [checkU64("seed", seed), checkU64("episode", episode)];
    const result = this.core.prospector_reset(this.own, checked.time_max, mode, switches, s, e);
    if (result !== 0) throw new EngineError(`The engine refused to start an episode (${result}).`);
  }

  /**
   * Take a step. Any integer is an action; one outside the space is illegal.
   *
   * @throws EngineError No episode is running.
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
   * @param total The sum to which the rewards are added, one by one.
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

  /** The reward of the last step; 0 after a reset. */
  get reward(): number {
    return this.core.prospector_reward(this.own);
  }

  /** The terms of the last step's shaped reward, by name. */
  rewardTerms(): Record<string, number> {
    const row = this.rewardTermsView();
    return Object.fromEntries(REWARD_TERMS.map((name, index) => [name, row[index]!]));
  }

  /** A view of the terms, as REWARD_TERMS, valid until the next call that changes any world. */
  rewardTermsView(): Float64Array {
    return this.numbers(this.core.prospector_reward_terms(this.own), REWARD_TERMS.length);
  }

  get seed(): bigint {
    return BigInt.asUintN(64, this.core.prospector_seed(this.own));
  }

  get episode(): bigint {
    return BigInt.asUintN(64, this.core.prospector_episode(this.own));
  }

  /** The clock, in ticks. */
  get tick(): number {
    return this.infoAt("ticks");
  }

  /** The ship's node. */
  get node(): number {
    return observedNode(this.observationView());
  }

  /** The events of the last step as a bit set. */
  get events(): number {
    return this.infoAt("events");
  }

  /** How the episode ended; null while it is running. */
  get endCause(): EndCause | null {
    return END_CAUSES[this.core.prospector_end_cause(this.own)] ?? null;
  }

  /** A copy of the observation, OBS_DIM numbers. */
  observation(): Float32Array {
    return this.observationView().slice();
  }

  /** Where the observation lies in the engine's memory. */
  get observationPointer(): Pointer {
    return this.core.prospector_observation(this.own);
  }

  /** A view of the observation, valid until the next call that changes any world. */
  observationView(): Float32Array {
    return new Float32Array(this.core.memory.buffer, this.observationPointer, OBS_DIM);
  }

  /** Which actions are legal now: 1 or 0 for each of N_ACTIONS. */
  mask(): Uint8Array {
    return this.bytes(this.core.prospector_mask(this.own), N_ACTIONS).slice();
  }

  isLegal(action: number): boolean {
    return this.bytes(this.core.prospector_mask(this.own), N_ACTIONS)[action] === 1;
  }

  /** A view of info, indexed by INFO_AT, valid until the next call that changes any world. */
  infoView(): Float64Array {
    return this.numbers(this.core.prospector_info(this.own), INFO_KEYS.length);
  }

  info(): Info {
    const row = this.infoView();
    return Object.fromEntries(INFO_KEYS.map(({ name }, index) => [name, row[index]!])) as Info;
  }

  /** The first 16 bytes of the SHA-256 of the canonical state. */
  digest(): Uint8Array {
    return this.bytes(this.core.prospector_digest(this.own), DIGEST_BYTES).slice();
  }

  /**
   * The whole state, in the same bytes as envcore's get_state.
   *
   * @throws EngineError No episode was started.
   */
  getState(): Uint8Array {
    const size = this.core.prospector_get_state(this.own);
    if (size === 0) throw new EngineError("There is no state: reset the world first.");
    return this.bytes(this.core.prospector_state_buffer(this.own), size).slice();
  }

  /**
   * Load a state; `info` is that of a reset until the next step.
   *
   * @throws EngineError The bytes are not a state of this engine; the world is unchanged.
   */
  setState(state: Uint8Array): void {
    const capacity = this.core.prospector_state_capacity();
    if (state.length > capacity) {
      throw new EngineError(
        `The state has ${state.length} bytes, at most ${capacity} are allowed.`,
      );
    }
    this.bytes(this.core.prospector_state_buffer(this.own), state.length).set(state);
    if (this.core.prospector_set_state(this.own, state.length) !== 0) {
      throw new EngineError("The state is foreign, from another version, truncated or damaged.");
    }
  }

  /** Copy another world of the same engine, as a snapshot or to restore one. */
  copyFrom(other: World): void {
    if (other.core !== this.core)
      throw new EngineError("The other world belongs to another engine.");
    this.core.prospector_copy(this.own, other.own);
  }

  /** A new world that continues from here, bit-identical. */
  clone(): World {
    const twin = new World(this.core);
    twin.copyFrom(this);
    return twin;
  }

  /** The present belt, truth and the ship's estimates; empty before a reset. */
  belt(): TrueNode[] {
    const count = this.core.prospector_node_count(this.own);
    return Array.from({ length: count }, (_, node) =>
      nodeOf(this.numbers(this.core.prospector_node(this.own, node), NODE_COLUMNS)),
    );
  }

  /** The present asteroids of a node; none at the station. */
  rocks(node: number): TrueRock[] {
    const count = this.core.prospector_asteroid_count(this.own, node);
    return Array.from({ length: count }, (_, slot) =>
      rockOf(slot, this.numbers(this.core.prospector_asteroid(this.own, node, slot), ROCK_COLUMNS)),
    );
  }

  /** The station's market, by commodity; empty before a reset. */
  market(): TrueMarket[] {
    return COMMODITIES.flatMap(({ id }) => {
      const pointer = this.core.prospector_market(this.own, id);
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
    const flags = this.core.prospector_step(this.own, wanted);
    if (flags === NOT_RUNNING) {
      throw new EngineError("No step can be taken: no episode was started, or it has ended.");
    }
    return flags;
  }

  private infoAt(name: keyof typeof INFO_AT): number {
    return this.infoView()[INFO_AT[name]]!;
  }

  // a new view at every call: growing memory invalidates old ones
  private numbers(pointer: Pointer, count: number): Float64Array {
    return new Float64Array(this.core.memory.buffer, pointer, count);
  }

  private bytes(pointer: Pointer, count: number): Uint8Array {
    return new Uint8Array(this.core.memory.buffer, pointer, count);
  }
}
