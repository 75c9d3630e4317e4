"""A player of a batch of worlds, and the results of its episodes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

Kind = Literal["policy", "bot", "clairvoyant", "replay"]
"""`clairvoyant` players see hidden state: they show what knowledge is worth."""


class Player(Protocol):
    """Plays a batch of worlds: a bot, or a policy with its own memory."""

    name: str

    def reset(self, num_worlds: int, seed: int) -> None:
        """Clear the memory; the seed is for the player's own random numbers."""

    def act(
        self, observations: npt.NDArray[np.float32], masks: npt.NDArray[Any]
    ) -> npt.NDArray[np.int64]:
        """Return an action for each world."""


@dataclass(frozen=True)
class Episodes:
    """The results of a player on a list of seeds, a value per seed, in their order."""

    player: str
    kind: Kind
    seeds: tuple[int, ...]
    returns: npt.NDArray[np.float64]
    steps: npt.NDArray[np.int64]
    invalid_actions: npt.NDArray[np.int64]
    infos: dict[str, npt.NDArray[Any]]
    """The last info of each episode, by key."""
    actions: tuple[npt.NDArray[np.uint8], ...] = ()
    """The actions of each episode, if they were requested."""

    def values(self, name: str) -> npt.NDArray[Any]:
        """Return an info key at the end of each episode."""
        return self.infos[name]

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
            np.concatenate([part.invalid_actions for part in parts]),
            {key: np.concatenate([part.infos[key] for part in parts]) for key in first.infos},
            tuple(actions for part in parts for actions in part.actions),
        )
