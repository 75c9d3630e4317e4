"""Memory features of a batch of worlds: what each ship could remember and work out.

Richness of rocks and the route home are in no observation: they follow from earlier observations
and actions. A map of the belt keeps them; the features are that map as numbers for a network, with
sums and comparisons that a small network does not compute from the parts.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from envcore import spec
from features_reference.arithmetic import total
from features_reference.belt_map import STATION, BeltMap
from features_reference.clock import Clock
from features_reference.rock_value import STANDARD_YIELD, Rocks
from features_reference.scales import (
    CARGO_VALUE_SCALE,
    FUEL_SCALE,
    PROMISE_SCALE,
    RATE_SCALE,
    RICHNESS_SCALE,
    SELECTED_SHARE,
    SURPLUS_SCALES,
    TICK_VALUES,
    TICKS_SCALE,
    TRAVEL_SCALE,
)
from features_reference.view import BASE_PRICES, DEPTHS, Floats, Ints, View

_NEW_NODE_SURPLUS = np.array([10_000.0, 14_000.0])  # expected of an unseen cluster, and hazard
_FUEL_PER_TICK, _FUEL_RESERVE = 24.0, 40.0  # of travel with full cargo, at most
_SALE_TICKS = 10.0  # at the station
_UNTRIED_RICHNESS = 0.9  # expected of a rock that was not mined
_STABLE = 0.45  # stability from which a tick of careful mining rarely fractures a rock
_ROCKS_A_TRIP = 3  # of a node that fit into the cargo hold
_BELT_NODES_AT_SCALE = 10  # nodes at full surplus that make the belt's surplus 1


class ReferenceFeatures:
    """The memory of a batch of worlds and the features made of it.

    Call `observe` and `note_actions` in turn, for every step of the batch.

    Args:
        num_worlds: Number of worlds, n.
    """

    def __init__(self, num_worlds: int) -> None:
        self._map = BeltMap(num_worlds)
        self._clock = Clock(num_worlds)
        self._best_pay = np.zeros((num_worlds, spec.MAX_NODES))
        self._surplus = np.zeros((num_worlds, len(TICK_VALUES), spec.MAX_NODES))
        self._hope = np.full((num_worlds, len(TICK_VALUES), spec.MAX_NODES), -np.inf)
        self._ticks_to_unseen = np.full((num_worlds, spec.MAX_NODES), np.inf)
        self._frontier_edges = np.zeros(num_worlds)
        self._rate = np.zeros((num_worlds, spec.MAX_ASTEROIDS))
        self._untried = np.zeros(num_worlds)
        self._view: View | None = None

    def observe(self, observations: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Update the memory and return the observations, (n, 260), with the features appended."""
        self._view = view = View(observations.copy())
        worlds = np.arange(len(observations))
        is_new = ~self._map.was_seen[worlds, view.node]
        self._map.observe(view)
        self._update_frontier(worlds[is_new])
        columns = [*self._rock_columns(view), *self._edge_columns(view)]
        columns += [*_commodity_columns(view), *self._belt_columns(view)]
        features = np.concatenate(columns, axis=1).clip(-1.0, 1.0).astype(np.float32)
        return np.concatenate([observations, features], axis=1)

    def note_actions(self, actions: npt.NDArray[np.integer[Any]]) -> None:
        """Keep the actions about to be taken, (n,), to learn from the next observation."""
        assert self._view is not None
        taken = np.asarray(actions, np.int64)
        self._map.note_actions(self._view, taken)
        self._clock.count(self._view, taken)

    def reset(self, worlds: Ints) -> None:
        """Clear the memory of worlds whose episode ended."""
        self._map.reset(worlds)
        self._clock.ticks_spent[worlds] = 0.0
        self._best_pay[worlds] = self._surplus[worlds] = 0.0
        self._hope[worlds] = -np.inf
        self._ticks_to_unseen[worlds] = np.inf
        self._frontier_edges[worlds] = 0.0

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return the whole memory between two steps, by name; the arrays are views."""
        own = {
            "best_pay": self._best_pay,
            "node_surplus": self._surplus,
            "hope": self._hope,
            "ticks_to_unseen": self._ticks_to_unseen,
            "frontier_edges": self._frontier_edges,
            "ticks_spent": self._clock.ticks_spent,
        }
        return self._map.arrays() | own

    def _update_frontier(self, worlds: Ints) -> None:
        """Find the edges that lead to unseen nodes, in worlds where a node was added."""
        belt = self._map
        ticks = belt.edge_ticks[worlds]
        is_open = belt.was_seen[worlds, :, None] & (ticks > 0) & (belt.leads_to[worlds] < 0)
        self._ticks_to_unseen[worlds] = np.where(is_open, ticks, np.inf).min(axis=2)
        self._frontier_edges[worlds] = is_open.sum(axis=(1, 2))
        expected = _NEW_NODE_SURPLUS[belt.edge_is_hazard[worlds].astype(int)]
        for i, tick_value in enumerate(TICK_VALUES):
            net = np.where(is_open, expected - 2 * tick_value * ticks, -np.inf)
            self._hope[worlds, i] = net.max(axis=2)

    def _rock_columns(self, view: View) -> list[Floats]:
        """Return the features of the rocks here, (n, 16) each; update the node's surplus."""
        belt, here = self._map, (np.arange(len(view.node)), view.node)
        richness, stability = belt.richness[here], belt.stability[here]
        value, depletion = belt.value[here], belt.depletion[here]
        was_mined = np.isfinite(richness)
        is_untried = ~was_mined & (stability >= _STABLE) & (depletion < 1.0)
        expected = np.where(is_untried, _UNTRIED_RICHNESS, richness)
        full = np.ones(richness.shape)
        rocks = Rocks(expected, value, stability, depletion, full, TICK_VALUES[0] * full)
        self._best_pay[here] = (rocks.rate * rocks.value * STANDARD_YIELD).max(axis=1)
        for i, tick_value in enumerate(TICK_VALUES):
            surplus = np.sort(replace(rocks, tick_value=tick_value * full).surplus, axis=1)
            self._surplus[here[0], i, view.node] = total(surplus[:, -_ROCKS_A_TRIP:])
        now = replace(rocks, efficiency=view.mining_efficiency[:, None] * full)
        self._rate = now.best_rate(view.heat[:, None] * full, view.tool[:, None] * full)
        self._untried = is_untried.sum(axis=1)
        promise = np.where(is_untried, value * stability, 0.0)
        return [
            was_mined.astype(float),
            np.nan_to_num(expected) / RICHNESS_SCALE,
            self._rate / RATE_SCALE,
            _lead(self._rate) / RATE_SCALE,
            _lead(promise) / PROMISE_SCALE,
        ]

    def _edge_columns(self, view: View) -> list[Floats]:
        """Return the features of the six edges of each ship's node, (n, 6) each."""
        belt, worlds = self._map, np.arange(len(view.node))
        here = (worlds, view.node)
        leads_to, edge_ticks = belt.leads_to[here], belt.edge_ticks[here]
        is_known = (leads_to >= 0) & (edge_ticks > 0)
        is_unseen = (leads_to < 0) & (edge_ticks > 0)
        pay = np.where(is_known, self._best_pay[worlds[:, None], np.maximum(leads_to, 0)], 0.0)
        ticks_to, first = belt.ticks_between[here], belt.first_slot[here]
        is_behind = first[:, None, :] == np.arange(spec.MAX_NEIGHBORS)[:, None]  # (n, 6, 32)
        frontier = self._ticks_to_unseen + ticks_to
        unseen = np.where(is_behind, frontier[:, None, :], np.inf).min(axis=2)
        unseen = np.where(is_unseen, edge_ticks, unseen)
        surpluses, leads, ticks = [], [], []
        for i in range(len(TICK_VALUES)):
            best, ticks_there = self._best_behind(view, i, is_behind, is_unseen)
            best = np.maximum(best, -SURPLUS_SCALES[i])
            surpluses.append(best / SURPLUS_SCALES[i])
            leads.append(_lead(best) / SURPLUS_SCALES[i])
            ticks.append(ticks_there / TRAVEL_SCALE)
        return [
            is_known.astype(float),
            pay / RATE_SCALE,
            *surpluses,
            *leads,
            *ticks,
            unseen / TRAVEL_SCALE,
            is_behind[:, :, STATION].astype(float),
        ]

    def _best_behind(
        self,
        view: View,
        i: int,
        is_behind: npt.NDArray[np.bool_],
        is_unseen: npt.NDArray[np.bool_],
    ) -> tuple[Floats, Floats]:
        """Return the net surplus of the best node behind each edge and the ticks to it, (n, 6).

        Args:
            view: The observations.
            i: Index into TICK_VALUES.
            is_behind: Whether the shortest route to a node begins with an edge, (n, 6, 32).
            is_unseen: Whether an edge leads to an unseen node, (n, 6).
        """
        belt, worlds = self._map, np.arange(len(view.node))
        here, tick_value = (worlds, view.node), TICK_VALUES[i]
        edge_ticks, ticks_to = belt.edge_ticks[here], belt.ticks_between[here]
        to_home = belt.ticks_between[:, :, STATION]
        travel = tick_value * (ticks_to + to_home)
        net = np.maximum(self._surplus[:, i], self._hope[:, i]) - travel
        by_edge = np.where(is_behind, net[:, None], -np.inf)
        target = by_edge.argmax(axis=2)
        best = np.take_along_axis(by_edge, target[:, :, None], axis=2)[:, :, 0]
        ticks_there = ticks_to[worlds[:, None], target]
        expected = _NEW_NODE_SURPLUS[belt.edge_is_hazard[here].astype(int)]
        new_node = expected - tick_value * (2 * edge_ticks + to_home[here][:, None])
        best = np.where(is_unseen, new_node, best)
        return best, np.where(is_unseen, edge_ticks, ticks_there)

    def _belt_columns(self, view: View) -> list[Floats]:
        """Return the features of the ship and the whole belt, (n, 1) each."""
        belt, worlds = self._map, np.arange(len(view.node))
        to_home = belt.ticks_between[worlds, view.node, STATION]
        best = self._rate.max(axis=1)
        rate = self._rate[worlds, np.maximum(view.selected, 0)]
        rate = np.where(view.selected >= 0, rate, 0.0)
        fuel = view.values("fuel_frac") * spec.FUEL_MAX
        ticks_left = np.minimum(self._clock.ticks_left(view), TICKS_SCALE)
        columns = [
            to_home / TRAVEL_SCALE,
            (fuel - _FUEL_PER_TICK * to_home - _FUEL_RESERVE) / FUEL_SCALE,
            (ticks_left - to_home - _SALE_TICKS) / TICKS_SCALE,
            belt.was_seen.sum(axis=1) / spec.MAX_NODES,
            self._frontier_edges / spec.MAX_NODES,
            *(total(self._surplus) / (_BELT_NODES_AT_SCALE * SURPLUS_SCALES)).T,
            *(self._surplus[worlds, :, view.node] / SURPLUS_SCALES).T,
            (best - TICK_VALUES[0]) / TICKS_SCALE,
            rate / np.maximum(best, 1.0) - SELECTED_SHARE,
            self._untried / spec.MAX_ASTEROIDS,
        ]
        return [column[:, None] for column in columns]


def _lead(values: Floats) -> Floats:
    """Return by how much each number exceeds the maximum of the others in its row."""
    rows = np.arange(len(values))
    best = values.argmax(axis=1)
    maximum = values[rows, best]
    others = values.copy()
    others[rows, best] = -np.inf
    lead: Floats = values - maximum[:, None]
    lead[rows, best] = maximum - others.max(axis=1)
    return lead


def _commodity_columns(view: View) -> list[Floats]:
    """Return the features of the six commodities, (n, 6) each."""
    capacity = DEPTHS + view.stocks
    price = view.prices / BASE_PRICES
    after = price * (capacity / (capacity + view.cargo)) ** 2
    return [view.cargo * view.prices / CARGO_VALUE_SCALE, price - 1.0, after - 1.0]
