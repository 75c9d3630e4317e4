"""The asteroids of a node: what they are and what is thought of them (docs/world.md, section 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import overload

from envcore import spec
from envref.belt import STATION, Belt
from envref.random_numbers import RngKey, mix, uniform01, uniform_int


@dataclass(slots=True)
class Asteroid:
    """One asteroid: the truth first, then belief, then wear."""

    composition: list[float]
    """Share of each commodity; sums to 1."""
    stability: float
    richness: float
    """Units per tick before tool, heat and mode."""
    noise: float
    """How hard it is to scan."""
    estimate: list[float]
    """What is thought of the composition; sums to 1."""
    stability_estimate: float = spec.STABILITY_ESTIMATE_START
    confidence: float = spec.CONFIDENCE_START
    depletion: float = 0.0
    """0 fresh, 1 exhausted."""

    @property
    def is_exhausted(self) -> bool:
        """Nothing is left of it (world.md 6)."""
        return self.depletion == 1.0

    @property
    def is_touched(self) -> bool:
        """It was scanned or mined in this episode: both always leave a mark (world.md 8)."""
        return self.confidence > spec.CONFIDENCE_START or self.depletion > 0.0


@dataclass(slots=True)
class Field:
    """All asteroids of a node."""

    asteroids: list[Asteroid]


class Fields(Sequence[Field]):
    """The field of every node, made when it is first needed: the result is the same (world.md 3).

    Args:
        key: The key of the random numbers of the episode.
        belt: Its belt.
    """

    def __init__(self, key: RngKey, belt: Belt) -> None:
        """Make none yet."""
        self._key = key
        self._node_types = [node.node_type for node in belt.nodes]
        self.made: dict[int, Field] = {}
        """Those that were needed so far, by node."""

    def __len__(self) -> int:
        return len(self._node_types)

    @overload
    def __getitem__(self, n: int) -> Field: ...
    @overload
    def __getitem__(self, n: slice) -> Sequence[Field]: ...
    def __getitem__(self, n: int | slice) -> Field | Sequence[Field]:
        if isinstance(n, slice):
            return [self[i] for i in range(*n.indices(len(self)))]
        n = range(len(self))[n]  # raises IndexError for a node that there is not
        if n not in self.made:
            self.made[n] = generate_field(self._key, n, self._node_types[n])
        return self.made[n]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fields) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # asteroids change


def generate_field(key: RngKey, n: int, node_type: spec.NodeType) -> Field:
    """Draw the asteroids of node `n`; the station has none (world.md 3)."""
    if n == STATION:
        return Field(asteroids=[])
    first = key.words(spec.Domain.FIELD, spec.FIELD_COUNT_INDEX + n, 1)
    count = spec.ASTEROID_COUNT_MIN + uniform_int(first[0], spec.ASTEROID_COUNT_SPAN)
    is_hazard = node_type == spec.NodeType.HAZARD
    return Field(asteroids=[generate_asteroid(key, n, a, is_hazard) for a in range(count)])


def generate_asteroid(key: RngKey, n: int, a: int, is_hazard: bool) -> Asteroid:
    """Draw asteroid `a` of node `n` (world.md 3)."""
    draws = key.words(spec.Domain.FIELD, spec.MAX_ASTEROIDS * n + a, 16)
    composition = mix(draws[0:5])
    stability = stability_of(draws[5:9])
    richness = richness_of(draws[9], is_hazard)
    noise = spec.SCAN_DIFFICULTY_BASE + spec.SCAN_DIFFICULTY_SPREAD * uniform01(draws[10])
    guess = mix(draws[11:16])
    estimate = [
        spec.ESTIMATE_TRUTH_SHARE * truth + spec.ESTIMATE_GUESS_SHARE * guessed
        for truth, guessed in zip(composition, guess, strict=True)
    ]
    return Asteroid(composition, stability, richness, noise, estimate)


def stability_of(words: list[int]) -> float:
    """Return the third smallest of four units, a Beta(3, 2) (world.md 3)."""
    return sorted(uniform01(word) for word in words)[2]


def richness_of(word: int, is_hazard: bool) -> float:
    """Return a richness with a long tail, higher in a hazard node (world.md 3)."""
    richness = min(spec.RICHNESS_MAX, spec.RICHNESS_SCALE / sqrt(1.0 - uniform01(word)))
    if is_hazard:
        return min(spec.RICHNESS_MAX, spec.RICHNESS_HAZARD_FACTOR * richness)
    return richness
