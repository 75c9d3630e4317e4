"""The columns that a policy reads: observation, memory features, action mask."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from gymnasium import spaces

from envcore import spec
from trainkit.envs.features import NUM_FEATURES


def policy_space(*, with_features: bool, with_masks: bool) -> spaces.Box:
    """Return the space of an observation with memory features and mask appended, if any."""
    size = spec.OBS_DIM + with_features * NUM_FEATURES + with_masks * spec.N_ACTIONS
    return spaces.Box(-1.0, 1.0, (size,), np.float32)


def append_masks(
    observations: npt.NDArray[np.float32], masks: npt.NDArray[Any]
) -> npt.NDArray[np.float32]:
    """Return observations (n, k) with masks (n, 69) appended, float32 (n, k + 69)."""
    return np.concatenate([observations, masks.astype(np.float32)], axis=1)
