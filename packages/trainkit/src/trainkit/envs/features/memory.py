"""What a policy without a memory is shown beside an observation: what its ship could remember.

Richness of rocks and the way home are in no observation: they follow from what the ship saw and
did before. A belt memory, the prospector's, keeps that; here it becomes numbers for a network, and
beside them some sums and comparisons that a small network does not make of the parts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from envcore import spec
from trainkit.bots.belt_memory import STATION, BeltMemory, efficiency
from trainkit.bots.clock import Clock
from trainkit.bots.journeys import (
    FUEL_PER_TICK,
    FUEL_RESERVE,
    NEW_CLUSTER,
    NEW_HAZARD,
    ROCKS_A_TRIP,
    SALE_TICKS,
    USUAL_RICHNESS,
)
from trainkit.bots.mining_sums import STANDARD_YIELD, Rocks
from trainkit.bots.prospector import LOYALTY, PROBE_STABILITY
from trainkit.bots.trade import DEPTHS, stocks
from trainkit.bots.view import BASE_PRICES, Bools, Floats, Ints, View, of_selected

WAGES: Final = (80.0, 20.0)
"""Credits a tick: what a good ship earns while rich rocks are left, and long after. What a node
gives is counted over each: a poor rock is worth a way only to a ship with nothing better."""

_RICHNESS, _PAY, _PROMISE, _TICKS = 4.0, 400.0, 200.0, 40.0  # about the most there is of each
_SURPLUSES = np.array([40_000.0, 80_000.0])  # likewise of a node, over each wage
_WORTH, _FUEL, _LONG = 10_000.0, 500.0, 100.0  # likewise of a good on board; fuel; ticks, credits
_HOPES = np.array([NEW_CLUSTER, NEW_HAZARD])


@dataclass(frozen=True)
class Feature:
    """Some numbers beside an observation.

    Attributes:
        name: Its name.
        size: How many numbers.
        meaning: What they are; each lies within -1..1.
    """

    name: str
    size: int
    meaning: str


_ROCKS, _WAYS, _GOODS = spec.MAX_ASTEROIDS, spec.MAX_NEIGHBORS, spec.N_COMMODITIES

FEATURES: Final = (
    Feature("rocks.was_mined", _ROCKS, "the rock here was mined, so it is known"),
    Feature("rocks.richness", _ROCKS, "units per tick when fresh / 4; 0.9 / 4 if it looks sound"),
    Feature("rocks.gain", _ROCKS, "credits that a tick gives now, less its risks / 400"),
    Feature("rocks.lead", _ROCKS, "that less the best of the others"),
    Feature("rocks.promise_lead", _ROCKS, "value times stability, if untried, less the others'"),
    Feature("ways.is_known", _WAYS, "the ship was where the edge leads"),
    Feature("ways.pay", _WAYS, "credits a tick of the best rock there / 400"),
    Feature("ways.gain", _WAYS * len(WAGES), "gain of the best node that way, less the way"),
    Feature("ways.lead", _WAYS * len(WAGES), "that less the best of the other ways"),
    Feature("ways.ticks", _WAYS * len(WAGES), "ticks to that node / 40; if none is, home"),
    Feature("ways.frontier", _WAYS, "ticks to an unseen node that way / 40, 1 if there is none"),
    Feature("ways.leads_home", _WAYS, "the shortest known way home begins there"),
    Feature("goods.worth", _GOODS, "credits that all of it would bring as quoted / 10,000"),
    Feature("goods.price", _GOODS, "quoted price over base price, less 1"),
    Feature("goods.price_after", _GOODS, "the same when all of it was sold"),
    Feature("home.ticks", 1, "ticks of the way home / 40"),
    Feature("home.fuel_left", 1, "fuel left there, at the most that the way takes / 500"),
    Feature("home.ticks_left", 1, "ticks left there / 100"),
    Feature("belt.seen", 1, "nodes that were seen / 32"),
    Feature("belt.frontier", 1, "edges to nodes that were not / 32"),
    Feature("belt.surplus", len(WAGES), "gain of all known nodes"),
    Feature("node.surplus", len(WAGES), "gain of the node here"),
    Feature("node.gain", 1, "credits that a tick of its best rock gives, over a wage of 80 / 100"),
    Feature("node.is_selected_best", 1, "share of that which the selected rock gives, less 0.85"),
    Feature("node.untried", 1, "sound rocks here that were not mined / 16"),
)
"""Gains and surpluses are credits over each of WAGES, wage by wage, of a node's three best rocks,
as shares of 40,000 and 80,000, and for the belt of ten times that. A way is to there and home."""

NUM_FEATURES: Final = sum(feature.size for feature in FEATURES)


class MemoryFeatures:
    """Remembers a batch of worlds, and works out what a policy is shown beside observations.

    It is told every observation and every action, one after the other.

    Args:
        num_worlds: How many worlds there are, n.
    """

    def __init__(self, num_worlds: int) -> None:
        self._belt = BeltMemory(num_worlds)
        self._clock = Clock(num_worlds)
        self._best_pay = np.zeros((num_worlds, spec.MAX_NODES))
        self._surplus = np.zeros((num_worlds, len(WAGES), spec.MAX_NODES))
        self._hope = np.full((num_worlds, len(WAGES), spec.MAX_NODES), -np.inf)
        self._ticks_to_unseen = np.full((num_worlds, spec.MAX_NODES), np.inf)
        self._ways_out = np.zeros(num_worlds)
        self._gain = np.zeros((num_worlds, spec.MAX_ASTEROIDS))
        self._untried = np.zeros(num_worlds)
        self._view: View | None = None

    def observe(self, observations: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Take in what the worlds show, (n, 260), and return it with the features beside it."""
        self._view = view = View(observations.copy(), _no_masks(len(observations)))
        worlds = np.arange(len(observations))
        is_new = ~self._belt.was_seen[worlds, view.node]
        self._belt.observe(view)
        self._look_for_ways_out(worlds[is_new])
        columns = [*self._of_rocks(view), *self._of_ways(view), *_of_goods(view)]
        columns += self._of_belt(view)
        features = np.concatenate(columns, axis=1).clip(-1.0, 1.0).astype(np.float32)
        return np.concatenate([observations, features], axis=1)

    def note_actions(self, actions: npt.NDArray[np.integer[Any]]) -> None:
        """Remember what the worlds are about to do, (n,), to learn from what comes of it."""
        assert self._view is not None
        taken = np.asarray(actions, np.int64)
        self._belt.note_actions(self._view, taken)
        self._clock.count(self._view, taken)

    def forget(self, worlds: Ints) -> None:
        """Forget some worlds: their episodes ended; all else follows from the first observation."""
        self._belt.forget(worlds)
        self._clock.ticks_spent[worlds] = 0.0
        self._best_pay[worlds] = self._surplus[worlds] = 0.0

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return all that is remembered between two steps; writing into it changes it."""
        own = {
            "best_pay": self._best_pay,
            "node_surplus": self._surplus,
            "hope": self._hope,
            "ticks_to_unseen": self._ticks_to_unseen,
            "ways_out": self._ways_out,
            "ticks_spent": self._clock.ticks_spent,
        }
        return self._belt.arrays() | own

    def _look_for_ways_out(self, worlds: Ints) -> None:
        """Find the edges that lead to unseen nodes, in worlds that just saw another one."""
        belt = self._belt
        ticks = belt.edge_ticks[worlds]
        leads_out = belt.was_seen[worlds, :, None] & (ticks > 0) & (belt.leads_to[worlds] < 0)
        self._ticks_to_unseen[worlds] = np.where(leads_out, ticks, np.inf).min(axis=2)
        self._ways_out[worlds] = leads_out.sum(axis=(1, 2))
        hope = _HOPES[belt.edge_is_hazard[worlds].astype(int)]
        for i, wage in enumerate(WAGES):
            there_and_back = np.where(leads_out, hope - 2 * wage * ticks, -np.inf)
            self._hope[worlds, i] = there_and_back.max(axis=2)

    def _of_rocks(self, view: View) -> list[Floats]:
        """Return the features of the rocks here, (n, 16) each; note what the node gives."""
        belt, here = self._belt, (np.arange(len(view.node)), view.node)
        richness, stability = belt.richness[here], belt.stability[here]
        value, depletion = belt.value[here], belt.depletion[here]
        was_mined = np.isfinite(richness)
        is_untried = ~was_mined & (stability >= PROBE_STABILITY) & (depletion < 1.0)
        expected = np.where(is_untried, USUAL_RICHNESS, richness)
        full = np.ones(richness.shape)
        rocks = Rocks(expected, value, stability, depletion, full, WAGES[0] * full)
        self._best_pay[here] = (rocks.rate * rocks.value * STANDARD_YIELD).max(axis=1)
        worn = replace(rocks, efficiency=efficiency(view)[:, None] * full)
        self._gain, _ = worn.best_mode(view.heat[:, None] * full, view.tool[:, None] * full)
        for i, wage in enumerate(WAGES):
            surplus = np.sort(replace(rocks, wage=wage * full).surplus, axis=1)
            self._surplus[here[0], i, view.node] = surplus[:, -ROCKS_A_TRIP:].sum(axis=1)
        self._untried = is_untried.sum(axis=1)
        promise = np.where(is_untried, value * stability, 0.0)
        return [
            was_mined.astype(float),
            np.nan_to_num(expected) / _RICHNESS,
            self._gain / _PAY,
            _lead(self._gain) / _PAY,
            _lead(promise) / _PROMISE,
        ]

    def _of_ways(self, view: View) -> list[Floats]:
        """Return the features of the six edges of each ship's node, in columns."""
        belt, worlds = self._belt, np.arange(len(view.node))
        here = (worlds, view.node)
        leads_to, edge_ticks = belt.leads_to[here], belt.edge_ticks[here]
        is_known = (leads_to >= 0) & (edge_ticks > 0)
        pay = np.where(is_known, self._best_pay[worlds[:, None], np.maximum(leads_to, 0)], 0.0)

        ticks_to, first = belt.ticks_between[here], belt.first_slot[here]
        to_home = belt.ticks_between[:, :, STATION]
        is_behind = first[:, None, :] == np.arange(spec.MAX_NEIGHBORS)[:, None]  # (n, 6, 32)
        frontier = self._ticks_to_unseen + ticks_to
        unseen = np.where(is_behind, frontier[:, None, :], np.inf).min(axis=2)
        is_unseen = (leads_to < 0) & (edge_ticks > 0)
        unseen = np.where(is_unseen, edge_ticks, unseen)
        hopes = _HOPES[belt.edge_is_hazard[here].astype(int)]

        gains, leads, ticks = [], [], []
        for i, wage in enumerate(WAGES):
            there_and_home = wage * (ticks_to + to_home)
            node_gain = np.maximum(self._surplus[:, i], self._hope[:, i]) - there_and_home
            by_way = np.where(is_behind, node_gain[:, None], -np.inf)
            target = by_way.argmax(axis=2)
            best = np.take_along_axis(by_way, target[:, :, None], axis=2)[:, :, 0]
            ticks_there = ticks_to[worlds[:, None], target]
            at_end = hopes - wage * (2 * edge_ticks + to_home[here][:, None])
            best = np.where(is_unseen, at_end, best)
            ticks_there = np.where(is_unseen, edge_ticks, ticks_there)
            best = np.maximum(best, -_SURPLUSES[i])
            gains.append(best / _SURPLUSES[i])
            leads.append(_lead(best) / _SURPLUSES[i])
            ticks.append(ticks_there / _TICKS)
        return [
            is_known.astype(float),
            pay / _PAY,
            *gains,
            *leads,
            *ticks,
            unseen / _TICKS,
            is_behind[:, :, STATION].astype(float),
        ]

    def _of_belt(self, view: View) -> list[Floats]:
        """Return the features of the ship and the whole belt, in columns."""
        belt, worlds = self._belt, np.arange(len(view.node))
        way_home = belt.ticks_between[worlds, view.node, STATION]
        most, ours = self._gain.max(axis=1), of_selected(view, self._gain, 0.0)
        columns = [
            way_home / _TICKS,
            (view.fuel - FUEL_PER_TICK * way_home - FUEL_RESERVE) / _FUEL,
            (np.minimum(self._clock.ticks_left(view), _LONG) - way_home - SALE_TICKS) / _LONG,
            belt.was_seen.sum(axis=1) / spec.MAX_NODES,
            self._ways_out / spec.MAX_NODES,
            *(self._surplus.sum(axis=2) / (10 * _SURPLUSES)).T,
            *(self._surplus[worlds, :, view.node] / _SURPLUSES).T,
            (most - WAGES[0]) / _LONG,
            ours / np.maximum(most, 1.0) - LOYALTY,
            self._untried / spec.MAX_ASTEROIDS,
        ]
        return [column[:, None] for column in columns]


def _lead(values: Floats) -> Floats:
    """Return by how much each number exceeds the largest of the others in its row."""
    rows = np.arange(len(values))
    best = values.argmax(axis=1)
    most = values[rows, best]
    others = values.copy()
    others[rows, best] = -np.inf
    lead: Floats = values - most[:, None]
    lead[rows, best] = most - others.max(axis=1)
    return lead


def _of_goods(view: View) -> list[Floats]:
    """Return the features of the six goods, (n, 6) each."""
    room = DEPTHS + stocks(view)
    price = view.prices / BASE_PRICES
    after = price * (room / (room + view.cargo)) ** 2
    return [view.cargo * view.prices / _WORTH, price - 1.0, after - 1.0]


def _no_masks(num_worlds: int) -> Bools:
    return np.zeros((num_worlds, spec.N_ACTIONS), np.bool_)
