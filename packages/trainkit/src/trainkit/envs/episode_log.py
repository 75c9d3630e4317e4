"""Counts steps and ticks of a batch of worlds, and keeps the results of episodes that ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from envcore import spec
from trainkit.copies import CopiedWhole

INFO_KEYS: Final = tuple(key.name for key in spec.INFO_KEYS if key.name not in {"action", "events"})
"""Numeric info keys, which are summarised over episodes."""


class EpisodeLog(CopiedWhole):
    """Steps, ticks and ended episodes since the log was last taken."""

    def __init__(self) -> None:
        self.steps = 0
        self.ticks = 0
        self.invalid_actions = 0
        self.rewards = 0.0
        self._returns: list[npt.NDArray[np.float64]] = []
        self._infos: list[dict[str, npt.NDArray[Any]]] = []

    def add_step(
        self, infos: dict[str, npt.NDArray[Any]], rewards: npt.NDArray[np.float64]
    ) -> None:
        """Count a step of the batch; worlds that ended show their reset, with dt 0."""
        self.rewards += float(rewards.sum())
        self.steps += len(infos["dt"])
        self.ticks += int(infos["dt"].sum())
        self.invalid_actions += int(infos["invalid_action"].sum())

    def add_ended(
        self,
        infos: dict[str, npt.NDArray[Any]],
        ended: npt.NDArray[np.int64],
        returns: npt.NDArray[np.float64],
    ) -> None:
        """Add the final infos and returns of the worlds that ended, and count their last step."""
        final = {name: infos[name][ended] for name in (*INFO_KEYS, "end_cause")}
        self._infos.append(final)
        self._returns.append(returns)
        self.ticks += int(final["dt"].sum())
        self.invalid_actions += int(final["invalid_action"].sum())

    @staticmethod
    def joined(logs: Sequence[EpisodeLog]) -> EpisodeLog:
        """Return one log of everything in these, in their order."""
        joined = EpisodeLog()
        for log in logs:
            joined.steps += log.steps
            joined.ticks += log.ticks
            joined.invalid_actions += log.invalid_actions
            joined.rewards += log.rewards
            joined._returns += log._returns
            joined._infos += log._infos
        return joined

    @property
    def returns(self) -> npt.NDArray[np.float64]:
        """Returns of the ended episodes, in the order in which they ended."""
        return np.concatenate([np.zeros(0), *self._returns])

    def values(self, name: str) -> npt.NDArray[Any]:
        """Return an info key at the end of each episode."""
        return np.concatenate([np.zeros(0), *(infos[name] for infos in self._infos)])
