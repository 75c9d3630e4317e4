"""Record what the scripted bots do, as the workload `tours`: `python benchmarks/record_tours.py`.

Needs envcore and the sources of trainkit's bots. The file is committed, so that a figure does not
depend on what the bots do today.
"""

from __future__ import annotations

import sys

import numpy as np
import numpy.typing as npt
from gymnasium.vector import AutoresetMode
from tours import TOUR_SEED, write_tours

import envcore
from trainkit.bots import BOTS

PLAYERS = ("greedy_miner", "cautious_scanner", "market_timer")
TOURS_PER_PLAYER = 16
LENGTH = 4096


def record(player: str, seed: int) -> npt.NDArray[np.uint8]:
    """Return the actions of a bot in worlds seed, seed + 1, ..., uint8 (tours, length)."""
    bot = BOTS[player]()
    bot.reset(TOURS_PER_PLAYER, 0)
    envs = envcore.AsteroidProspectorVectorEnv(
        TOURS_PER_PLAYER, autoreset_mode=AutoresetMode.SAME_STEP
    )
    observations, infos = envs.reset(seed=seed)
    tours = np.empty((TOURS_PER_PLAYER, LENGTH), np.uint8)
    for step in range(LENGTH):
        actions = bot.act(observations, infos["action_mask"])
        tours[:, step] = actions
        observations, _, _, _, infos = envs.step(actions)
    return tours


def main() -> int:
    """Run the command; return its exit code."""
    tours = np.concatenate(
        [record(name, TOUR_SEED + i * TOURS_PER_PLAYER) for i, name in enumerate(PLAYERS)]
    )
    write_tours(tours)
    return 0


if __name__ == "__main__":
    sys.exit(main())
