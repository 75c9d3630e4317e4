// Records an episode as a replay: simulates it again and writes the stated values of every block.
import type { Engine } from "../engine/engine";
import { startWorld, type ReplayScript } from "../engine/seeker";
import type { EnvOptions } from "../generated/spec";
import type { ReplayHeader } from "./header_json";
import { writeReplay, type ReplayBlock, type ReplayFile } from "./writer";

// small, because a crash may lose a block; docs/formats/replay.md
const BLOCK_STEPS = 64;

export interface Episode extends ReplayScript {
  readonly options: EnvOptions;
  readonly player: ReplayHeader["player"];
  readonly parent: ReplayHeader["parent"];
  readonly extra: ReplayHeader["extra"];
}

/** Make the replay file of an episode. */
export function recordEpisode(engine: Engine, episode: Episode): ReplayFile {
  const { actions, state, options, seed, player, parent, extra } = episode;
  const world = engine.createWorld();
  try {
    startWorld(world, episode);
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
        options: { ...options },
        seed,
        episode: episode.episode,
        start: state === null ? "reset" : "state",
        parent,
        player,
        blockSteps: BLOCK_STEPS,
        extra,
      },
      state,
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
