"""Running mean and variance of observations, as a part of the policy."""

from __future__ import annotations

from typing import Final

import numpy as np
import torch
from gymnasium import spaces
from stable_baselines3.common.torch_layers import BaseFeaturesExtractor

from trainkit.ranks import Total, of_one_rank

EPSILON: Final = 1e-8
"""Added to the variance of observations."""
OBSERVATION_LIMIT: Final = 10.0
"""Scaled observations lie within -10..10."""
_ROWS_IN_CACHE: Final = 256


class RunningNorm(BaseFeaturesExtractor):
    """Subtracts the running mean and divides by the running deviation, within -10..10.

    The statistics are buffers of the policy, so they are saved with it. Only `update` changes
    them, between rollouts: a rollout is learned from at the scale it was collected with.
    """

    mean: torch.Tensor
    variance: torch.Tensor
    count: torch.Tensor

    def __init__(self, observation_space: spaces.Box) -> None:
        size = int(np.prod(observation_space.shape))
        super().__init__(observation_space, features_dim=size)
        self.register_buffer("mean", torch.zeros(size, dtype=torch.float64))
        self.register_buffer("variance", torch.ones(size, dtype=torch.float64))
        self.register_buffer("count", torch.tensor(0.0, dtype=torch.float64))

    def forward(self, observations: torch.Tensor) -> torch.Tensor:
        """Return the scaled observations, float32 of the same shape."""
        scaled = (observations - self.mean.float()) * self.scale()
        return scaled.clamp_(-OBSERVATION_LIMIT, OBSERVATION_LIMIT)

    def write(self, observations: torch.Tensor, out: torch.Tensor) -> torch.Tensor:
        """Write the scaled observations into `out`, of the same shape, and return it."""
        torch.sub(observations, self.mean.float(), out=out).mul_(self.scale())
        return out.clamp_(-OBSERVATION_LIMIT, OBSERVATION_LIMIT)

    def scale(self) -> torch.Tensor:
        """Return the factor of each input, one over its deviation, float32 (k,)."""
        return torch.rsqrt(self.variance + EPSILON).float()

    def clear(self) -> None:
        """Forget the statistics."""
        self.mean.zero_()
        self.variance.fill_(1.0)
        self.count.zero_()

    def update(self, observations: torch.Tensor, total: Total = of_one_rank) -> None:
        """Add observations, (..., size of the space), to the statistics.

        Args:
            observations: On the policy's device.
            total: Sums a tensor over all processes that train.
        """
        rows = observations.reshape(-1, self.features_dim)
        n = total(torch.full_like(self.count, len(rows)))
        sums = torch.zeros_like(self.mean)
        for part in rows.split(_ROWS_IN_CACHE):
            sums += part.sum(dim=0)
        mean = total(sums) / n
        shift = mean.to(rows.dtype)
        squares = torch.zeros_like(self.mean)
        for part in rows.split(_ROWS_IN_CACHE):  # torch's own var() takes five times as long
            squares += (part - shift).square_().sum(dim=0)
        squares = total(squares)
        rows_total = self.count + n
        delta = mean - self.mean
        spread = self.variance * self.count + squares
        self.variance.copy_((spread + delta**2 * self.count * n / rows_total) / rows_total)
        self.mean.add_(delta * n / rows_total)
        self.count.copy_(rows_total)
