// Records a flight as a replay: simulates it again and writes the stated values of every block.
import type { ReplayFile, ReplayBlock } from "../abr/writer";
import { writeReplay } from "../abr/writer";
import type { Engine, World } from "../engine/engine";
import type { Flight } from "./flight";

// small, because a crash may lose a block; docs/formats/replay.md
const BLOCK_STEPS = 64;

/** A world at the start of a flight. */
export function worldAtStart(engine: Engine, flight: Flight): World {
  const world = engine.createWorld();
  if (flight.fork === null) world.reset(flight.seed, flight.options, flight.episode);
  else world.setState(flight.fork.state);
  return world;
}

/**
 * Make the replay file of a flight.
 *
 * @param name The player's name.
 */
export function recordFlight(engine: Engine, flight: Flight, name: string): ReplayFile {
  const world = worldAtStart(engine, flight);
  try {
    const actions = Uint8Array.from(flight.actions);
    const blocks: ReplayBlock[] = [];
    let total = 0;
    for (let start = 0; start < actions.length; start += BLOCK_STEPS) {
      const chunk = actions.subarray(start, start + BLOCK_STEPS);
      total = world.run(chunk, total).total;
      const { credits, ticks } = world.info();
      blocks.push({ actions: chunk, digest: world.digest(), total, credits, tick: ticks });
    }
    const info = world.info();
    return writeReplay({
      header: {
        options: { ...flight.options },
        seed: flight.seed,
        episode: flight.episode,
        start: flight.fork === null ? "reset" : "state",
        parent: flight.fork?.parent ?? null,
        player: { kind: "human", name, version: "", digest: null },
        blockSteps: BLOCK_STEPS,
        extra: flight.hasUndone ? { practice: true } : {},
      },
      state: flight.fork?.state ?? null,
      blocks,
      result: {
        digest: world.digest(),
        total,
        netProfit: info.net_profit,
        steps: actions.length,
        ticks: info.ticks,
        endCause: world.endCause,
      },
    });
  } finally {
    world.close();
  }
}
