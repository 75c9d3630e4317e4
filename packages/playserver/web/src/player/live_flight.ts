// A policy that flies while it is watched: the player shows the steps so far and waits for more.
import { recordEpisode } from "../abr/record";
import { checkOptions, type Engine } from "../engine/engine";
import type { EpisodeStart } from "../engine/seeker";
import type { Node } from "../generated/api";
import type { PolicyFile } from "../policy/policy_file";
import { PolicyPilot } from "../policy/policy_pilot";
import { flyOn, PolicyTrack } from "../policy/policy_track";
import { GENERATOR } from "../policy/sampling";
import { LocalFrames } from "../replay/local_frames";
import { ReplayPlayer } from "../replay/player";

const PROGRESS_MS = 150; // between repaints of the growing timeline

export interface FlightPlan {
  readonly start: EpisodeStart;
  /** Of the policy's random numbers. */
  readonly seed: bigint;
  /** What was flown before, from the start. */
  readonly before?: Uint8Array;
  /** Keys for the header of the replay. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/**
 * Record what a policy flew.
 *
 * The header states the policy's digest, the generator of random numbers, and its seed.
 */
function recordOf(engine: Engine, pilot: PolicyPilot, { start, seed, extra = {} }: FlightPlan) {
  const { name, weights_digest: digest } = pilot.policy.header;
  return recordEpisode(engine, {
    ...start,
    options: checkOptions(start.options),
    actions: Uint8Array.from(pilot.actions),
    parent: null,
    player: { kind: "policy", name, version: "", digest },
    extra: { ...extra, sampling: { generator: GENERATOR, seed: seed.toString() } },
  }).bytes;
}

/** Let a policy fly to the end of an episode, and record it. */
export async function flyAndRecord(
  engine: Engine,
  policy: PolicyFile,
  plan: FlightPlan,
  abort: AbortSignal,
): Promise<Uint8Array> {
  const pilot = new PolicyPilot(engine, policy, plan.start, plan.seed);
  try {
    await flyOn(pilot, plan.before ?? [], abort);
    return recordOf(engine, pilot, plan);
  } finally {
    pilot.close();
  }
}

export class LiveFlight {
  readonly player: ReplayPlayer;
  /** What the policy makes of each step. */
  readonly track: PolicyTrack;
  /** The belt at the start. */
  readonly belt: readonly Node[];
  /** The replay, once the episode is over. */
  readonly file: Promise<Uint8Array>;
  readonly start: EpisodeStart;
  private readonly aborter = new AbortController();
  private actions: Uint8Array;
  private count = 0;

  /** @param onProgress Called while steps are added. */
  constructor(
    engine: Engine,
    policy: PolicyFile,
    label: string,
    plan: FlightPlan,
    onProgress: () => void,
  ) {
    const pilot = new PolicyPilot(engine, policy, plan.start, plan.seed);
    const { before = new Uint8Array() } = plan;
    this.start = plan.start;
    this.actions = new Uint8Array(Math.max(256, 2 * before.length));
    this.track = new PolicyTrack(label, 0);
    this.track.append(pilot.decide());
    for (const action of before) this.append(pilot, action);
    const flown = (): Uint8Array => this.flown;
    const frames = new LocalFrames(engine, {
      header: { ...plan.start, options: { ...checkOptions(plan.start.options) } },
      state: plan.start.state,
      get actions() {
        return flown();
      },
    });
    this.belt = frames.insight(0).belt;
    this.player = new ReplayPlayer(frames, before.length);
    this.player.isGrowing = true;
    this.file = this.fly(pilot, plan, engine, onProgress);
    this.file.catch(() => undefined); // stopped, or reported where it is awaited
  }

  /** The actions so far. */
  get flown(): Uint8Array {
    return this.actions.subarray(0, this.count);
  }

  close(): void {
    this.aborter.abort();
    this.player.close();
  }

  private append(pilot: PolicyPilot, action: number): void {
    if (this.count === this.actions.length) {
      const longer = new Uint8Array(2 * this.count);
      longer.set(this.actions);
      this.actions = longer;
    }
    pilot.take(action);
    this.actions[this.count] = action;
    this.count += 1;
    this.track.append(pilot.hasEnded ? null : pilot.decide());
  }

  private async fly(
    pilot: PolicyPilot,
    plan: FlightPlan,
    engine: Engine,
    onProgress: () => void,
  ): Promise<Uint8Array> {
    let lastMs = -Infinity;
    const report = (): void => {
      if (performance.now() - lastMs < PROGRESS_MS && !pilot.hasEnded) return;
      lastMs = performance.now();
      this.player.grow();
      onProgress();
    };
    try {
      const take = (action: number): void => this.append(pilot, action);
      await flyOn(pilot, [], this.aborter.signal, report, take);
      return recordOf(engine, pilot, plan);
    } finally {
      this.player.isGrowing = false;
      pilot.close();
    }
  }
}
