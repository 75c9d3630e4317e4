"""Where the prospector goes next: home, back to good rocks, or where nobody was yet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from envcore import spec
from trainkit.bots.belt_memory import STATION, BeltMemory, tool_efficiency
from trainkit.bots.mining_sums import Rocks
from trainkit.bots.view import Bools, Floats, Ints

NEW_CLUSTER, NEW_HAZARD = 10_000.0, 14_000.0  # credits over its wage that a new node is hoped for
LOOK_TICKS = 25.0  # to scan and try a node's rocks
WORK_TICKS = 20.0  # that a node must leave for mining
SALE_TICKS = 10.0  # at the station
USUAL_RICHNESS = 0.9  # of rocks not tried yet
ROCKS_A_TRIP = 3  # of a node that a hold has room for
ROOM_WANTED = 80.0  # units; with less a node is worth less
CARRYING_TICKS = 20.0  # a full hold makes a detour dearer by that many ticks' wages
USUAL_HEAT = 30.0  # on arrival
FUEL_PER_TICK, FUEL_RESERVE = 24.0, 40.0  # of travel with a full hold, at the worst
FAR = 1e6  # ticks; there is no known way
NOWHERE = -1


@dataclass(frozen=True)
class Ships:
    """Ships that choose where to go.

    Attributes:
        worlds: Which of the batch they are, (m,).
        node: Where they are.
        load_frac: Share of a full load that they carry, 0..1.
        room: Units until they are fully loaded.
        wage: Credits that a tick of theirs is worth.
        ticks_left: Until the episode ends.
        fuel: In the tank, 0..1000.
        tool: Condition, 0..100.
    """

    worlds: Ints
    node: Ints
    load_frac: Floats
    room: Floats
    wage: Floats
    ticks_left: Floats
    fuel: Floats
    tool: Floats

    def can_go(self, ticks: Floats, ticks_after: float) -> Bools:
        """Where fuel and time last for that many ticks of travel; ticks is (m, ...)."""
        shape = (-1, *[1] * (ticks.ndim - 1))
        by_time = self.ticks_left.reshape(shape) >= ticks + ticks_after
        return by_time & (self.fuel.reshape(shape) >= FUEL_PER_TICK * ticks + FUEL_RESERVE)


def choose_ways(
    belt: BeltMemory, ships: Ships, is_untried: Bools, sale_share: float
) -> tuple[Ints, Ints]:
    """Return the nodes to go to, NOWHERE for none, and the edges to try from there, or NOWHERE.

    Args:
        belt: What the ships remember.
        ships: Those that choose.
        is_untried: Rocks that look good and were never mined, (m, 32, 16).
        sale_share: Of the base price is what a unit brings.
    """
    rows, is_home = np.arange(len(ships.node)), ships.node == STATION
    between = belt.ticks_between[ships.worlds]
    between = np.where(np.isfinite(between), between, FAR)
    from_here, to_home = between[rows, ships.node], between[:, :, STATION]
    # from elsewhere than home, the way home has to be gone anyway
    anyway = np.where(is_home, 0.0, to_home[rows, ships.node])

    known = _known_nodes(known_rocks(belt, ships, is_untried, sale_share), ships)
    known -= ships.wage[:, None] * (from_here + to_home - anyway[:, None])
    can_go = ships.can_go(from_here + to_home, SALE_TICKS + WORK_TICKS)
    known = np.where(belt.was_seen[ships.worlds] & can_go, known, -np.inf)
    known[rows, ships.node] = known[:, STATION] = -np.inf

    new = _new_nodes(belt, ships, from_here, to_home, anyway).reshape(len(rows), -1)
    best_known, best_new = known.argmax(axis=1), new.argmax(axis=1)
    known_score, new_score = known[rows, best_known], new[rows, best_new]
    new_node, new_slot = np.divmod(best_new, spec.MAX_NEIGHBORS)

    is_new = new_score >= known_score
    risk = CARRYING_TICKS * ships.load_frac * ships.wage
    pays = np.maximum(known_score, new_score) > np.where(is_home, 0.0, risk)
    goal = np.where(is_new, new_node, best_known)
    goal = np.where(pays, goal, np.where(is_home, NOWHERE, STATION))
    return goal, np.where(pays & is_new, new_slot, NOWHERE)


def known_rocks(belt: BeltMemory, ships: Ships, is_untried: Bools, sale_share: float) -> Rocks:
    """Return all rocks that the ships remember, each array (m, 32, 16); see choose_ways."""
    worlds = ships.worlds
    full = np.ones(is_untried.shape)
    return Rocks(
        np.where(is_untried, USUAL_RICHNESS, belt.richness[worlds]),
        belt.value[worlds] * sale_share,
        belt.stability[worlds],
        belt.depletion[worlds],
        tool_efficiency(ships.tool)[:, None, None] * full,
        ships.wage[:, None, None] * full,
    )


def _known_nodes(rocks: Rocks, ships: Ships) -> Floats:
    """Return what the best rocks of each node give above the wage, (m, 32)."""
    gain, _ = rocks.best_mode(USUAL_HEAT, ships.tool[:, None, None])
    surplus = np.where(gain > rocks.wage, rocks.surplus, 0.0)
    best = np.sort(surplus, axis=2)[:, :, -ROCKS_A_TRIP:].sum(axis=2)
    fits: Floats = best * np.minimum(1.0, ships.room / ROOM_WANTED)[:, None]
    return fits


def _new_nodes(
    belt: BeltMemory, ships: Ships, from_here: Floats, to_home: Floats, anyway: Floats
) -> Floats:
    """Return what each edge to an unseen node promises, less the way, (m, 32, 6)."""
    worlds = ships.worlds
    ticks = belt.edge_ticks[worlds]
    out, back = from_here[:, :, None] + ticks, to_home[:, :, None] + ticks
    hope = np.where(belt.edge_is_hazard[worlds], NEW_HAZARD, NEW_CLUSTER)
    hope = hope * np.minimum(1.0, ships.room / ROOM_WANTED)[:, None, None]
    hope = hope - ships.wage[:, None, None] * (out + back - anyway[:, None, None])
    leads_out = belt.was_seen[worlds][:, :, None] & (ticks > 0) & (belt.leads_to[worlds] < 0)
    can_go = ships.can_go(out + back, SALE_TICKS + LOOK_TICKS)
    return np.where(leads_out & can_go, hope, -np.inf)
