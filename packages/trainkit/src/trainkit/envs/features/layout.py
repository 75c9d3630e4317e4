"""Names, sizes and scales of the memory features."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from envcore import spec

TICK_VALUES: Final = (80.0, 20.0)
"""Credits that a tick is worth elsewhere: while rich rocks are left, and long after. Surpluses are
given for each of them: a poor rock justifies a trip only when ticks are cheap."""

RICHNESS_SCALE: Final = 4.0  # units per tick
RATE_SCALE: Final = 400.0  # credits per tick
PROMISE_SCALE: Final = 200.0  # credits per unit times stability
TRAVEL_SCALE: Final = 40.0  # ticks
SURPLUS_SCALES: Final = np.array([40_000.0, 80_000.0])  # credits, for each tick value
CARGO_VALUE_SCALE: Final = 10_000.0  # credits
FUEL_SCALE: Final = 500.0
TICKS_SCALE: Final = 100.0
"""Scales are about the largest value of each feature; what exceeds them is clipped."""

SELECTED_SHARE: Final = 0.85  # of the best rate; from here on changing rocks does not pay a tick


@dataclass(frozen=True)
class Feature:
    """Some numbers appended to an observation.

    Attributes:
        name: Its name.
        size: How many numbers.
        meaning: What they are; each lies within -1..1.
    """

    name: str
    size: int
    meaning: str


_ROCKS, _EDGES, _COMMODITIES = spec.MAX_ASTEROIDS, spec.MAX_NEIGHBORS, spec.N_COMMODITIES

FEATURES: Final = (
    Feature("rocks.was_mined", _ROCKS, "1 if the rock here was mined, so its richness is known"),
    Feature(
        "rocks.richness", _ROCKS, "units per tick when fresh / 4; 0.9 / 4 if untried and stable"
    ),
    Feature("rocks.rate", _ROCKS, "credits per tick now, less expected losses / 400"),
    Feature("rocks.rate_lead", _ROCKS, "that rate less the best of the other rocks"),
    Feature(
        "rocks.promise_lead", _ROCKS, "value times stability of an untried rock, less the others'"
    ),
    Feature("edges.is_known", _EDGES, "1 if the ship was at the node that the edge leads to"),
    Feature("edges.rate", _EDGES, "credits per tick of the best rock there / 400"),
    Feature(
        "edges.surplus", _EDGES * len(TICK_VALUES), "best node behind the edge, less the travel"
    ),
    Feature("edges.surplus_lead", _EDGES * len(TICK_VALUES), "that less the best other edge"),
    Feature(
        "edges.ticks",
        _EDGES * len(TICK_VALUES),
        "ticks to that node / 40, or home if there is none",
    ),
    Feature("edges.frontier", _EDGES, "ticks to an unseen node behind the edge / 40, else 1"),
    Feature("edges.leads_home", _EDGES, "1 if the shortest known route home begins there"),
    Feature("commodities.value", _COMMODITIES, "credits for all cargo at quoted prices / 10,000"),
    Feature("commodities.price", _COMMODITIES, "quoted price over base price, less 1"),
    Feature("commodities.price_after", _COMMODITIES, "the same after selling all of it"),
    Feature("home.ticks", 1, "ticks of the route home / 40"),
    Feature("home.fuel_left", 1, "fuel left on arrival at home, at the least / 500"),
    Feature("home.ticks_left", 1, "ticks left on arrival at home / 100"),
    Feature("belt.seen", 1, "nodes seen / 32"),
    Feature("belt.frontier", 1, "edges to unseen nodes / 32"),
    Feature("belt.surplus", len(TICK_VALUES), "surplus of all known nodes"),
    Feature("node.surplus", len(TICK_VALUES), "surplus of the node here"),
    Feature("node.rate", 1, "credits per tick of its best rock, less 80 / 100"),
    Feature("node.selected_share", 1, "rate of the selected rock over the best one's, less 0.85"),
    Feature("node.untried", 1, "stable rocks here that were not mined / 16"),
)
"""A surplus is what a node's three best rocks bring above the value of the ticks that it takes,
for each of TICK_VALUES, over 40,000 and 80,000 credits (ten times that for the whole belt). Travel
is to the node and home."""

NUM_FEATURES: Final = sum(feature.size for feature in FEATURES)
