"""The space of what a policy reads: the observation and memory features."""

from __future__ import annotations

import numpy as np
from gymnasium import spaces

from envcore import spec
from trainkit.envs.features import VERSIONS, Choice, num_features


def policy_space(*, with_features: Choice, frame_stack: int = 1) -> spaces.Box:
    """Return the space of an observation, (k,), with memory features appended, if any, stacked."""
    size = (spec.OBS_DIM + num_features(VERSIONS[with_features])) * frame_stack
    return spaces.Box(-1.0, 1.0, (size,), np.float32)
