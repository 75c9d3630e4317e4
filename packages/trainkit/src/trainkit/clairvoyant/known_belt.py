"""A map of the belt with the truth in place of beliefs, wholly or in part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import numpy as np

from trainkit.bots.belt_map import BeltMap
from trainkit.bots.view import Ints, View
from trainkit.clairvoyant.truth import STATION, TrueBelt

Piece = Literal["richness", "composition", "stability", "map"]
"""What is known: a property of the rocks of a node from the first visit on, or `map`, all of it
from the start, with all nodes and edges."""

ALL_PIECES: Final[frozenset[Piece]] = frozenset({"richness", "composition", "stability", "map"})
_ARRAYS: Final[dict[Piece, str]] = {
    "richness": "richness",
    "composition": "value",
    "stability": "stability",
}


class KnownBelt(BeltMap):
    """The maps of a batch of ships that know the truth, wholly or in part.

    Args:
        truths: The true belt of each world.
        knows: What the ships know of it; `map` implies the rest.
    """

    def __init__(self, truths: Sequence[TrueBelt], knows: frozenset[Piece]) -> None:
        super().__init__(len(truths))
        self._has_map = "map" in knows
        self._knows = ALL_PIECES if self._has_map else knows
        self._has_rock = np.array([truth.has_rock for truth in truths])
        self._truth = {
            name: np.array([getattr(truth, name) for truth in truths]) for name in _ARRAYS.values()
        }
        if self._has_map:
            self._fill(truths)

    def _fill(self, truths: Sequence[TrueBelt]) -> None:
        self.was_seen |= np.any(self._has_rock, axis=2)
        self.was_seen[:, STATION] = True
        self.leads_to = np.array([truth.leads_to for truth in truths])
        self.edge_ticks = np.array([truth.edge_ticks for truth in truths])
        self.ticks_between = np.array([truth.ticks_between for truth in truths])
        self.first_slot = np.array([truth.first_slot for truth in truths])
        self.value, self.stability = self._truth["value"], self._truth["stability"]
        self.richness = self._truth["richness"]
        self.depletion = np.where(self._has_rock, 0.0, 1.0)

    def observe(self, view: View) -> None:
        """Update what changes, and put the known truth in place of estimates."""
        here = (np.arange(len(view.node)), view.node)
        if self._has_map:
            has_rock = view.values("asteroids.valid") > 0
            depletion = np.where(has_rock, view.values("asteroids.depletion_frac"), 1.0)
            self.depletion[here] = depletion
            return
        super().observe(view)
        for piece in self._knows:
            array = getattr(self, _ARRAYS[piece])
            array[here] = np.where(
                self._has_rock[here], self._truth[_ARRAYS[piece]][here], array[here]
            )

    def note_actions(self, view: View, actions: Ints) -> None:
        """Keep what is about to be mined, unless there is nothing to learn from it."""
        if not self._has_map:
            super().note_actions(view, actions)
