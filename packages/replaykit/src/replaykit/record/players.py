"""Players that other packages provide by entry points, such as trainkit's bots.

A package names them in the group `replaykit.players`; each is a callable without arguments that
returns a BatchPlayer.
"""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

import envcore
from replaykit.errors import ReplayError
from replaykit.format.provenance import Player, Provenance
from replaykit.format.replay import Replay
from replaykit.record.episodes import record_episode

GROUP: Final = "replaykit.players"


class BatchPlayer(Protocol):
    """Plays a batch of worlds from observations and masks alone."""

    name: str
    version: str

    def reset(self, num_worlds: int, seed: int) -> None:
        """Clear the memory; the seed is for the player's own random numbers, if any."""

    def act(
        self, observations: npt.NDArray[np.float32], masks: npt.NDArray[Any]
    ) -> npt.NDArray[np.int64]:
        """Return an action for each world, from float32 (n, 260) and int8 (n, 69)."""


def player_names() -> list[str]:
    """Return the names of the installed players, sorted."""
    return sorted({point.name for point in entry_points(group=GROUP)})


def play_episode(name: str, *, config: envcore.EnvConfig, seed: int, episode: int = 0) -> Replay:
    """Let an installed player play one episode and return its replay.

    Args:
        name: One of `player_names()`.
        config: Options of the environment.
        seed: 0..2^64-1.
        episode: 0..2^64-1.

    Raises:
        ReplayError: No installed package provides this player.
    """
    found = next(iter(entry_points(group=GROUP, name=name)), None)
    if found is None:
        names = ", ".join(player_names()) or "none: install trainkit"
        raise ReplayError(f"there is no player {name}; installed: {names}")
    player: BatchPlayer = found.load()()
    player.reset(1, seed % 2**32)

    def policy(observation: npt.NDArray[np.float32], mask: npt.NDArray[np.int8]) -> int:
        return int(player.act(observation[np.newaxis], mask[np.newaxis])[0])

    who = Provenance(Player(kind="bot", name=player.name, version=player.version))
    return record_episode(policy, config=config, seed=seed, episode=episode, provenance=who)
