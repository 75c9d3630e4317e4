"""Running scales: of rewards in the vector env, of observations in the policy."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

_EPSILON = 1e-8
_REWARD_LIMIT = 10.0


class RewardScaler:
    """Divides rewards by the running deviation of the discounted return, as VecNormalize does.

    Args:
        num_envs: Number of worlds.
        gamma: Discount.
    """

    def __init__(self, num_envs: int, gamma: float) -> None:
        self._gamma = gamma
        self.returns = np.zeros(num_envs)
        self.count, self.mean, self.variance = 1e-4, 0.0, 1.0

    def scale(
        self, rewards: npt.NDArray[np.float64], dones: npt.NDArray[np.bool_]
    ) -> npt.NDArray[np.float64]:
        """Take in the rewards (n,) of a step and return them scaled, within -10..10."""
        self.returns = self.returns * self._gamma + rewards
        self._take_in(self.returns)
        self.returns[dones] = 0.0
        deviation = math.sqrt(self.variance + _EPSILON)
        return (rewards / deviation).clip(-_REWARD_LIMIT, _REWARD_LIMIT)

    def state(self) -> dict[str, Any]:
        """Return the running figures as plain values."""
        return {
            "count": self.count,
            "mean": self.mean,
            "variance": self.variance,
            "returns": self.returns.tolist(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take the figures that state() returned."""
        self.count, self.mean, self.variance = state["count"], state["mean"], state["variance"]
        self.returns[:] = state["returns"]

    def _take_in(self, values: npt.NDArray[np.float64]) -> None:
        n = len(values)
        total = self.count + n
        mean = np.add.reduce(values) / n  # what mean() and var() do, without their overhead
        off = values - mean
        delta = float(mean) - self.mean
        spread = self.variance * self.count + float(np.add.reduce(off * off) / n) * n
        self.variance = (spread + delta * delta * self.count * n / total) / total
        self.mean += delta * n / total
        self.count = total
