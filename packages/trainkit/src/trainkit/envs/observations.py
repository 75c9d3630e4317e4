"""The columns of what a policy reads: observation, memory features, mask."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from gymnasium import spaces

from envcore import spec
from trainkit.envs.features import NUM_FEATURES


def shown_space(*, shows_features: bool, shows_masks: bool) -> spaces.Box:
    """Return the space of an observation with engineered features and mask, if any, beside it."""
    size = spec.OBS_DIM + shows_features * NUM_FEATURES + shows_masks * spec.N_ACTIONS
    return spaces.Box(-1.0, 1.0, (size,), np.float32)


def with_masks(
    observations: npt.NDArray[np.float32], masks: npt.NDArray[Any]
) -> npt.NDArray[np.float32]:
    """Return observations (n, k) and masks (n, 69) side by side, float32 (n, k + 69)."""
    return np.concatenate([observations, masks.astype(np.float32)], axis=1)
