"""The prospector: remembers the belt, learns which rocks are rich, and weighs time against gain."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from envcore import spec
from envcore.spec import Action
from trainkit.bots.belt_memory import STATION, BeltMemory, efficiency
from trainkit.bots.clock import Clock
from trainkit.bots.journeys import (
    FUEL_PER_TICK,
    FUEL_RESERVE,
    NOWHERE,
    SALE_TICKS,
    Ships,
    choose_ways,
    known_rocks,
)
from trainkit.bots.mining_sums import Rocks
from trainkit.bots.trade import overhaul, refine, refuel_and_repair, sell_down
from trainkit.bots.view import Bools, Decision, Floats, Ints, View, of_selected
from trainkit.bots.wages import HIGHEST_WAGE, LOWEST_WAGE, fair_wages

TWO_WIDE_SCANS = spec.CONFIDENCE_START + 2 * spec.SCAN_MODES[0].gain - 0.01
PROBE_STABILITY = 0.45  # one careful tick shows how rich a rock is; below this it may crack
PROBE_VALUE, PROBE_WAGES = 25.0, 0.75  # credits per unit, and wages: a cheaper rock is not tried
LOYALTY = 0.85  # it stays with a rock that gives this share of the best one: selecting takes a tick
SALE_SHARE = 0.85  # of the base price is what a sale brings, after its own weight on the price
ASKING_LESS = 0.9  # of its wage, when at that wage nothing pays
FULL_LOAD = 80.0  # units: pirates smell cargo
HOT = 78.0
WEAK_HULL, PATCH_HULL = 52.0, 62.0  # a fracture takes up to 50
WORN_TOOL = 70.0
LOUD_WAGES = 0.7  # alert for a credit of wage: where time is cheap it waits until pirates forget
LAST_TICKS = 40.0  # too late for another trip: sell all
LEAST_PRICE = 0.75  # share of the base price down to which it sells before that


class Prospector:
    """Keeps a map and a list of rocks; mines where a tick brings most, and knows when to go.

    Rocks differ in richness up to tenfold, and nothing shows it: a careful tick of mining does,
    by what comes on board. A rock is worth what it gives above the ship's wage (what a tick earns
    elsewhere) until it gives less; a node is worth its best rocks, less the way. The wage is such
    that the belt lasts to the end, and falls whenever nothing pays it. It makes short trips, goes
    nowhere without the fuel to come home, sells down to a least price and keeps the rest for the
    next visit.
    """

    name = "prospector"
    version = "2"

    def reset(self, num_worlds: int, seed: int) -> None:
        """Forget everything."""
        del seed
        self._belt = BeltMemory(num_worlds)
        self._clock = Clock(num_worlds)
        self._goal = np.full(num_worlds, NOWHERE)
        self._edge_to_try = np.full(num_worlds, NOWHERE)
        self._wage = np.full(num_worlds, HIGHEST_WAGE)
        self._most_asked = np.full(num_worlds, HIGHEST_WAGE)
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
        self._prospect(view, decision)
        self._mine(view, decision)
        self._leave(view, decision)

        self._belt.note_actions(view, decision.actions)
        self._clock.count(view, decision.actions)
        return decision.actions

    def _trade(self, view: View, decision: Decision) -> None:
        is_last = self._ticks_left < LAST_TICKS
        refine(view, decision, ~is_last)
        sell_down(view, decision, least_price=np.where(is_last, 0.0, LEAST_PRICE))
        overhaul(view, decision, ~is_last)
        refuel_and_repair(view, decision, kits=2, decoys=3)
        decision.when(view.is_home & (view.alert > LOUD_WAGES * self._wage), Action.DOCK)

    def _survive(self, view: View, decision: Decision) -> None:
        """Patch, cool, and turn home in time; a way once chosen is gone to its end."""
        away, way_home = ~view.is_home, self._way_home(view)
        decision.when(away & (view.hull < PATCH_HULL), Action.HULL_PATCH)
        decision.when(away & (view.tool < WORN_TOOL) & (view.kits > 1), Action.TOOL_MAINTENANCE)
        is_late = self._ticks_left < way_home + SALE_TICKS + 6
        is_low = view.fuel < FUEL_PER_TICK * way_home + FUEL_RESERVE
        returns = is_late | is_low | (view.hull < WEAK_HULL) | (view.load >= FULL_LOAD)
        self._goal[away & returns] = STATION
        self._edge_to_try[away & returns] = NOWHERE
        decision.when(away & (view.heat > HOT), Action.COOLDOWN)
        self._go_on(view, decision)

    def _way_home(self, view: View) -> Floats:
        ticks: Floats = self._belt.ticks_between[np.arange(len(view.node)), view.node, STATION]
        return ticks

    def _prospect(self, view: View, decision: Decision) -> None:
        """Scan a new node, then try every rock that looks sound and dear for a tick."""
        here = (np.arange(len(view.node)), view.node)
        is_there = view.values("asteroids.valid") > 0
        confidence = np.where(is_there, view.values("asteroids.scan_conf"), 1.0)
        decision.when(confidence.min(axis=1) < TWO_WIDE_SCANS, Action.WIDE_SCAN)
        untried = self._is_untried(here, self._wage[:, None])
        is_chosen = of_selected(view, untried.astype(float), 0.0) > 0
        decision.when(is_chosen, Action.MINE_CONSERVATIVE)
        promise = self._belt.value[here] * self._belt.stability[here]
        candidates = np.where(untried & view.can_select, promise, -1.0)
        decision.when(candidates.max(axis=1) > 0, Action.SELECT_0 + candidates.argmax(axis=1))

    def _is_untried(self, where: Ints | tuple[Ints, Ints], wage: Floats) -> Bools:
        """Which rocks look good at a wage and were never mined, in some worlds or at a node."""
        belt = self._belt
        looks_good = belt.stability[where] >= PROBE_STABILITY
        looks_good &= belt.value[where] >= PROBE_VALUE + PROBE_WAGES * wage
        is_fresh: Bools = np.isnan(belt.richness[where]) & (belt.depletion[where] < 1.0)
        return is_fresh & looks_good

    def _mine(self, view: View, decision: Decision) -> None:
        """Mine the rock that gives most now, as long as it gives more than the wage."""
        belt, worlds = self._belt, np.arange(len(view.node))
        here = (worlds, view.node)
        full = np.ones(belt.value[here].shape)
        rocks = Rocks(
            belt.richness[here],
            belt.value[here] * SALE_SHARE,
            belt.stability[here],
            belt.depletion[here],
            efficiency(view)[:, None] * full,
            self._wage[:, None] * full,
        )
        gain, mode = rocks.best_mode(view.heat[:, None] * full, view.tool[:, None] * full)
        best, selected = gain.argmax(axis=1), np.maximum(view.selected, 0)
        most, ours = gain[worlds, best], gain[worlds, selected]
        pays = (most > self._wage) & (view.hull >= WEAK_HULL)
        stays = pays & (view.selected >= 0) & (ours > self._wage) & (ours > LOYALTY * most)
        decision.when(stays, Action.MINE_CONSERVATIVE + mode[worlds, selected])
        decision.when(pays, Action.SELECT_0 + best)

    def _leave(self, view: View, decision: Decision) -> None:
        """Choose where to go where nothing else is left to do."""
        worlds = np.flatnonzero(decision.is_open)
        if len(worlds) == 0:
            return
        untried = self._is_untried(worlds, self._wage[worlds, None, None])
        ships = self._ask_a_wage(self._ships(view, worlds), untried)
        goal, edge = choose_ways(self._belt, ships, untried, SALE_SHARE)
        self._found_nothing[worlds] = view.is_home[worlds] & (goal == NOWHERE)
        self._goal[worlds], self._edge_to_try[worlds] = goal, edge
        self._go_on(view, decision)

    def _ships(self, view: View, worlds: Ints) -> Ships:
        load = view.load[worlds]
        return Ships(
            worlds,
            view.node[worlds],
            load / FULL_LOAD,
            np.maximum(FULL_LOAD - load, 0.0),
            self._wage[worlds],
            self._ticks_left[worlds],
            view.fuel[worlds],
            view.tool[worlds],
        )

    def _ask_a_wage(self, ships: Ships, untried: Bools) -> Ships:
        """Ask what the belt can pay to the end, and less each time that nothing paid it."""
        worlds = ships.worlds
        self._most_asked[worlds] *= np.where(self._found_nothing[worlds], ASKING_LESS, 1.0)
        rocks = known_rocks(self._belt, ships, untried, SALE_SHARE)
        wage = np.minimum(fair_wages(self._belt, rocks, ships), self._most_asked[worlds])
        self._wage[worlds] = np.maximum(wage, LOWEST_WAGE)
        return replace(ships, wage=self._wage[worlds])

    def _go_on(self, view: View, decision: Decision) -> None:
        """Take the next edge of the way; at its end the edge that is to be tried, if any."""
        worlds = np.arange(len(view.node))
        is_there = self._goal == view.node
        edge = np.where(is_there, self._edge_to_try, NOWHERE)
        on_way = self._belt.first_slot[worlds, view.node, np.maximum(self._goal, 0)]
        edge = np.where((self._goal >= 0) & ~is_there, on_way, edge)
        goes = decision.when(edge >= 0, Action.TRAVEL_0 + np.maximum(edge, 0))
        ends = is_there & ((self._edge_to_try < 0) | goes)
        self._goal[ends] = NOWHERE
        self._edge_to_try[ends] = NOWHERE
