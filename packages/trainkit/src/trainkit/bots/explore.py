"""Exploration: the edge to take next, by how often each was used."""

from __future__ import annotations

import numpy as np

from envcore import spec
from envcore.spec import Action
from trainkit.bots.view import Bools, Decision, View
from trainkit.copies import CopiedWhole

_THREAT_WEIGHT = 0.5  # in uses of an edge: safe edges first
_TIME_WEIGHT = 0.3  # in uses of an edge: short edges first


class Wanderer(CopiedWhole):
    """Sends each ship along the edge that it used least; safe and short ones first."""

    def __init__(self, num_worlds: int) -> None:
        self._uses = np.zeros((num_worlds, spec.MAX_NODES, spec.MAX_NEIGHBORS))

    def move_on(self, view: View, decision: Decision, condition: Bools) -> None:
        """Travel where the condition holds and no action is decided."""
        worlds = np.arange(len(view.node))
        cost = (
            self._uses[worlds, view.node]
            + _THREAT_WEIGHT * view.values("neighbors.threat_est")
            + _TIME_WEIGHT * view.values("neighbors.travel_time_norm")
        )
        is_valid = view.masks[:, Action.TRAVEL_0 : Action.TRAVEL_5 + 1]
        slot = np.where(is_valid, cost, np.inf).argmin(axis=1)
        departs = decision.when(condition, Action.TRAVEL_0 + slot)
        self._uses[worlds[departs], view.node[departs], slot[departs]] += 1
