"""A recurrent policy with action masks: observations carry the mask, illegal actions get none.

RecurrentPPO of sb3-contrib has no masks. Here the worlds append the mask to each observation; the
network reads the observation alone, and the logits of illegal actions are masked.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import torch
from gymnasium import spaces
from sb3_contrib.common.recurrent.policies import RecurrentActorCriticPolicy
from stable_baselines3.common.torch_layers import BaseFeaturesExtractor

from envcore import spec
from trainkit.policies.normalisation import RunningNorm

_MASKED_LOGIT: Final = -1e8  # finite, so that rows of padding, whose mask is empty, stay finite


class MaskedFeatures(BaseFeaturesExtractor):
    """Splits the mask off and stores it; returns the observation, normalised if requested.

    Args:
        space: Of observation and mask together, (k + 69,).
        normalise: Whether to scale by running mean and variance.
    """

    def __init__(self, space: spaces.Box, *, normalise: bool) -> None:
        size = space.shape[0] - spec.N_ACTIONS
        super().__init__(space, features_dim=size)
        observations = spaces.Box(-1.0, 1.0, (size,), np.float32)
        self.norm = RunningNorm(observations) if normalise else None
        self.masks: torch.Tensor | None = None

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """Return what the network reads, float32 (n, k)."""
        observations, self.masks = rows[:, : self.features_dim], rows[:, self.features_dim :]
        scaled: torch.Tensor = observations if self.norm is None else self.norm(observations)
        return scaled


class MaskedRecurrentPolicy(RecurrentActorCriticPolicy):
    """An LSTM policy over MaskedFeatures that never takes an illegal action."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.action_net.register_forward_hook(self._mask_logits)

    def _mask_logits(self, _: torch.nn.Module, __: Any, logits: torch.Tensor) -> torch.Tensor:
        """Return the logits with those of actions masked that the last features do not allow."""
        features = self.features_extractor
        assert isinstance(features, MaskedFeatures)
        assert features.masks is not None
        return torch.where(features.masks > 0, logits, torch.full_like(logits, _MASKED_LOGIT))
