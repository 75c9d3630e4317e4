// The frame of a world as it stands: what the server's /frames say, made in the browser.
import type { Frame } from "../generated/api";
import { EVENTS } from "../generated/spec";
import { decode } from "./decode";
import type { World } from "./world";

export interface FrameContext {
  /** How many steps were taken. */
  readonly step: number;
  /** The last of them as a replay has it, 69 for any outside the space; null at the start. */
  readonly action: number | null;
  /** Sum of the rewards so far. */
  readonly total: number;
}

/** The names in a bit set of events, in the order of the bits. */
export function eventNames(bits: number): string[] {
  return EVENTS.filter(({ bit }) => (bits & (1 << bit)) !== 0).map(({ name }) => name);
}

export function frameOf(world: World, { step, action, total }: FrameContext): Frame {
  const seen = decode(world.observationView());
  const info = world.info();
  return {
    step,
    tick: info.ticks,
    dt: info.dt,
    action,
    was_illegal: info.invalid_action !== 0,
    events: eventNames(info.events),
    reward: action === null ? 0 : world.reward,
    reward_terms: action === null ? {} : world.rewardTerms(),
    return: total,
    end_cause: world.endCause,
    node: seen.node,
    ship: {
      fuel: seen.fuel,
      hull: seen.hull,
      heat: seen.heat,
      tool: seen.tool,
      alert: seen.alert,
      credits: info.credits,
      net_profit: info.net_profit,
      repair_kits: seen.repair_kits,
      stabilizers: seen.stabilizers,
      decoys: seen.decoys,
      escape_ticks: seen.escape_ticks,
      anchor_ticks: seen.anchor_ticks,
    },
    cargo: seen.cargo,
    prices: seen.prices,
    threat_estimates: seen.neighbors.map((way) => way.threat_estimate),
    rocks: seen.asteroids,
  };
}
