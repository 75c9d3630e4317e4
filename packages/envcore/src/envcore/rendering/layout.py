"""Where the places of a belt are drawn: springs along edges, repulsion between places."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

Place: TypeAlias = tuple[int, int]
"""A node and -1, or a node and the slot of an edge whose end is not known."""

Point: TypeAlias = tuple[float, float]

_ROUNDS: Final = 60
_EDGE_LENGTH: Final = 0.55  # of an edge of 0 ticks, in units of the drawing
_TICK_LENGTH: Final = 0.09
_PUSH: Final = 0.14
_STEP: Final = 0.18


class BeltLayout:
    """Positions of places, which move as little as may be when new ones come in."""

    def __init__(self) -> None:
        self.positions: dict[Place, tuple[float, float]] = {}

    def place(
        self, edges: Sequence[tuple[Place, Place, int]], *, around: int, origin: Place | None
    ) -> None:
        """Set the edges (two places and ticks), and place what is new.

        Args:
            edges: All edges to be drawn.
            around: The node whose surroundings are new.
            origin: The place that it was drawn at before the ship had been there, if any.
        """
        start = self.positions.get(origin, (0.0, 0.0)) if origin else (0.0, 0.0)
        center = self.positions.setdefault((around, -1), start)
        wanted = {place for a, b, _ in edges for place in (a, b)} | {(around, -1)}
        for place in sorted(wanted - self.positions.keys()):
            x, y = self.positions.get((place[0], -1), center)
            angle = free_angle((x, y), self._joined_to((place[0], -1), edges))
            self.positions[place] = (x + 0.8 * math.cos(angle), y + 0.8 * math.sin(angle))
        for place in self.positions.keys() - wanted:
            del self.positions[place]
        self._relax(edges)

    def _joined_to(
        self, place: Place, edges: Sequence[tuple[Place, Place, int]]
    ) -> list[tuple[float, float]]:
        """Return the known other ends of the edges of a place."""
        ends = [b if a == place else a for a, b, _ in edges if place in (a, b)]
        return [self.positions[end] for end in ends if end in self.positions]

    def _relax(self, edges: Sequence[tuple[Place, Place, int]]) -> None:
        places = sorted(self.positions)
        index = {place: i for i, place in enumerate(places)}
        xy = np.array([self.positions[place] for place in places])
        first = np.array([index[a] for a, _, _ in edges], np.intp)
        second = np.array([index[b] for _, b, _ in edges], np.intp)
        lengths = _EDGE_LENGTH + _TICK_LENGTH * np.array([ticks for _, _, ticks in edges])
        for round_number in range(_ROUNDS if len(places) < 60 else _ROUNDS // 3):
            step = _STEP * (1 - round_number / (_ROUNDS + 1))
            xy += np.clip(step * _forces(xy, first, second, lengths), -0.15, 0.15)
        xy -= xy[index[0, -1]] if (0, -1) in index else 0.0
        self.positions = {p: (float(x), float(y)) for p, (x, y) in zip(places, xy, strict=True)}


def free_angle(center: tuple[float, float], others: list[tuple[float, float]]) -> float:
    """Return the middle of the widest gap between the directions to others."""
    if not others:
        return 0.0
    angles = sorted(math.atan2(y - center[1], x - center[0]) for x, y in others)
    gaps = [b - a for a, b in zip(angles, [*angles[1:], angles[0] + 2 * math.pi], strict=True)]
    widest = max(range(len(gaps)), key=gaps.__getitem__)
    return angles[widest] + gaps[widest] / 2


def _forces(
    xy: npt.NDArray[np.float64],
    first: npt.NDArray[np.intp],
    second: npt.NDArray[np.intp],
    lengths: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    apart = xy[:, None, :] - xy[None, :, :]
    squares = (apart**2).sum(axis=2) + 1e-3
    forces: npt.NDArray[np.float64] = _PUSH * (apart / (squares * np.sqrt(squares))[..., None]).sum(
        axis=1
    )
    if len(first):
        along = xy[second] - xy[first]
        distance = np.sqrt((along**2).sum(axis=1)) + 1e-6
        pull = ((distance - lengths) / distance)[:, None] * along * 2.0
        np.add.at(forces, first, pull)
        np.add.at(forces, second, -pull)
    return forces
