"""The prospector: maps the belt, learns which rocks are rich, and weighs time against gain."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from envcore.spec import Action
from trainkit.bots.belt_map import STATION, BeltMap, efficiency
from trainkit.bots.clock import Clock
from trainkit.bots.destinations import (
    FUEL_PER_TICK,
    FUEL_RESERVE,
    NOWHERE,
    SALE_TICKS,
    Ships,
    choose_destinations,
    known_rocks,
)
from trainkit.bots.opportunity_cost import TICK_VALUE_MAX, TICK_VALUE_MIN, fair_tick_values
from trainkit.bots.rock_value import Rocks
from trainkit.bots.trade import overhaul, refine, refuel_and_repair, sell_down
from trainkit.bots.view import TWO_WIDE_SCANS, Bools, Decision, Floats, Ints, View, of_selected
from trainkit.copies import CopiedWhole

# thresholds found by experiments on test seeds
PROBE_STABILITY = 0.45  # a tick of mining shows how rich a rock is; below this it may fracture
PROBE_VALUE, PROBE_PER_TICK_VALUE = 25.0, 0.75  # credits per unit from which a rock is probed
LOYALTY = 0.85  # share of the best rock's gain at which the selected one is kept: selecting costs
SALE_SHARE = 0.85  # of the base price that a sale brings, after its own effect on the price
CAP_DECAY = 0.9  # of the cap on the tick value, each time that no destination pays
FULL_LOAD = 80.0  # units: more cargo attracts pirates
HOT = 78.0
WEAK_HULL, PATCH_HULL = 52.0, 62.0  # a fracture takes up to 50
WORN_TOOL = 70.0
ALERT_PER_TICK_VALUE = 0.7  # alert per credit above which it waits at the station
LAST_TICKS = 40.0  # too late for another trip: sell everything
LATE_MARGIN = 6.0  # ticks
LEAST_PRICE = 0.75  # share of the base price down to which it sells before that


class Prospector(CopiedWhole):
    """Keeps a map with the rocks of each node; mines where a tick brings most.

    Rocks differ in richness up to tenfold, and no observation has it: a tick of mining shows it,
    by the cargo gained. A rock is mined while a tick brings more than the tick value, which is
    what a tick earns elsewhere; a node is worth the surplus of its best rocks, less the travel. The
    tick value is such that the belt lasts to the end, and falls whenever no destination pays it.
    Trips are short, always with the fuel to return; sales stop at a least price.
    """

    name = "prospector"
    version = "2"

    def reset(self, num_worlds: int, seed: int) -> None:
        """Clear the memory."""
        del seed
        self._belt = BeltMap(num_worlds)
        self._clock = Clock(num_worlds)
        self._goal = np.full(num_worlds, NOWHERE)
        self._edge_to_try = np.full(num_worlds, NOWHERE)
        self._tick_value = np.full(num_worlds, TICK_VALUE_MAX)
        self._tick_value_cap = np.full(num_worlds, TICK_VALUE_MAX)
        self._found_nothing = np.zeros(num_worlds, np.bool_)
        self._ticks_left = np.full(num_worlds, np.inf)

    def act(
        self, observations: npt.NDArray[np.float32], masks: npt.NDArray[Any]
    ) -> npt.NDArray[np.int64]:
        """Return an action for each world."""
        view = View(observations, masks)
        decision = Decision(view)
        self._belt.observe(view)
        self._ticks_left = self._clock.ticks_left(view)

        self._trade(view, decision)
        self._survive(view, decision)
        self._probe(view, decision)
        self._mine(view, decision)
        self._depart(view, decision)

        self._belt.note_actions(view, decision.actions)
        self._clock.count(view, decision.actions)
        return decision.actions

    def _trade(self, view: View, decision: Decision) -> None:
        is_last = self._ticks_left < LAST_TICKS
        refine(view, decision, ~is_last)
        sell_down(view, decision, least_price=np.where(is_last, 0.0, LEAST_PRICE))
        overhaul(view, decision, ~is_last)
        refuel_and_repair(view, decision, kits=2, decoys=3)
        is_loud = view.alert > ALERT_PER_TICK_VALUE * self._tick_value
        decision.when(view.is_home & is_loud, Action.DOCK)

    def _survive(self, view: View, decision: Decision) -> None:
        """Patch, cool down and return in time; follow a chosen route to its end."""
        away, ticks_home = ~view.is_home, self._ticks_home(view)
        decision.when(away & (view.hull < PATCH_HULL), Action.HULL_PATCH)
        decision.when(away & (view.tool < WORN_TOOL) & (view.kits > 1), Action.TOOL_MAINTENANCE)
        is_late = self._ticks_left < ticks_home + SALE_TICKS + LATE_MARGIN
        is_low = view.fuel < FUEL_PER_TICK * ticks_home + FUEL_RESERVE
        returns = is_late | is_low | (view.hull < WEAK_HULL) | (view.load >= FULL_LOAD)
        self._goal[away & returns] = STATION
        self._edge_to_try[away & returns] = NOWHERE
        decision.when(away & (view.heat > HOT), Action.COOLDOWN)
        self._follow_route(view, decision)

    def _ticks_home(self, view: View) -> Floats:
        ticks: Floats = self._belt.ticks_between[np.arange(len(view.node)), view.node, STATION]
        return ticks

    def _probe(self, view: View, decision: Decision) -> None:
        """Scan a new node, then mine every rock that looks stable and valuable for a tick."""
        here = (np.arange(len(view.node)), view.node)
        decision.when(self._wants_scan(view), Action.WIDE_SCAN)
        untried = self._is_untried(here, self._tick_value[:, None])
        is_chosen = of_selected(view, untried.astype(float), 0.0) > 0
        decision.when(is_chosen, Action.MINE_CONSERVATIVE)
        promise = self._belt.value[here] * self._belt.stability[here]
        candidates = np.where(untried & view.can_select, promise, -1.0)
        decision.when(candidates.max(axis=1) > 0, Action.SELECT_0 + candidates.argmax(axis=1))

    def _wants_scan(self, view: View) -> Bools:
        wants: Bools = view.least_confidence < TWO_WIDE_SCANS
        return wants

    def _is_untried(self, where: Ints | tuple[Ints, Ints], tick_value: Floats) -> Bools:
        """Return which rocks look good and were never mined, in some worlds or at a node."""
        belt = self._belt
        looks_good = belt.stability[where] >= PROBE_STABILITY
        looks_good &= belt.value[where] >= PROBE_VALUE + PROBE_PER_TICK_VALUE * tick_value
        is_fresh: Bools = np.isnan(belt.richness[where]) & (belt.depletion[where] < 1.0)
        return is_fresh & looks_good

    def _mine(self, view: View, decision: Decision) -> None:
        """Mine the rock with the highest gain, while that exceeds the tick value."""
        belt, worlds = self._belt, np.arange(len(view.node))
        here = (worlds, view.node)
        full = np.ones(belt.value[here].shape)
        rocks = Rocks(
            belt.richness[here],
            belt.value[here] * SALE_SHARE,
            belt.stability[here],
            belt.depletion[here],
            efficiency(view)[:, None] * full,
            self._tick_value[:, None] * full,
        )
        gain, mode = rocks.best_mode(view.heat[:, None] * full, view.tool[:, None] * full)
        best, selected = gain.argmax(axis=1), np.maximum(view.selected, 0)
        highest, own = gain[worlds, best], gain[worlds, selected]
        pays = (highest > self._tick_value) & (view.hull >= WEAK_HULL)
        stays = pays & (view.selected >= 0) & (own > self._tick_value) & (own > LOYALTY * highest)
        decision.when(stays, Action.MINE_CONSERVATIVE + mode[worlds, selected])
        decision.when(pays, Action.SELECT_0 + best)

    def _depart(self, view: View, decision: Decision) -> None:
        """Choose a destination for ships that have nothing else to do."""
        worlds = np.flatnonzero(decision.is_open)
        if len(worlds) == 0:
            return
        untried = self._is_untried(worlds, self._tick_value[worlds, None, None])
        ships = self._update_tick_value(self._ships(view, worlds), untried)
        goal, edge = choose_destinations(self._belt, ships, untried, SALE_SHARE)
        self._found_nothing[worlds] = view.is_home[worlds] & (goal == NOWHERE)
        self._goal[worlds], self._edge_to_try[worlds] = goal, edge
        self._follow_route(view, decision)

    def _ships(self, view: View, worlds: Ints) -> Ships:
        load = view.load[worlds]
        return Ships(
            worlds,
            view.node[worlds],
            load / FULL_LOAD,
            np.maximum(FULL_LOAD - load, 0.0),
            self._tick_value[worlds],
            self._ticks_left[worlds],
            view.fuel[worlds],
            view.tool[worlds],
        )

    def _update_tick_value(self, ships: Ships, untried: Bools) -> Ships:
        """Set the tick value to the fair one, capped lower each time that nothing paid it."""
        worlds = ships.worlds
        self._tick_value_cap[worlds] *= np.where(self._found_nothing[worlds], CAP_DECAY, 1.0)
        rocks = known_rocks(self._belt, ships, untried, SALE_SHARE)
        fair = fair_tick_values(self._belt, rocks, ships)
        capped = np.minimum(fair, self._tick_value_cap[worlds])
        self._tick_value[worlds] = np.maximum(capped, TICK_VALUE_MIN)
        return replace(ships, tick_value=self._tick_value[worlds])

    def _follow_route(self, view: View, decision: Decision) -> None:
        """Take the next edge of the route; at its end the edge to explore, if any."""
        worlds = np.arange(len(view.node))
        has_arrived = self._goal == view.node
        edge = np.where(has_arrived, self._edge_to_try, NOWHERE)
        on_route = self._belt.first_slot[worlds, view.node, np.maximum(self._goal, 0)]
        edge = np.where((self._goal >= 0) & ~has_arrived, on_route, edge)
        departs = decision.when(edge >= 0, Action.TRAVEL_0 + np.maximum(edge, 0))
        ends = has_arrived & ((self._edge_to_try < 0) | departs)
        self._goal[ends] = NOWHERE
        self._edge_to_try[ends] = NOWHERE
