// Makes the frame of a world in the browser, equal to the server's /frames.
import type { Frame } from "../generated/api";
import { EVENTS, REWARD_TERMS } from "../generated/spec";
import { decode } from "./decode";
import type { World } from "./world";

export interface FrameContext {
  /** Number of steps taken. */
  readonly step: number;
  /** The last action as in a replay, N_ACTIONS for any outside the space; null at the start. */
  readonly action: number | null;
  /** Sum of the rewards so far. */
  readonly total: number;
}

/** The terms before the first step. */
const NO_REWARD = Object.fromEntries(REWARD_TERMS.map((name) => [name, 0]));

/** The names in a bit set of events, in the order of the bits. */
export function eventNames(bits: number): string[] {
  return EVENTS.filter(({ bit }) => (bits & (1 << bit)) !== 0).map(({ name }) => name);
}

export function frameOf(world: World, { step, action, total }: FrameContext): Frame {
  const observed = decode(world.observationView());
  const info = world.info();
  return {
    step,
    tick: info.ticks,
    dt: info.dt,
    action,
    was_illegal: info.invalid_action !== 0,
    events: eventNames(info.events),
    reward: action === null ? 0 : world.reward,
    reward_terms: action === null ? NO_REWARD : world.rewardTerms(),
    return: total,
    end_cause: world.endCause,
    node: observed.node,
    ship: {
      fuel: observed.fuel,
      hull: observed.hull,
      heat: observed.heat,
      tool: observed.tool,
      alert: observed.alert,
      credits: info.credits,
      net_profit: info.net_profit,
      repair_kits: observed.repair_kits,
      stabilizers: observed.stabilizers,
      decoys: observed.decoys,
      escape_ticks: observed.escape_ticks,
      anchor_ticks: observed.anchor_ticks,
    },
    cargo: observed.cargo,
    prices: observed.prices,
    threat_estimates: observed.neighbors.map((edge) => edge.threat_estimate),
    rocks: observed.asteroids,
  };
}
