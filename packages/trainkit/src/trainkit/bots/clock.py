"""Ticks left: the observation has their share only, so ticks are counted from the actions."""

from __future__ import annotations

import numpy as np

from envcore import spec
from envcore.spec import Action
from trainkit.bots.view import Floats, Ints, View
from trainkit.copies import CopiedWhole

_TICKS = np.array([action.ticks for action in spec.ACTIONS], dtype=float)


class Clock(CopiedWhole):
    """Ticks spent in each world, counted from the actions taken."""

    def __init__(self, num_worlds: int) -> None:
        self.ticks_spent = np.zeros(num_worlds)

    def ticks_left(self, view: View) -> Floats:
        """Return the ticks left; infinite before the first step."""
        share_left = view.values("time_frac")
        share_spent = np.maximum(1.0 - share_left, 1e-9)
        budget = np.where(self.ticks_spent > 0, self.ticks_spent / share_spent, np.inf)
        return np.where(share_left > 0, budget * share_left, 0.0)

    def count(self, view: View, actions: Ints) -> None:
        """Add the ticks that the actions take."""
        slot = np.clip(actions, Action.TRAVEL_0, Action.TRAVEL_5)
        edge_ticks = view.values("neighbors.travel_time_norm") * spec.EDGE_TICKS_MAX
        travel = edge_ticks[np.arange(len(actions)), slot]
        self.ticks_spent += np.where(actions <= Action.TRAVEL_5, travel, _TICKS[actions])
