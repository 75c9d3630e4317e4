"""Playing the same seeds with every player, so that differences are paired."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from gymnasium.vector import AutoresetMode

import envcore
from envcore import spec
from trainkit.stats import mean_with_interval

_METRICS = tuple(key.name for key in spec.INFO_KEYS)


class Player(Protocol):
    """Plays a batch of worlds: a bot, or a policy with its own memory."""

    name: str

    def reset(self, num_worlds: int, seed: int) -> None:
        """Forget everything; the seed is for the player's own dice."""

    def act(
        self, observations: npt.NDArray[np.float32], masks: npt.NDArray[Any]
    ) -> npt.NDArray[np.int64]:
        """Return an action for each world."""


@dataclass(frozen=True)
class Episodes:
    """What a player did on a list of seeds, a value per seed, in their order."""

    player: str
    kind: str
    """`policy` or `bot`."""
    returns: npt.NDArray[np.float64]
    steps: npt.NDArray[np.int64]
    infos: dict[str, npt.NDArray[Any]]
    """The last info of each episode, by key."""

    def summary(self, first: Episodes) -> dict[str, Any]:
        """Return means with their intervals, as plain values.

        Args:
            first: Whose return is subtracted, seed by seed, in `return_difference`.
        """
        return {
            "player": self.player,
            "kind": self.kind,
            "episodes": len(self.returns),
            "return": asdict(mean_with_interval(self.returns)),
            "net_profit": asdict(mean_with_interval(self.infos["net_profit"])),
            "survival": float(self.infos["survival"].mean()),
            "steps": float(self.steps.mean()),
            "return_difference": asdict(mean_with_interval(self.returns - first.returns)),
        }


def play_episodes(
    player: Player,
    seeds: Sequence[int],
    config: envcore.EnvConfig,
    *,
    kind: str,
    dice_seed: int = 0,
) -> Episodes:
    """Play episode 0 of every seed, all worlds stepped together.

    Args:
        player: Who plays.
        seeds: World seeds, 0..2^64-1.
        config: Options of the worlds.
        kind: `policy` or `bot`.
        dice_seed: For the player's own dice.
    """
    n = len(seeds)
    envs = envcore.AsteroidProspectorVectorEnv(
        n, **config.to_dict(), info="all", autoreset_mode=AutoresetMode.SAME_STEP, copy=False
    )
    player.reset(n, dice_seed)
    observations, infos = envs.reset(seed=list(seeds))
    is_playing = np.ones(n, np.bool_)
    returns = np.zeros(n)
    steps = np.zeros(n, np.int64)
    last: dict[str, npt.NDArray[Any]] = {
        name: np.zeros(n, infos[name].dtype) for name in (*_METRICS, "end_cause")
    }
    while is_playing.any():
        actions = player.act(observations, infos["action_mask"])
        observations, rewards, terminated, truncated, infos = envs.step(actions)
        returns[is_playing] += rewards[is_playing]
        steps[is_playing] += 1
        ended = is_playing & (terminated | truncated)
        if ended.any():
            for name, values in last.items():
                values[ended] = infos["final_info"][name][ended]
            is_playing &= ~ended
    return Episodes(player.name, kind, returns, steps, last)
