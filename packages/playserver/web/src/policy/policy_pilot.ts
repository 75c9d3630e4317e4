// A policy that follows one episode, from its start: what it would do after any list of actions.
import type { Engine, World } from "../engine/engine";
import { NUM_FEATURES, type ShipMemory } from "../engine/ship_memory";
import { startWorld, type EpisodeStart } from "../engine/seeker";
import { OBS_DIM } from "../generated/spec";
import { Network, type Decision, type Recurrent } from "./network";
import { inputsOf, PolicyError, type PolicyFile } from "./policy_file";
import { draw, uniformAt } from "./sampling";

export class PolicyPilot {
  readonly policy: PolicyFile;
  /** Of its random numbers. */
  readonly seed: bigint;
  private readonly engine: Engine;
  private readonly start: EpisodeStart;
  private readonly network: Network;
  private readonly world: World;
  private memory: ShipMemory | null = null;
  /** The latest rows of observation and memory features, the newest last. */
  private readonly inputs: Float32Array;
  private state: Recurrent = [];
  private taken: number[] = [];
  private decided: ReturnType<Network["run"]> | null = null;

  /**
   * @param seed 0..2^64-1.
   * @throws EngineError The policy needs memory features of another version.
   */
  constructor(engine: Engine, policy: PolicyFile, start: EpisodeStart, seed = 0n) {
    const version = policy.header.features_version;
    if (version !== null && version !== engine.featuresVersion) {
      throw new PolicyError(
        `The policy reads memory features of version ${version}, this page has ${engine.featuresVersion}.`,
      );
    }
    this.engine = engine;
    this.policy = policy;
    this.start = start;
    this.seed = seed;
    this.network = new Network(policy);
    this.inputs = new Float32Array(inputsOf(policy.header));
    this.world = engine.createWorld();
    this.restart();
  }

  close(): void {
    this.world.close();
    this.memory?.close();
  }

  /** Steps taken. */
  get step(): number {
    return this.taken.length;
  }

  get actions(): readonly number[] {
    return this.taken;
  }

  get hasEnded(): boolean {
    return this.world.endCause !== null;
  }

  /** Go to the state after some actions; starts again where they differ from those so far. */
  follow(actions: ArrayLike<number>): void {
    const { taken } = this;
    const isPrefix = taken.length <= actions.length && taken.every((a, at) => a === actions[at]);
    if (!isPrefix) this.restart();
    while (this.step < actions.length) this.take(actions[this.step]!);
  }

  /** What the policy makes of the present state. */
  decide(): Decision {
    this.decided ??= this.network.run(this.inputs, this.world.mask(), this.state);
    return this.decided.decision;
  }

  /** The action that it takes now: always the same one for a seed and a step. */
  choose(): number {
    return draw(this.decide().probabilities, uniformAt(this.seed, this.step));
  }

  /** Take an action, of this policy or of another player. */
  take(action: number): void {
    if (this.network.isRecurrent) {
      this.decide();
      this.state = this.decided!.state;
    }
    this.memory?.note(action);
    this.world.step(action);
    this.taken.push(action);
    this.observe();
  }

  private restart(): void {
    startWorld(this.world, this.start);
    this.taken = [];
    this.state = this.network.initialState();
    this.memory?.close();
    this.memory = this.policy.header.features_version === null ? null : this.engine.createMemory();
    this.observe();
  }

  private observe(): void {
    this.decided = null;
    const { inputs, memory, world } = this;
    const row = OBS_DIM + (memory === null ? 0 : NUM_FEATURES);
    inputs.copyWithin(0, row);
    inputs.set(world.observation(), inputs.length - row);
    if (memory !== null) inputs.set(memory.observe(world), inputs.length - NUM_FEATURES);
    // the first row of an episode stands for those before it
    for (let at = 0; this.step === 0 && at < inputs.length; at += row) {
      inputs.copyWithin(at, inputs.length - row);
    }
  }
}
