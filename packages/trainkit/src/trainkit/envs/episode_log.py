"""The episodes that ended since the log was last taken, and the steps counted."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from envcore import spec

METRICS = tuple(key.name for key in spec.INFO_KEYS if key.name not in {"action", "events"})
"""Info keys that are summarised over episodes."""


class EpisodeLog:
    """What happened since it was last taken: episodes that ended, steps, ticks."""

    def __init__(self) -> None:
        self.steps = 0
        self.ticks = 0
        self.invalid_actions = 0
        self._returns: list[npt.NDArray[np.float64]] = []
        self._infos: list[dict[str, npt.NDArray[Any]]] = []

    def add_step(self, infos: dict[str, npt.NDArray[Any]]) -> None:
        """Count a step of the batch that ended no episode in these worlds."""
        self.steps += len(infos["dt"])
        self.ticks += int(infos["dt"].sum())
        self.invalid_actions += int(infos["invalid_action"].sum())

    def add_ended(
        self,
        infos: dict[str, npt.NDArray[Any]],
        ended: npt.NDArray[np.int64],
        returns: npt.NDArray[np.float64],
    ) -> None:
        """Add the last infos of the worlds that ended, and what their steps add to the counts."""
        final = {name: infos[name][ended] for name in (*METRICS, "end_cause")}
        self._infos.append(final)
        self._returns.append(returns)
        self.ticks += int(final["dt"].sum())
        self.invalid_actions += int(final["invalid_action"].sum())

    @property
    def returns(self) -> npt.NDArray[np.float64]:
        """Returns of the episodes that ended, in the order in which they did."""
        return np.concatenate([np.zeros(0), *self._returns])

    def values(self, name: str) -> npt.NDArray[Any]:
        """An info key at the end of each episode."""
        return np.concatenate([np.zeros(0), *(infos[name] for infos in self._infos)])
