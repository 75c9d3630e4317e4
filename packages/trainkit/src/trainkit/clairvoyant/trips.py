"""Trips from the station and back, many at once, by ships that know the future of each tick."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

import numpy as np

from envcore import spec
from envcore.spec import Action
from trainkit.bots.belt_map import efficiency
from trainkit.bots.trade import overhaul, refine, refuel_and_repair, sell_down
from trainkit.bots.view import Bools, Decision, Floats, Ints, View
from trainkit.clairvoyant.foresight import probability
from trainkit.clairvoyant.truth import STATION

_MINING: Final = [action for action in spec.ACTIONS if action.family == "mine"]
_YIELDS, _SPREADS, _WEARS, _FRACTURES = np.array(
    [(m.yield_factor, m.spread, m.wear, m.fracture) for m in spec.MINING_MODES]
).T
_HEATS, _ALERTS = np.array([(action.heat, action.alert) for action in _MINING]).T
_COSTS: Final = 4.0 * _ALERTS + 8.0 * _WEARS  # credits
_TICKS_PER_HEAT: Final = 1 / 16  # a cooldown removes 25 in two ticks, and some heat radiates anyway
_HOT, _COOL = 74.0, 15.0
_WEAK_HULL, _PATCH_HULL, _WORN_TOOL = 40.0, 55.0, 70.0
_LOYALTY: Final = 0.85  # share of the best gain at which the selected rock is kept
_FUEL_PER_TICK, _FUEL_RESERVE = 24.0, 40.0
_SALE_TICKS: Final = 16.0
_LAST_TICKS: Final = 40.0  # no other trip follows: sell everything
_LOUD: Final = 45.0  # alert at which a ship waits at the station
_WORTH_A_BURN: Final = 1_000.0  # credits of cargo
_NEVER: Final = -1e6  # credits; the gain of a fracture


@dataclass(frozen=True)
class Hidden:
    """What the ships know, by world: see TrueBelt and Foresight.

    Attributes:
        value: Expected credits per unit of a rock when it is sold, (worlds, 32, 16).
        stability, richness: Of a rock, (worlds, 32, 16).
        piracy: Of a node, (worlds, 32).
        threat: Of an edge, (worlds, 32, 6).
        ticks_between: (worlds, 32, 32).
        first_slot: (worlds, 32, 32).
        pirate_roll, fracture_roll, yield_noise: (worlds, ticks).
    """

    value: Floats
    stability: Floats
    richness: Floats
    piracy: Floats
    threat: Floats
    ticks_between: Floats
    first_slot: Ints
    pirate_roll: Floats
    fracture_roll: Floats
    yield_noise: Floats


@dataclass(frozen=True)
class Orders:
    """A trip for each ship, (n,).

    Attributes:
        world: Index of its world among those of Hidden.
        goal: Node to mine at; the station to wait there.
        load: Units with which it returns.
        tick_value: Credits that a tick of mining has to bring.
        least_price: Share of the base price down to which it sells.
    """

    world: Ints
    goal: Ints
    load: Floats
    tick_value: Floats
    least_price: Floats


ORDER_FIELDS: Final = tuple(field.name for field in fields(Orders))


class Trips:
    """Flies each ship to its goal, mines, returns, sells and refits; then it is done.

    Attributes:
        rows: Numbers of the ships that still fly, (n,); all other arrays have a row for each.
        is_done: Which of them finished at the last act, (n,).
        depletion: Of the rocks as far as a ship has seen them, (n, 32, 16).
    """

    def __init__(self, hidden: Hidden, orders: Orders, depletion: Floats, time_max: int) -> None:
        self._hidden, self._orders, self._time_max = hidden, orders, time_max
        self.depletion = depletion
        self.rows: Ints = np.arange(len(orders.world))
        self.is_done = np.zeros(len(orders.world), np.bool_)
        self._returns = orders.goal == STATION
        self._waits = np.where(orders.goal == STATION, 6, 0)

    def drop(self, ended: Bools) -> None:
        """Forget the ships that ended."""
        stays = ~ended
        kept = (getattr(self._orders, name)[stays] for name in ORDER_FIELDS)
        self._orders = Orders(*kept)
        self.rows, self.depletion = self.rows[stays], self.depletion[stays]
        self.is_done = self.is_done[stays]
        self._returns, self._waits = self._returns[stays], self._waits[stays]

    def act(self, view: View, ticks: Ints) -> Ints:
        """Return an action for each ship that still flies, and note which are done.

        Args:
            view: What the ships observe.
            ticks: Their clocks, (n,).
        """
        rows = np.arange(len(ticks))
        has_rock = view.values("asteroids.valid") > 0
        self.depletion[rows, view.node] = np.where(
            has_rock, view.values("asteroids.depletion_frac"), 1.0
        )
        decision = Decision(view)
        left = self._time_max - ticks
        self._trade(view, decision, left)
        self._survive(view, decision, left)
        self._mine(view, decision, ticks)
        self._travel(view, decision, ticks)
        return decision.actions

    def _trade(self, view: View, decision: Decision, left: Ints) -> None:
        is_last = left < _LAST_TICKS
        trades = view.is_home & self._returns
        waits = trades & (self._waits > 0)
        self._waits -= waits
        decision.when(waits, Action.HOLD_DRIFT)
        refine(view, decision, trades & ~is_last)
        least = np.where(is_last, 0.0, self._orders.least_price)
        sell_down(view, decision, least_price=least)
        ends = trades & is_last & decision.is_open
        decision.when(ends, Action.HOLD_DRIFT)
        overhaul(view, decision, trades)
        refuel_and_repair(view, decision, kits=2, decoys=2)
        decision.when(trades & (view.alert > _LOUD), Action.DOCK)
        self.is_done |= ends | (trades & decision.is_open)
        decision.when(trades, Action.HOLD_DRIFT)

    def _survive(self, view: View, decision: Decision, left: Ints) -> None:
        rows, away = np.arange(len(left)), ~view.is_home
        home = self._hidden.ticks_between[self._orders.world, view.node, STATION]
        decision.when(away & (view.hull < _PATCH_HULL), Action.HULL_PATCH)
        is_worn = (view.tool < _WORN_TOOL) & (view.kits > 1) & ~self._returns
        decision.when(away & is_worn, Action.TOOL_MAINTENANCE)
        must = (left < home + _SALE_TICKS) | (view.hull < _WEAK_HULL)
        must |= view.fuel < _FUEL_PER_TICK * home + _FUEL_RESERVE
        must |= view.load >= self._orders.load
        self._returns[rows[away & must]] = True

    def _gains(self, view: View, ticks: Ints) -> tuple[Floats, Floats]:
        """Return the credits of mining each rock now in each mode, and without fractures."""
        hidden, at = self._hidden, (self._orders.world, view.node)
        full = hidden.richness[at] * efficiency(view)[:, None]
        rate = (full * (1.0 - self.depletion[np.arange(len(ticks)), view.node]))[:, :, None]
        # another rock than the selected one has to be selected first
        when = ticks[:, None] + (np.arange(spec.MAX_ASTEROIDS) != view.selected[:, None])
        noise = hidden.yield_noise[self._orders.world[:, None], when][:, :, None]
        costs = _COSTS + _TICKS_PER_HEAT * self._orders.tick_value[:, None, None] * _HEATS
        units = rate * _YIELDS * (1.0 + _SPREADS * noise)
        gain = units * hidden.value[at][:, :, None] - costs
        log_odds = (
            spec.FRACTURE_BIAS
            + spec.FRACTURE_STABILITY_WEIGHT * (1.0 - hidden.stability[at])
            + spec.FRACTURE_HEAT_WEIGHT
            * np.maximum(view.heat / spec.HEAT_MAX - spec.HOT_FRAC, 0.0)[:, None]
            + spec.FRACTURE_TOOL_WEIGHT * (1.0 - view.tool / spec.TOOL_MAX)[:, None]
        )[:, :, None] + _FRACTURES
        roll = hidden.fracture_roll[self._orders.world[:, None], when][:, :, None]
        gain = np.where(rate > 0, gain, _NEVER)
        return np.where(roll < probability(log_odds), _NEVER, gain), gain

    def _mine(self, view: View, decision: Decision, ticks: Ints) -> None:
        is_there = (view.node == self._orders.goal) & ~self._returns & ~view.is_home
        if not is_there.any():
            return
        rows, least = np.arange(len(ticks)), self._orders.tick_value
        gain, potential = self._gains(view, ticks)
        self._returns |= is_there & (potential.max(axis=(1, 2)) <= least)
        mines = is_there & ~self._returns
        by_rock, mode = gain.max(axis=2), gain.argmax(axis=2)
        best, selected = by_rock.argmax(axis=1), np.maximum(view.selected, 0)
        highest, own = by_rock[rows, best], by_rock[rows, selected]
        decision.when(mines & (view.heat > _HOT), Action.COOLDOWN)
        self._burn(view, decision, ticks, mines)
        stays = mines & (view.selected >= 0) & (own > least) & (own > _LOYALTY * highest)
        decision.when(stays, Action.MINE_CONSERVATIVE + mode[rows, selected])
        decision.when(mines & (highest > least), Action.SELECT_0 + best)
        decision.when(mines & (view.heat > _COOL), Action.COOLDOWN)  # a fracture is to come
        decision.when(mines, Action.HOLD_DRIFT)

    def _burn(self, view: View, decision: Decision, ticks: Ints, condition: Bools) -> None:
        piracy = self._hidden.piracy[self._orders.world, view.node]
        comes, evades = self._pirates(view, ticks, piracy, np.ones(len(ticks)))
        decision.when(condition & comes & evades, Action.EMERGENCY_BURN)

    def _pirates(self, view: View, ticks: Ints, piracy: Floats, dt: Floats) -> tuple[Bools, Bools]:
        """Return where pirates come in a step of dt ticks, and where a burn now evades them."""
        worth = (view.cargo * view.prices).sum(axis=1)
        log_odds = (
            spec.PIRATE_BIAS
            + spec.PIRATE_PIRACY_WEIGHT * piracy
            + spec.PIRATE_ALERT_WEIGHT * view.alert / spec.ALERT_MAX
            + spec.PIRATE_CARGO_WEIGHT * worth / (worth + spec.PIRATE_CARGO_HALF)
        )
        roll = self._hidden.pirate_roll[self._orders.world, ticks]
        burns = view.values("escape_buff_frac") > 0
        within = 1.0 - (1.0 - probability(log_odds - spec.PIRATE_ESCAPE_RELIEF * burns)) ** dt
        escaped = probability(log_odds + 0.2 - spec.PIRATE_ESCAPE_RELIEF)
        comes = (roll < within) & ~burns & (worth > _WORTH_A_BURN)
        return comes, roll >= escaped

    def _travel(self, view: View, decision: Decision, ticks: Ints) -> None:
        rows, worlds = np.arange(len(ticks)), self._orders.world
        goal = np.where(self._returns, STATION, self._orders.goal)
        slot = self._hidden.first_slot[worlds, view.node, goal]
        goes = decision.is_open & (slot >= 0)
        edge = np.maximum(slot, 0)
        dt = view.values("neighbors.travel_time_norm")[rows, edge] * spec.EDGE_TICKS_MAX
        threat = self._hidden.threat[worlds, view.node, edge]
        comes, evades = self._pirates(view, ticks, threat, np.maximum(dt, 1.0))
        has_fuel = (
            view.fuel
            > _FUEL_PER_TICK * self._hidden.ticks_between[worlds, view.node, STATION]
            + 2 * _FUEL_RESERVE
        )
        decision.when(goes & comes & evades & has_fuel & ~view.is_home, Action.EMERGENCY_BURN)
        decision.when(goes, Action.TRAVEL_0 + edge)
