"""A player of a batch of worlds, and what its episodes came to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

Kind = Literal["policy", "bot", "replay"]


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
    kind: Kind
    seeds: tuple[int, ...]
    returns: npt.NDArray[np.float64]
    steps: npt.NDArray[np.int64]
    infos: dict[str, npt.NDArray[Any]]
    """The last info of each episode, by key."""
    actions: tuple[npt.NDArray[np.uint8], ...] = ()
    """Of each episode, if they were asked for."""

    @staticmethod
    def joined(parts: Sequence[Episodes]) -> Episodes:
        """Return the episodes of all parts, in their order."""
        first = parts[0]
        return Episodes(
            first.player,
            first.kind,
            tuple(seed for part in parts for seed in part.seeds),
            np.concatenate([part.returns for part in parts]),
            np.concatenate([part.steps for part in parts]),
            {key: np.concatenate([part.infos[key] for part in parts]) for key in first.infos},
            tuple(actions for part in parts for actions in part.actions),
        )
