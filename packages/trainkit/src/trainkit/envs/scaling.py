"""Running scale of rewards, for training."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
import numpy.typing as npt

_EPSILON: Final = 1e-8
_REWARD_LIMIT: Final = 10.0
_FIRST_COUNT: Final = 1e-4  # weight of the first variance, 1, as in Stable-Baselines3


class RewardScaler:
    """Divides rewards by the running deviation of the discounted return, as VecNormalize does.

    Args:
        num_envs: Number of worlds.
        gamma: Discount.
    """

    def __init__(self, num_envs: int, gamma: float) -> None:
        self._gamma = gamma
        self.returns = np.zeros(num_envs)
        self.count, self.mean, self.variance = _FIRST_COUNT, 0.0, 1.0

    def scale(
        self, rewards: npt.NDArray[np.float64], dones: npt.NDArray[np.bool_]
    ) -> npt.NDArray[np.float64]:
        """Update the statistics with the rewards (n,) of a step; return them scaled, -10..10."""
        self.returns = self.returns * self._gamma + rewards
        self._update(self.returns)
        self.returns[dones] = 0.0
        deviation = math.sqrt(self.variance + _EPSILON)
        return (rewards / deviation).clip(-_REWARD_LIMIT, _REWARD_LIMIT)

    def state(self) -> dict[str, Any]:
        """Return the statistics as plain values."""
        return {
            "count": self.count,
            "mean": self.mean,
            "variance": self.variance,
            "returns": self.returns.tolist(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Set the statistics that state() returned."""
        self.count, self.mean, self.variance = state["count"], state["mean"], state["variance"]
        self.returns[:] = state["returns"]

    def _update(self, values: npt.NDArray[np.float64]) -> None:
        n = len(values)
        total = self.count + n
        mean = np.add.reduce(values) / n  # what mean() and var() compute, without their overhead
        deviations = values - mean
        delta = float(mean) - self.mean
        squares = float(np.add.reduce(deviations * deviations) / n) * n
        spread = self.variance * self.count + squares
        self.variance = (spread + delta * delta * self.count * n / total) / total
        self.mean += delta * n / total
        self.count = total
