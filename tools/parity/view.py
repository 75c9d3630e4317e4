"""What a player of a case may look at: the observation and the info of envcore."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from envcore import spec
from envcore.spec import Action

from tools.parity.bits import Failure, Outcome
from tools.parity.moves import Move

FIELDS = {field.name: field for field in spec.OBSERVATION}


class View:
    """The situation after the last move, read from the observation."""

    def __init__(self) -> None:
        self.observation: npt.NDArray[np.float32] = np.zeros(spec.OBS_DIM, np.float32)
        self.info: dict[str, Any] = {}

    def show(self, outcome: Outcome | Failure) -> None:
        """Take what came of a move; a failure leaves what was seen before."""
        if isinstance(outcome, Outcome):
            self.observation = outcome.observation
            self.info = outcome.info

    def value(self, name: str, slot: int = 0, part: int = 0) -> float:
        """Return a raw number of the observation."""
        field = FIELDS[name]
        return float(self.observation[field.first + slot * field.stride + part])

    @property
    def legal(self) -> list[int]:
        """The legal actions."""
        return np.flatnonzero(self.info["action_mask"]).tolist()

    def is_legal(self, action: int) -> bool:
        """Return whether the mask has the action."""
        return bool(self.info["action_mask"][action])

    @property
    def at_station(self) -> bool:
        """The ship is at the station."""
        return self.value("at_station_flag") == 1

    @property
    def neighbors(self) -> int:
        """How many neighbors the node has."""
        return sum(self.is_legal(Action.TRAVEL_0 + k) for k in range(spec.MAX_NEIGHBORS))

    @property
    def asteroids(self) -> list[int]:
        """The asteroids of the node."""
        slots = range(spec.MAX_ASTEROIDS)
        return [a for a in slots if self.value("asteroids.valid", a) == 1]

    @property
    def node(self) -> int:
        """The number of the node."""
        return round(self.value("current_node_index_norm") * spec.NODE_INDEX_SCALE)

    @property
    def node_type(self) -> spec.NodeType:
        """The kind of node."""
        parts = [self.value("current_node_type", 0, part) for part in range(spec.N_NODE_TYPES)]
        return spec.NodeType(parts.index(1.0))


Player = Callable[[View, random.Random], Iterator[Move]]
"""Yields moves; looks at the view before each. It ends when it is done, or is dropped."""
