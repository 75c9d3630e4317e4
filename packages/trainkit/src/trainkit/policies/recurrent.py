"""A recurrent policy with masks: the observation carries the mask, the distribution obeys it.

sb3-contrib's RecurrentPPO knows no masks. Here the worlds show a mask after each observation; the
network reads the observation alone, and illegal actions get no chance.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import torch
from gymnasium import spaces
from sb3_contrib.common.recurrent.policies import RecurrentActorCriticPolicy
from stable_baselines3.common.distributions import Distribution
from stable_baselines3.common.torch_layers import BaseFeaturesExtractor

from envcore import spec
from trainkit.policies.normalisation import RunningNorm

_NEVER: Final = -1e8  # log-odds of an illegal action; finite, so that a row of padding stays finite


class MaskedFeatures(BaseFeaturesExtractor):
    """Takes the mask off and keeps it; scales the observation if it is to.

    Args:
        space: Of observation and mask together, (k + 69,).
        normalise: Whether to scale by running mean and variance.
    """

    def __init__(self, space: spaces.Box, *, normalise: bool) -> None:
        size = space.shape[0] - spec.N_ACTIONS
        super().__init__(space, features_dim=size)
        plain = spaces.Box(-1.0, 1.0, (size,), np.float32)
        self.norm = RunningNorm(plain) if normalise else None
        self.masks: torch.Tensor | None = None

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """Return what the network reads, float32 (n, k)."""
        observations, self.masks = rows[:, : self.features_dim], rows[:, self.features_dim :]
        scaled: torch.Tensor = observations if self.norm is None else self.norm(observations)
        return scaled


class MaskedRecurrentPolicy(RecurrentActorCriticPolicy):
    """An LSTM policy that never takes an illegal action; its features are MaskedFeatures."""

    def _get_action_dist_from_latent(self, latent_pi: torch.Tensor) -> Distribution:
        """Return the distribution over the actions that the last features allowed."""
        logits = self.action_net(latent_pi)
        features = self.features_extractor
        assert isinstance(features, MaskedFeatures)
        assert features.masks is not None
        masked = torch.where(features.masks > 0, logits, torch.full_like(logits, _NEVER))
        distribution: Distribution = self.action_dist.proba_distribution(action_logits=masked)
        return distribution
