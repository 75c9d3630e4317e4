"""Names and sizes of the memory features."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Literal

from envcore import spec


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
_TICK_VALUES = 2  # values of a tick for which surpluses are given

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
    Feature("edges.surplus", _EDGES * _TICK_VALUES, "best node behind the edge, less the travel"),
    Feature("edges.surplus_lead", _EDGES * _TICK_VALUES, "that less the best other edge"),
    Feature(
        "edges.ticks",
        _EDGES * _TICK_VALUES,
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
    Feature("belt.surplus", _TICK_VALUES, "surplus of all known nodes"),
    Feature("node.surplus", _TICK_VALUES, "surplus of the node here"),
    Feature("node.rate", 1, "credits per tick of its best rock, less 80 / 100"),
    Feature("node.selected_share", 1, "rate of the selected rock over the best one's, less 0.85"),
    Feature("node.untried", 1, "stable rocks here that were not mined / 16"),
)
"""The columns after the observation, in order.

A feature is divided by about its largest value, given after the slash, and clipped to -1..1. A
surplus is what a node's three best rocks bring above the value of the ticks that it takes. It is
given for two values of a tick, 80 credits (while rich rocks are left) and 20 (long after), over
40,000 and 80,000 credits, and ten times that for the whole belt. Travel is to the node and home."""

NUM_FEATURES: Final = sum(feature.size for feature in FEATURES)


def _first(name: str, size: int | None = None) -> Feature:
    """Return the first numbers of a feature, all if no size is given."""
    (feature,) = (feature for feature in FEATURES if feature.name == name)
    return replace(feature, size=size or feature.size)


COMPACT: Final = (
    _first("rocks.promise_lead"),
    _first("edges.surplus_lead", _EDGES),
    _first("edges.leads_home"),
    _first("home.ticks"),
    _first("home.fuel_left"),
    _first("home.ticks_left"),
    _first("belt.seen"),
    _first("belt.frontier"),
    _first("belt.surplus"),
    _first("node.surplus"),
    _first("node.rate"),
    _first("node.selected_share"),
    _first("node.untried"),
)
"""The columns of `compact`, in order: the first `size` numbers of the feature of that name, so
those of edges are given for a tick of 80 credits only. With these, a small network imitates a
policy that reads all features nearly as well as with all."""

Choice = bool | Literal["compact"]
"""Values of `network.engineered_features`: none, all or the compact ones."""

VERSIONS: Final[Mapping[Choice, int | None]] = MappingProxyType(
    {False: None, True: 1, "compact": 2}
)
"""The version of the features of each choice, which checkpoints and policy files record."""

_OF_VERSION: Final = MappingProxyType({1: FEATURES, 2: COMPACT})


def features_of(version: int | None) -> tuple[Feature, ...]:
    """Return the columns of a version after the observation, in order; none for None."""
    return () if version is None else _OF_VERSION[version]


def num_features(version: int | None) -> int:
    """Return how many columns a version appends to an observation."""
    return sum(feature.size for feature in features_of(version))
