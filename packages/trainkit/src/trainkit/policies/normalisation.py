"""Running mean and variance of observations, as a part of the policy."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import torch
from gymnasium import spaces
from stable_baselines3.common.torch_layers import BaseFeaturesExtractor

_EPSILON: Final = 1e-8
_OBSERVATION_LIMIT: Final = 10.0
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
        scale = torch.rsqrt(self.variance + _EPSILON).float()
        scaled = (observations - self.mean.float()) * scale
        return scaled.clamp(-_OBSERVATION_LIMIT, _OBSERVATION_LIMIT)

    def update(self, observations: npt.NDArray[Any]) -> None:
        """Add observations, (..., size of the space), to the statistics."""
        rows = torch.from_numpy(observations.reshape(-1, self.features_dim))
        n = float(len(rows))
        mean = rows.mean(dim=0)
        squares = torch.zeros(self.features_dim, dtype=torch.float64)
        for part in torch.split(rows, _ROWS_IN_CACHE):  # torch's own var() takes five times as long
            squares += (part - mean).square_().sum(dim=0)
        total = self.count + n
        delta = mean.to(self.mean) - self.mean
        spread = self.variance * self.count + squares.to(self.mean)
        self.variance.copy_((spread + delta**2 * self.count * n / total) / total)
        self.mean.add_(delta * n / total)
        self.count.copy_(total)
