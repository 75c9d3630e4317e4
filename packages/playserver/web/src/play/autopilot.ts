// A policy at the controls of a flight, until a person takes them back.
import { signal } from "@preact/signals";
import type { EpisodeStart } from "../engine/seeker";
import type { Decision } from "../policy/network";
import { PolicyPilot } from "../policy/policy_pilot";
import type { PolicySource } from "../policy/sources";
import type { Flight } from "./flight";
import type { Pilot } from "./pilot";

/** Actions per second. */
export const PACES = [1, 4, 16, 64] as const;

export function flightStart({ seed, episode, options, fork }: Flight): EpisodeStart {
  return { seed, episode, options, state: fork?.state ?? null };
}

export class Autopilot {
  readonly source = signal<PolicySource | null>(null);
  readonly pace = signal<number>(PACES[1]);
  /** What the policy would do now; null while nothing is known. */
  readonly decision = signal<Decision | null>(null);
  readonly error = signal<Error | null>(null);
  private readonly pilot: Pilot;
  private policy: PolicyPilot | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isClosed = false;

  constructor(pilot: Pilot) {
    this.pilot = pilot;
  }

  close(): void {
    this.isClosed = true;
    this.stop();
    this.policy?.close();
    this.policy = null;
  }

  /** Load a policy; null removes it. */
  async choose(source: PolicySource | null): Promise<void> {
    this.stop();
    this.policy?.close();
    this.policy = null;
    this.decision.value = null;
    this.error.value = null;
    this.source.value = source;
    if (source === null) return;
    try {
      const file = await source.load();
      if (this.isClosed || this.source.peek() !== source) return;
      this.policy = new PolicyPilot(
        this.pilot.engine,
        file,
        flightStart(this.pilot.session.flight),
      );
      this.look();
    } catch (error) {
      this.error.value = error as Error;
    }
  }

  /** @param pace Actions per second. */
  setPace(pace: number): void {
    this.pace.value = pace;
  }

  toggle(): void {
    if (this.pilot.flownBy.peek() !== null) this.stop();
    else this.start();
  }

  /** Decide about the present state of the flight. */
  look(): void {
    const { policy } = this;
    if (policy === null) return;
    policy.follow(this.pilot.session.flight.actions);
    this.decision.value = policy.hasEnded ? null : policy.decide();
  }

  private start(): void {
    if (this.policy === null || this.pilot.session.hasEnded) return;
    this.pilot.flownBy.value = this.policy.policy.header.name;
    this.next();
  }

  private stop(): void {
    clearTimeout(this.timer);
    this.pilot.flownBy.value = null;
  }

  private next(): void {
    const { policy, pilot } = this;
    // a person has taken the controls, or the flight is over
    if (policy === null || pilot.flownBy.peek() === null || pilot.session.hasEnded) {
      this.stop();
      return;
    }
    policy.follow(pilot.session.flight.actions);
    pilot.fly(policy.choose());
    this.timer = setTimeout(() => this.next(), 1000 / this.pace.peek());
  }
}
