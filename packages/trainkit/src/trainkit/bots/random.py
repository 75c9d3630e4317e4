"""Bots that act at random."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from envcore.spec import N_ACTIONS
from trainkit.copies import CopiedWhole


class Random(CopiedWhole):
    """Any of the 69 actions, legal or not."""

    name = "random"
    version = "1"

    def reset(self, num_worlds: int, seed: int) -> None:
        """Seed the generator."""
        self._num_worlds = num_worlds
        self._rng = np.random.default_rng(seed)

    def act(
        self, observations: npt.NDArray[np.float32], masks: npt.NDArray[Any]
    ) -> npt.NDArray[np.int64]:
        """Return an action for each world."""
        del observations, masks
        return self._rng.integers(0, N_ACTIONS, self._num_worlds)


class RandomLegal(Random):
    """Any of the legal actions."""

    name = "random_legal"

    def act(
        self, observations: npt.NDArray[np.float32], masks: npt.NDArray[Any]
    ) -> npt.NDArray[np.int64]:
        """Return an action for each world."""
        del observations
        scores = self._rng.random(masks.shape)
        actions: npt.NDArray[np.int64] = np.where(masks, scores, -1.0).argmax(axis=1)
        return actions
