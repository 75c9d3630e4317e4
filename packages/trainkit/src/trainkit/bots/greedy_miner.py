"""The greedy miner: mines the rock with the highest estimate, aggressively."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from envcore.spec import Action
from trainkit.bots.explore import Wanderer
from trainkit.bots.trade import refuel_and_repair, sell_most_valuable
from trainkit.bots.view import Bools, Decision, View
from trainkit.copies import CopiedWhole

# thresholds of a simple baseline, not tuned
FULL_LOAD = 170.0  # units
HOT = 92.0
WEAK_HULL = 25.0
LOW_FUEL = 250.0


class GreedyMiner(CopiedWhole):
    """Mines the best estimate aggressively; returns full, hot, damaged or low on fuel.

    It never scans, ignores stability and sells everything at once.
    """

    name = "greedy_miner"
    version = "1"

    def reset(self, num_worlds: int, seed: int) -> None:
        """Clear the memory."""
        del seed
        self._wanderer = Wanderer(num_worlds)

    def act(
        self, observations: npt.NDArray[np.float32], masks: npt.NDArray[Any]
    ) -> npt.NDArray[np.int64]:
        """Return an action for each world."""
        view = View(observations, masks)
        decision = Decision(view)
        everywhere = np.ones(len(observations), np.bool_)

        sell_most_valuable(view, decision, halves=False)
        refuel_and_repair(view, decision, kits=1, decoys=0)

        decision.when(_must_return(view) & ~view.is_home, Action.TRAVEL_0)
        decision.when(everywhere, Action.MINE_AGGRESSIVE)
        values = np.where(view.can_select, view.rock_value, -1.0)
        decision.when(values.max(axis=1) > 0, Action.SELECT_0 + values.argmax(axis=1))
        self._wanderer.move_on(view, decision, everywhere)
        return decision.actions


def _must_return(view: View) -> Bools:
    is_full_or_hot = (view.load >= FULL_LOAD) | (view.heat >= HOT)
    return is_full_or_hot | (view.hull <= WEAK_HULL) | (view.fuel <= LOW_FUEL)
