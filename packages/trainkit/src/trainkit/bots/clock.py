"""The time left in ticks: only its share is shown, so the bots count what their actions take."""

from __future__ import annotations

import numpy as np

from envcore import spec
from envcore.spec import Action
from trainkit.bots.view import Floats, Ints, View

_TICKS = np.array([action.ticks for action in spec.ACTIONS], dtype=float)


class Clock:
    """Ticks spent, counted from the actions taken, and ticks left."""

    def __init__(self, num_worlds: int) -> None:
        self.ticks_spent = np.zeros(num_worlds)

    def ticks_left(self, view: View) -> Floats:
        """Return the ticks left; endless until a step was taken."""
        share_left = view.values("time_frac")
        share_spent = np.maximum(1.0 - share_left, 1e-9)
        budget = np.where(self.ticks_spent > 0, self.ticks_spent / share_spent, np.inf)
        return np.where(share_left > 0, budget * share_left, 0.0)

    def count(self, view: View, actions: Ints) -> None:
        """Add what the actions take."""
        slot = np.clip(actions, Action.TRAVEL_0, Action.TRAVEL_5)
        edge_ticks = view.values("neighbors.travel_time_norm") * spec.EDGE_TICKS_MAX
        trip = edge_ticks[np.arange(len(actions)), slot]
        self.ticks_spent += np.where(actions <= Action.TRAVEL_5, trip, _TICKS[actions])
