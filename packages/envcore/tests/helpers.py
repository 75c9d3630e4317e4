"""What the tests of this folder share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

import envcore


def new_env(**options: Any) -> envcore.AsteroidProspectorEnv:
    """Return an environment with a short time budget."""
    return envcore.AsteroidProspectorEnv(**{"time_max": 300, **options})


def random_actions(seed: int) -> Iterator[int]:
    """Yield actions from -3 to 71, so that some are outside the space."""
    rng = np.random.default_rng(seed)
    while True:
        yield from rng.integers(-3, 72, 256).tolist()


def random_legal_action(rng: np.random.Generator, mask: npt.NDArray[Any]) -> int:
    """Return one of the legal actions."""
    return int(rng.choice(np.flatnonzero(mask)))


def play_legally(env: envcore.AsteroidProspectorEnv, steps: int, seed: int = 0) -> bool:
    """Take random legal steps; return whether the episode ended."""
    rng = np.random.default_rng(seed)
    for _ in range(steps):
        action = random_legal_action(rng, env.action_masks())
        _, _, terminated, truncated, _ = env.step(action)
        if terminated or truncated:
            return True
    return False


RecordedClip = tuple[list[npt.NDArray[np.uint8]], int]
"""Pictures of a video and their number per second."""
