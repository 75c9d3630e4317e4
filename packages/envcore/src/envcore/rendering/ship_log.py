"""What a ship has seen since its episode began: all that a picture may show.

It is fed with observations and infos only, so nothing hidden can leak into it.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from envcore import spec
from envcore.decode import DecodedObservation, decode
from envcore.describe import event_names
from envcore.rendering.layout import BeltLayout, Place

HISTORY_LENGTH: Final = 400
"""Observations kept for the charts."""
_QUIET_EVENTS: Final = {"travelled", "scanned", "mined", "sold", "bought", "docked", "jettisoned"}


@dataclass(slots=True)
class KnownEdge:
    """An edge as it was last seen from one of its ends."""

    node_type: int
    ticks: int
    fuel: float
    threat_estimate: float
    leads_to: int | None = None
    """Number of the node at the other end, once the ship has flown it."""


@dataclass(slots=True)
class KnownNode:
    """A node that the ship has been to."""

    node_type: int
    hops: int
    edges: list[KnownEdge]


@dataclass(frozen=True, slots=True)
class LogEntry:
    """What one step did."""

    tick: int
    action: int
    was_illegal: bool
    events: tuple[str, ...]

    @property
    def is_notable(self) -> bool:
        """Whether more happened than the action itself."""
        return bool(set(self.events) - _QUIET_EVENTS)


@dataclass(slots=True)
class ShipLog:
    """The ship's own record of an episode: places, prices, cargo and what happened."""

    nodes: dict[int, KnownNode] = field(default_factory=dict)
    layout: BeltLayout = field(default_factory=BeltLayout)
    entries: deque[LogEntry] = field(default_factory=lambda: deque(maxlen=HISTORY_LENGTH))
    ticks: deque[int] = field(default_factory=lambda: deque(maxlen=HISTORY_LENGTH))
    prices: deque[npt.NDArray[np.float64]] = field(
        default_factory=lambda: deque(maxlen=HISTORY_LENGTH)
    )
    view: DecodedObservation | None = None
    """The last observation."""
    info: dict[str, Any] = field(default_factory=dict)
    """The last info."""

    def start(self, observation: npt.NDArray[np.float32], info: dict[str, Any]) -> None:
        """Forget everything and begin with what a reset (or a restored state) gave."""
        for name in ("nodes", "entries", "ticks", "prices"):
            getattr(self, name).clear()
        self.layout = BeltLayout()
        self.view = None
        self._see(observation, info, None)

    def note(self, observation: npt.NDArray[np.float32], info: dict[str, Any]) -> None:
        """Add what a step gave."""
        came_from = None if self.view is None else int(self.view.node)
        entry = LogEntry(
            tick=int(info["ticks"]),
            action=int(info["action"]),
            was_illegal=bool(info["invalid_action"]),
            events=tuple(event_names(int(info["events"]))),
        )
        self.entries.append(entry)
        self._see(observation, info, came_from if "travelled" in entry.events else None)

    def _see(
        self,
        observation: npt.NDArray[np.float32],
        info: dict[str, Any],
        came_from: int | None,
    ) -> None:
        self.view = view = decode(observation)
        self.info = info
        self.ticks.append(int(info["ticks"]))
        self.prices.append(view.prices)
        here = int(view.node)
        is_new = here not in self.nodes
        self._look_around(here, view)
        origin = None
        is_joined = False
        if came_from is not None:
            origin = came_from, int(info["action"]) - spec.Action.TRAVEL_0
            is_joined = self._join(*origin, here)
        is_joined |= self._join_station(here)
        if is_new or is_joined:
            self.layout.place(self._drawn_edges(), around=here, origin=origin)

    def _look_around(self, here: int, view: DecodedObservation) -> None:
        neighbors = view.neighbors
        known = self.nodes.get(here)
        self.nodes[here] = KnownNode(
            node_type=int(view.node_type),
            hops=int(view.hops_to_station),
            edges=[
                KnownEdge(
                    node_type=int(neighbors.node_type[k]),
                    ticks=int(neighbors.travel_ticks[k]),
                    fuel=float(neighbors.travel_fuel[k]),
                    threat_estimate=float(neighbors.threat_estimate[k]),
                    leads_to=known.edges[k].leads_to if known else None,
                )
                for k in np.flatnonzero(neighbors.valid).tolist()
            ],
        )

    def _join(self, start: int, slot: int, end: int) -> bool:
        """Record which node an edge leads to, at both ends; return whether it is news."""
        edge = self.nodes[start].edges[slot]
        if edge.leads_to is not None:
            return False
        edge.leads_to = end
        for back in self.nodes[end].edges:
            is_same = (back.ticks, back.fuel) == (edge.ticks, edge.fuel)
            if is_same and back.leads_to is None:
                back.leads_to = start
                break
        return True

    def _join_station(self, here: int) -> bool:
        """Record an edge to the only station before it was flown: it is in slot 0."""
        if here == 0 or 0 not in self.nodes:
            return False
        is_edge_there = self.nodes[here].edges[0].node_type == spec.NodeType.STATION
        return is_edge_there and self._join(here, 0, 0)

    def _drawn_edges(self) -> list[tuple[Place, Place, int]]:
        """Return known edges as (place, place, ticks); an unknown end is the place (node, slot)."""
        edges: list[tuple[Place, Place, int]] = []
        for number, node in self.nodes.items():
            for slot, edge in enumerate(node.edges):
                if edge.leads_to is None:
                    edges.append(((number, -1), (number, slot), edge.ticks))
                elif number < edge.leads_to:
                    edges.append(((number, -1), (edge.leads_to, -1), edge.ticks))
        return edges
