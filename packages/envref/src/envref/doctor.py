"""What `trainkit doctor` tries of this package."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from envcore import AsteroidProspectorEnv
from envref.env import ReferenceEnv

_TICKS: Final = 200


def _check_episode() -> None:
    core, reference = AsteroidProspectorEnv(time_max=_TICKS), ReferenceEnv(time_max=_TICKS)
    _, info = core.reset(seed=7)
    reference.reset(seed=7)
    rng = np.random.default_rng(7)
    while not core.has_ended:
        action = int(rng.choice(np.flatnonzero(info["action_mask"])))
        *_, info = core.step(action)
        reference.step(action)
        if core.state_digest() != reference.state_digest():
            raise ValueError(f"the states differ after tick {info['ticks']}: reinstall both")


CHECKS: Final[Mapping[str, Callable[[], None]]] = {
    "an episode has the states of envcore's": _check_episode,
}
