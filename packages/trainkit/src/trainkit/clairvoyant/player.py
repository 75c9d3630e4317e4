"""The prospector's way of playing with knowledge that no ship has: the true belt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

import envcore
from trainkit.bots.prospector import Prospector
from trainkit.bots.view import Bools, Decision, View
from trainkit.clairvoyant.known_belt import ALL_PIECES, KnownBelt, Piece
from trainkit.clairvoyant.truth import read_truth

_SCANNED_FOR: Final[frozenset[Piece]] = frozenset({"composition", "stability"})


class Clairvoyant(Prospector):
    """Plays as the prospector, with true values in place of beliefs; it does not see the future.

    Attributes:
        knows: What it is shown of the truth.
    """

    name = "clairvoyant"
    version = "1"
    knows: frozenset[Piece] = ALL_PIECES

    def see(self, worlds: envcore.AsteroidProspectorVectorEnv) -> None:
        """Look at the truth of worlds that were reset; call it after `reset`, before `act`."""
        pairs = zip(worlds.world_seeds, worlds.episodes, strict=True)
        self._belt = KnownBelt([read_truth(seed, episode) for seed, episode in pairs], self.knows)

    def _probe(self, view: View, decision: Decision) -> None:
        if "map" in self.knows:
            return
        super()._probe(view, decision)

    def _wants_scan(self, view: View) -> Bools:
        if self.knows >= _SCANNED_FOR:
            return np.zeros(len(view.node), np.bool_)
        return super()._wants_scan(view)


class KnowsRichness(Clairvoyant):
    """The prospector, shown how rich the rocks of a node are when it arrives."""

    name = "knows_richness"
    knows: frozenset[Piece] = frozenset({"richness"})


class KnowsComposition(Clairvoyant):
    """The prospector, shown what the rocks of a node consist of when it arrives."""

    name = "knows_composition"
    knows: frozenset[Piece] = frozenset({"composition"})


class KnowsStability(Clairvoyant):
    """The prospector, shown how stable the rocks of a node are when it arrives."""

    name = "knows_stability"
    knows: frozenset[Piece] = frozenset({"stability"})


class KnowsRocks(Clairvoyant):
    """The prospector, shown everything about the rocks of a node when it arrives."""

    name = "knows_rocks"
    knows: frozenset[Piece] = ALL_PIECES - {"map"}


PARTLY_INFORMED: Final[Sequence[type[Clairvoyant]]] = (
    KnowsRichness,
    KnowsComposition,
    KnowsStability,
    KnowsRocks,
)
