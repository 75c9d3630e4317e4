// Verifies a replay: simulates it again and compares every stated value bit by bit.
import { checkOptions, EngineError, type Engine, type World } from "../engine/engine";
import { startWorld } from "../engine/seeker";
import type { Verdict } from "../generated/api";
import { formatNumber } from "../lib/format";
import type { ReadBlock, Replay } from "./reader";
import { hex, type ReplayResult } from "./writer";

/** Verify a replay; yields to the browser between blocks. */
export async function verifyReplay(engine: Engine, replay: Replay): Promise<Verdict> {
  const world = engine.createWorld();
  try {
    const difference = await differenceOf(world, replay);
    if (difference !== null) return { is_true: false, message: difference };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { is_true: false, message: error.message };
  } finally {
    world.close();
  }
  const origin = replay.state === null ? "" : " from its stored state";
  const { steps, total } = replay.result;
  const message = `true${origin}: ${steps} steps, return ${formatNumber(total, 3)}`;
  return { is_true: true, message };
}

async function differenceOf(world: World, replay: Replay): Promise<string | null> {
  const { header, state } = replay;
  startWorld(world, { ...header, options: checkOptions(header.options), state });
  let [step, sum] = [0, 0];
  for (const [number, block] of replay.blocks.entries()) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    const { taken, total } = world.run(block.actions, sum);
    step += taken;
    sum = total;
    if (taken < block.actions.length) {
      return `the episode ends at step ${step}, before the replay does`;
    }
    const difference = blockDifference(world, block, sum);
    if (difference !== null) return `block ${number}, up to step ${step}: ${difference}`;
  }
  const difference = resultDifference(world, replay.result, sum);
  return difference === null ? null : `result: ${difference}`;
}

type Claim = readonly [name: string, stated: unknown, found: unknown];

function firstDifference(claims: readonly Claim[]): string | null {
  // bit-exact; no world ever has -0
  const wrong = claims.find(([, stated, found]) => !Object.is(stated, found));
  if (wrong === undefined) return null;
  const [name, stated, found] = wrong;
  return `${name} is stated as ${String(stated)}, simulated as ${String(found)}`;
}

function blockDifference(world: World, block: ReadBlock, total: number): string | null {
  const info = world.info();
  const difference = firstDifference([
    ["state digest", hex(block.digest), hex(world.digest())],
    ["return", block.total, total],
    ["credits", block.credits, info.credits],
    ["tick", block.tick, info.ticks],
  ]);
  if (difference !== null || block.checkpoint === null) return difference;
  return hex(block.checkpoint) === hex(world.getState())
    ? null
    : "its checkpoint differs from the simulated state";
}

function resultDifference(world: World, result: ReplayResult, total: number): string | null {
  const info = world.info();
  return firstDifference([
    ["end cause", result.endCause, world.endCause],
    ["ticks", result.ticks, info.ticks],
    ["return", result.total, total],
    ["net profit", result.netProfit, info.net_profit],
    ["state digest", hex(result.digest), hex(world.digest())],
  ]);
}
