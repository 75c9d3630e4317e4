"""Players that see hidden state: no contenders, but what knowledge would be worth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

import envcore
from trainkit.clairvoyant.oracle import Oracle
from trainkit.clairvoyant.player import PARTLY_INFORMED, Clairvoyant


class Seer(Protocol):
    """A bot that looks at the worlds themselves before it plays them."""

    name: str
    version: str

    def reset(self, num_worlds: int, seed: int) -> None:
        """Clear the memory; the seed is for the player's own random numbers, if any."""

    def see(self, worlds: envcore.AsteroidProspectorVectorEnv) -> None:
        """Look at worlds that were just reset, without changing them."""

    def act(
        self, observations: npt.NDArray[np.float32], masks: npt.NDArray[Any]
    ) -> npt.NDArray[np.int64]:
        """Return an action for each world."""


SEERS: Final[dict[str, Callable[[], Seer]]] = {
    "clairvoyant": Clairvoyant,
    "oracle": Oracle,
    **{player.name: player for player in PARTLY_INFORMED},
}
"""Every player that sees hidden state, by its name."""

SEES_NOTE: Final = "hidden state"
"""What the header of their replays says under the key `sees`."""

__all__ = ["SEERS", "SEES_NOTE", "Seer"]
