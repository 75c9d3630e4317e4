"""The cautious scanner and the market timer: scan first, mine stable rocks, avoid pirates."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from envcore import spec
from envcore.spec import Action
from trainkit.bots.clock import Clock
from trainkit.bots.explore import Wanderer
from trainkit.bots.trade import must_return, refuel_and_repair, sell_most_valuable
from trainkit.bots.view import TWO_WIDE_SCANS, Bools, Decision, Ints, View, of_selected
from trainkit.copies import CopiedWhole

# thresholds found by experiments on test seeds
ONE_DEEP_SCAN = spec.CONFIDENCE_START + spec.SCAN_MODES[2].gain - 0.01
LEAST_STABILITY = 0.5
FIRM_STABILITY = 0.6
LEAST_VALUE = 99.0  # credits per unit at base prices
SPENT = 0.5  # depletion from which another rock pays more
PATIENCE = 24  # moves without mining after which it accepts emptier, cheaper rocks
SETTLE_SPENT, SETTLE_VALUE = 0.2, 9.0
FULL_LOAD = 140.0  # units
WEAK_HULL = 52.0
PATCH_HULL = 75.0
WORN_TOOL = 70.0
HOT = 65.0
LOUD, QUIET = 50.0, 25.0
FUEL_PER_HOP = 150.0
LATE_TICKS = 60.0  # too late for another trip


class CautiousScanner(CopiedWhole):
    """Scans each node twice and each rock deeply, mines gently, drifts when its alert is high.

    It skips rocks that look unstable, cheap or half depleted, returns at 140 units, sells by
    halves and keeps three kits and a decoy. After many moves without mining it accepts less.
    """

    name = "cautious_scanner"
    version = "1"
    least_price = 0.0
    """Share of the base price below which it keeps its cargo."""

    def reset(self, num_worlds: int, seed: int) -> None:
        """Clear the memory."""
        del seed
        self._wanderer = Wanderer(num_worlds)
        self._hides = np.zeros(num_worlds, np.bool_)
        self._moves_in_vain = np.zeros(num_worlds)
        self._times_settled = np.zeros(num_worlds)
        self._clock = Clock(num_worlds)

    def act(
        self, observations: npt.NDArray[np.float32], masks: npt.NDArray[Any]
    ) -> npt.NDArray[np.int64]:
        """Return an action for each world."""
        view = View(observations, masks)
        decision = Decision(view)
        ticks_left = self._clock.ticks_left(view)
        is_late = ticks_left < LATE_TICKS

        self._trade(view, decision, is_late)
        self._survive(view, decision, ticks_left)
        self._scan(view, decision)
        self._mine(view, decision)
        self._wanderer.move_on(view, decision, ~view.is_home | ~is_late)
        self._settle(decision.actions)
        self._clock.count(view, decision.actions)
        return decision.actions

    def _trade(self, view: View, decision: Decision, is_late: Bools) -> None:
        crowded = view.load > FULL_LOAD / 2
        sell_most_valuable(
            view, decision, halves=True, least_price=self.least_price, urgent=is_late | crowded
        )
        refuel_and_repair(view, decision, kits=3, decoys=1)

    def _survive(self, view: View, decision: Decision, ticks_left: npt.NDArray[np.float64]) -> None:
        decision.when((view.hull < PATCH_HULL) & ~view.is_home, Action.HULL_PATCH)
        decision.when((view.tool < WORN_TOOL) & (view.kits > 1), Action.TOOL_MAINTENANCE)
        returns = must_return(view, ticks_left, FUEL_PER_HOP)
        returns |= ~view.is_home & ((view.load >= FULL_LOAD) | (view.hull < WEAK_HULL))
        decision.when(returns, Action.TRAVEL_0)
        self._hides = np.where(view.alert >= LOUD, True, self._hides & (view.alert > QUIET))
        decision.when(self._hides & ~view.is_home, Action.HOLD_DRIFT)
        decision.when(view.heat > HOT, Action.COOLDOWN)

    def _scan(self, view: View, decision: Decision) -> None:
        decision.when(view.least_confidence < TWO_WIDE_SCANS, Action.WIDE_SCAN)
        selected_confidence = of_selected(view, view.values("asteroids.scan_conf"), 1.0)
        decision.when(selected_confidence < ONE_DEEP_SCAN, Action.DEEP_SCAN)

    def _mine(self, view: View, decision: Decision) -> None:
        stability = view.values("asteroids.stability_est")
        depletion = view.values("asteroids.depletion_frac")
        settled = self._times_settled[:, None]
        is_good = (stability >= LEAST_STABILITY) & (depletion < SPENT + SETTLE_SPENT * settled)
        is_good &= view.rock_value >= LEAST_VALUE - SETTLE_VALUE * settled
        works = of_selected(view, is_good.astype(float), 0.0) > 0
        is_firm = of_selected(view, stability, 0.0) > FIRM_STABILITY
        mode = np.where(is_firm, int(Action.MINE_STANDARD), int(Action.MINE_CONSERVATIVE))
        decision.when(works, mode)
        promise = view.rock_value * stability * (1.0 - depletion)
        candidates = np.where(view.can_select & is_good, promise, -1.0)
        decision.when(candidates.max(axis=1) > 0, Action.SELECT_0 + candidates.argmax(axis=1))

    def _settle(self, actions: Ints) -> None:
        """Accept lesser rocks after many moves without mining."""
        mines = (actions >= Action.MINE_CONSERVATIVE) & (actions <= Action.MINE_AGGRESSIVE)
        self._moves_in_vain = np.where(mines, 0, self._moves_in_vain + (actions <= Action.TRAVEL_5))
        settles = self._moves_in_vain > PATIENCE
        self._times_settled += settles
        self._moves_in_vain[settles] = 0


class MarketTimer(CautiousScanner):
    """The cautious scanner, but it sells near the base price or above only, while it has room."""

    name = "market_timer"
    version = "1"
    least_price = 0.95
