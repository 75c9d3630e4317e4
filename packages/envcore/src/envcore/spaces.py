"""The spaces of the frozen interface."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from gymnasium import spaces

from envcore.spec import N_ACTIONS, OBS_DIM


def observation_space() -> spaces.Space[npt.NDArray[np.float32]]:
    """Return the space of one observation: 260 float32 in -1..1."""
    space: spaces.Space[Any] = spaces.Box(-1.0, 1.0, (OBS_DIM,), np.float32)
    return space


def action_space() -> spaces.Space[np.int64]:
    """Return the space of one action: 0..68."""
    return spaces.Discrete(N_ACTIONS)
