"""Running scale of rewards, for training."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
import torch

from trainkit.copies import CopiedWhole
from trainkit.ranks import Total, of_one_rank

_EPSILON: Final = 1e-8
_REWARD_LIMIT: Final = 10.0
_FIRST_COUNT: Final = 1e-4  # weight of the first variance, 1, as in Stable-Baselines3


class RewardScaler(CopiedWhole):
    """Divides rewards by the running deviation of the discounted return, as VecNormalize does.

    The deviation is updated once a rollout, so that all rewards of a rollout have one scale.

    Args:
        num_envs: Number of worlds, n.
        gamma: Discount.

    Attributes:
        gamma: Discount.
        returns: Discounted return of each running episode, float64 (n,).
    """

    def __init__(self, num_envs: int, gamma: float) -> None:
        self.gamma = gamma
        self.returns = np.zeros(num_envs)
        self.count, self.mean, self.variance = _FIRST_COUNT, 0.0, 1.0

    def update(
        self, rewards: torch.Tensor, dones: torch.Tensor, total: Total = of_one_rank
    ) -> None:
        """Add a rollout to the statistics.

        Args:
            rewards: float64 (T, n), on the CPU.
            dones: Whether a step ended an episode, bool (T, n).
            total: Sums a tensor over all processes that train.
        """
        returns = self._discounted_returns(rewards.numpy(), dones.numpy())
        n, first = total(torch.tensor([returns.numel(), returns.sum()], dtype=torch.float64))
        mean = float(first / n)
        squares = float(total((returns - mean).square_().sum()))
        rows = self.count + float(n)
        delta = mean - self.mean
        spread = self.variance * self.count + squares
        self.variance = (spread + delta * delta * self.count * float(n) / rows) / rows
        self.mean += delta * float(n) / rows
        self.count = rows

    def scale(self, rewards: torch.Tensor) -> torch.Tensor:
        """Return rewards over the running deviation, within -10..10."""
        deviation = math.sqrt(self.variance + _EPSILON)
        return (rewards / deviation).clamp_(-_REWARD_LIMIT, _REWARD_LIMIT)

    def state(self) -> dict[str, Any]:
        """Return the statistics as plain values, without the returns of running episodes."""
        return {"count": self.count, "mean": self.mean, "variance": self.variance}

    def restore(self, state: dict[str, Any]) -> None:
        """Set the statistics that state() returned."""
        self.count, self.mean, self.variance = state["count"], state["mean"], state["variance"]

    def _discounted_returns(self, rewards: Any, dones: Any) -> torch.Tensor:
        """Continue the returns over a rollout, and return them after each step, (T, n)."""
        returns = np.empty_like(rewards)
        for t in range(len(rewards)):
            returns[t] = self.returns * self.gamma + rewards[t]
            self.returns = np.where(dones[t], 0.0, returns[t])
        return torch.from_numpy(returns)
