"""The prospector's next destination: home, a known node, or an unseen one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from envcore import spec
from trainkit.bots.belt_map import STATION, BeltMap, tool_efficiency
from trainkit.bots.rock_value import Rocks
from trainkit.bots.view import Bools, Floats, Ints

NEW_CLUSTER, NEW_HAZARD = 10_000.0, 14_000.0  # expected surplus of an unseen node, in credits
LOOK_TICKS = 25.0  # to scan and probe the rocks of a node
WORK_TICKS = 20.0  # for mining that a trip must leave
SALE_TICKS = 10.0  # at the station
TYPICAL_RICHNESS = 0.9  # of rocks that were not mined yet
ROCKS_PER_TRIP = 3  # of a node that fill the cargo hold
ROOM_WANTED = 80.0  # units; with less room a node is worth less
CARRYING_TICKS = 20.0  # with full cargo a detour costs this many ticks more
TYPICAL_HEAT = 30.0  # on arrival
FUEL_PER_TICK, FUEL_RESERVE = 24.0, 40.0  # of travel with full cargo, at most
FAR = 1e6  # ticks; stands for no known route
NOWHERE: Final = -1


@dataclass(frozen=True)
class Ships:
    """Ships that choose a destination.

    Attributes:
        worlds: Their indices in the batch, (m,).
        node: Where they are.
        load_frac: Share of a full load that they carry, 0..1.
        room: Units until they are fully loaded.
        tick_value: Credits that a tick is worth to them.
        ticks_left: Until the episode ends.
        fuel: In the tank, 0..1000.
        tool: Condition, 0..100.
    """

    worlds: Ints
    node: Ints
    load_frac: Floats
    room: Floats
    tick_value: Floats
    ticks_left: Floats
    fuel: Floats
    tool: Floats

    def can_travel(self, ticks: Floats, ticks_after: float) -> Bools:
        """Return where fuel and time last for so many ticks of travel; ticks is (m, ...)."""
        shape = (-1, *[1] * (ticks.ndim - 1))
        by_time = self.ticks_left.reshape(shape) >= ticks + ticks_after
        return by_time & (self.fuel.reshape(shape) >= FUEL_PER_TICK * ticks + FUEL_RESERVE)


def choose_destinations(
    belt: BeltMap, ships: Ships, is_untried: Bools, sale_share: float
) -> tuple[Ints, Ints]:
    """Return the nodes to travel to and the edges to explore from there; NOWHERE for none.

    Args:
        belt: The maps of the ships.
        ships: The ships, m.
        is_untried: Rocks that look good and were never mined, (m, 32, 16).
        sale_share: Share of the base price that a sale brings.
    """
    rows, is_home = np.arange(len(ships.node)), ships.node == STATION
    between = belt.ticks_between[ships.worlds]
    between = np.where(np.isfinite(between), between, FAR)
    from_here, to_home = between[rows, ships.node], between[:, :, STATION]
    # away from the station the ship has to travel home in any case
    anyway = np.where(is_home, 0.0, to_home[rows, ships.node])

    known = _known_nodes(known_rocks(belt, ships, is_untried, sale_share), ships)
    known -= ships.tick_value[:, None] * (from_here + to_home - anyway[:, None])
    in_reach = ships.can_travel(from_here + to_home, SALE_TICKS + WORK_TICKS)
    known = np.where(belt.was_seen[ships.worlds] & in_reach, known, -np.inf)
    known[rows, ships.node] = known[:, STATION] = -np.inf

    new = _new_nodes(belt, ships, from_here, to_home, anyway).reshape(len(rows), -1)
    best_known, best_new = known.argmax(axis=1), new.argmax(axis=1)
    known_score, new_score = known[rows, best_known], new[rows, best_new]
    new_node, new_slot = np.divmod(best_new, spec.MAX_NEIGHBORS)

    is_new = new_score >= known_score
    risk = CARRYING_TICKS * ships.load_frac * ships.tick_value
    pays = np.maximum(known_score, new_score) > np.where(is_home, 0.0, risk)
    goal = np.where(is_new, new_node, best_known)
    goal = np.where(pays, goal, np.where(is_home, NOWHERE, STATION))
    return goal, np.where(pays & is_new, new_slot, NOWHERE)


def known_rocks(belt: BeltMap, ships: Ships, is_untried: Bools, sale_share: float) -> Rocks:
    """Return all rocks on the maps, each array (m, 32, 16); see choose_destinations."""
    worlds = ships.worlds
    full = np.ones(is_untried.shape)
    return Rocks(
        np.where(is_untried, TYPICAL_RICHNESS, belt.richness[worlds]),
        belt.value[worlds] * sale_share,
        belt.stability[worlds],
        belt.depletion[worlds],
        tool_efficiency(ships.tool)[:, None, None] * full,
        ships.tick_value[:, None, None] * full,
    )


def _known_nodes(rocks: Rocks, ships: Ships) -> Floats:
    """Return the surplus of the best rocks of each node, (m, 32)."""
    gain, _ = rocks.best_mode(TYPICAL_HEAT, ships.tool[:, None, None])
    surplus = np.where(gain > rocks.tick_value, rocks.surplus, 0.0)
    best = np.sort(surplus, axis=2)[:, :, -ROCKS_PER_TRIP:].sum(axis=2)
    fits: Floats = best * np.minimum(1.0, ships.room / ROOM_WANTED)[:, None]
    return fits


def _new_nodes(
    belt: BeltMap, ships: Ships, from_here: Floats, to_home: Floats, anyway: Floats
) -> Floats:
    """Return the expected surplus behind each edge to an unseen node, less travel, (m, 32, 6)."""
    worlds = ships.worlds
    ticks = belt.edge_ticks[worlds]
    out, back = from_here[:, :, None] + ticks, to_home[:, :, None] + ticks
    expected = np.where(belt.edge_is_hazard[worlds], NEW_HAZARD, NEW_CLUSTER)
    expected = expected * np.minimum(1.0, ships.room / ROOM_WANTED)[:, None, None]
    expected = expected - ships.tick_value[:, None, None] * (out + back - anyway[:, None, None])
    is_frontier = belt.was_seen[worlds][:, :, None] & (ticks > 0) & (belt.leads_to[worlds] < 0)
    in_reach = ships.can_travel(out + back, SALE_TICKS + LOOK_TICKS)
    return np.where(is_frontier & in_reach, expected, -np.inf)
