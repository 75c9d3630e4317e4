"""The spaces of the frozen interface."""

from __future__ import annotations

import numpy as np
from gymnasium import spaces

from envcore.spec import N_ACTIONS, OBS_DIM


def observation_space() -> spaces.Box:
    """Return the space of one observation: 260 float32 in -1..1."""
    return spaces.Box(-1.0, 1.0, (OBS_DIM,), np.float32)


def action_space() -> spaces.Discrete:
    """Return the space of one action: 0..68."""
    return spaces.Discrete(N_ACTIONS)
