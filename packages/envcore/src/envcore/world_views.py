"""What can be read of the world of one environment, the hidden truth included."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from envcore import _native

Observation: TypeAlias = npt.NDArray[np.float32]


class WorldViews:
    """The part of the single environment that only reads its native world."""

    _world: _native.World
    _is_started: bool

    @property
    def world_seed(self) -> int:
        """Seed of the world, 0..2^64-1."""
        return self._started_world().seed

    @property
    def episode(self) -> int:
        """Number of the episode: 0 after a seeded reset, counting up at each reset without one."""
        return self._started_world().episode

    @property
    def has_ended(self) -> bool:
        """Whether the episode has ended and a reset is due."""
        return self._started_world().has_ended

    def action_masks(self) -> npt.NDArray[np.bool_]:
        """Return which actions are legal now, bool of shape (69,), as sb3-contrib expects."""
        mask: npt.NDArray[np.int8] = self._started_world().info()["action_mask"]
        return mask.astype(np.bool_)

    def observation(self) -> Observation:
        """Return the current observation, float32 (260,)."""
        return self._started_world().observation()

    def info(self) -> dict[str, Any]:
        """Return the current info."""
        return self._started_world().info()

    def reward_terms(self) -> dict[str, float]:
        """Return the terms of the last step's shaped reward, by name, in the order of the sum."""
        return self._started_world().reward_terms()

    def belt(self) -> list[dict[str, Any]]:
        """Return the true belt, for viewers: each node's type, hops, danger, piracy, neighbors."""
        return self._started_world().belt()

    def asteroids(self) -> list[dict[str, Any]]:
        """Return the true asteroids of the current node, for viewers.

        Per asteroid: composition, stability, richness (units per tick), scan_noise, depletion.
        """
        return self._started_world().asteroids()

    def market(self) -> dict[str, tuple[float, ...]]:
        """Return what drives the prices, for viewers: tuples by commodity.

        `drift` and `shock` are shares of the base price, `stock` and `base_stock` are units.
        """
        return self._started_world().market()

    def _started_world(self) -> _native.World:
        if not self._is_started:
            raise ValueError("no episode was started: call reset() first")
        return self._world
