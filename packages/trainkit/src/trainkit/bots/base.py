"""The interface of a bot."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import numpy.typing as npt


class Bot(Protocol):
    """Plays a batch of worlds from observations and masks alone."""

    name: str
    version: str

    def reset(self, num_worlds: int, seed: int) -> None:
        """Clear the memory; the seed is for the bot's own random numbers, if any."""

    def act(
        self, observations: npt.NDArray[np.float32], masks: npt.NDArray[Any]
    ) -> npt.NDArray[np.int64]:
        """Return an action for each world.

        Args:
            observations: float32 (n, 260).
            masks: bool or int8 (n, 69).
        """
