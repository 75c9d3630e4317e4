"""What the bots do at the station, and how they get there in time."""

from __future__ import annotations

import numpy as np

from envcore import spec
from envcore.spec import Action
from trainkit.bots.view import BASE_PRICES, Bools, Decision, Floats, View

_WANTED_FUEL = 900.0
_WORN = 60.0  # hull or tool below this is worth an overhaul
_TRIP_TICKS = 8.0  # longest edge
DEPTHS = np.array([row.depth for row in spec.COMMODITY_TABLE])
_USUAL_STOCK = 70.0  # units of a good whose stock is not shown
_SHOWN_STOCKS = [0, 2, 3, 4]  # iron, water_ice, pge, rare_isotopes
_IRON, _NICKEL, _RARE = (
    [row.name for row in spec.COMMODITY_TABLE].index(name)
    for name in ("iron", "nickel", "rare_isotopes")
)
_REFINE_GAIN = 150.0  # credits
_OVERHAUL_BELOW = 85.0  # of hull or tool
_LEAST_SALE = 100.0  # credits; a tick is worth more than less
_SALE_TICKS = 14.0  # to sell six goods in halves


def stocks(view: View) -> Floats:
    """Return the station's stock of each good, (n, 6): as shown, and a usual one of the others."""
    stock = np.full(view.cargo.shape, _USUAL_STOCK)
    stock[:, _SHOWN_STOCKS] = view.values("station_stock_norm") * spec.STOCK_SCALE
    return stock


def sell_dearest(
    view: View,
    decision: Decision,
    *,
    halves: bool,
    least_price: float = 0.0,
    urgent: Bools | None = None,
) -> None:
    """Sell the goods that bring most, all at once or by halves.

    Args:
        view: What the ships know.
        decision: Takes the sale.
        halves: Whether to sell by halves, so that the price recovers between.
        least_price: Share of the base price below which goods are kept.
        urgent: Where to sell at any price.
    """
    is_good = view.prices >= least_price * BASE_PRICES
    if urgent is not None:
        is_good |= urgent[:, None]
    worth = np.where(is_good, view.cargo * view.prices, 0.0)
    best = worth.argmax(axis=1)
    worlds = np.arange(len(best))
    by_half = halves & (view.cargo[worlds, best] > 5.0)
    action = Action.SELL_IRON_25 + 3 * best + np.where(by_half, 1, 2)
    decision.when(view.is_home & (worth.max(axis=1) > 0), action)


def sell_down(view: View, decision: Decision, *, least_price: Floats) -> None:
    """Sell of each good as large a part as leaves its price above a least share of the base price.

    A sale of q units lowers the price by ((depth + stock) / (depth + stock + q))^2.

    Args:
        view: What the ships know.
        decision: Takes the sale.
        least_price: Share of the base price, (n,).
    """
    stock = stocks(view)
    floor = least_price[:, None] * BASE_PRICES
    best_worth = np.zeros(len(stock))
    best_action = np.zeros(len(stock), np.int64)
    for part, share in enumerate((0.25, 0.5, 1.0)):
        sold = view.cargo * share
        after = view.prices * ((DEPTHS + stock) / (DEPTHS + stock + sold)) ** 2
        worth = np.where((after >= floor) & (sold > 0), sold * np.sqrt(view.prices * after), 0.0)
        worth = np.where(worth >= _LEAST_SALE * (floor > 0), worth, 0.0)
        good = worth.argmax(axis=1)
        most = worth.max(axis=1)
        better = most > best_worth
        best_worth = np.where(better, most, best_worth)
        best_action = np.where(better, Action.SELL_IRON_25 + 3 * good + part, best_action)
    decision.when(view.is_home & (best_worth > 0), best_action)


def refine(view: View, decision: Decision, condition: Bools) -> None:
    """Refine at the station, where nobody attacks, if it gains more than the ticks are worth."""
    iron, nickel = view.cargo[:, _IRON], view.cargo[:, _NICKEL]
    prices = view.prices
    spent = iron * prices[:, _IRON] + nickel * prices[:, _NICKEL]
    made = spec.REFINE_YIELD * (iron + nickel) * prices[:, _RARE]
    gain = spec.REFINE_SHARE * (made - spent)
    decision.when(condition & view.is_home & (gain > _REFINE_GAIN), Action.REFINE)


def overhaul(view: View, decision: Decision, condition: Bools) -> None:
    """Have the ship overhauled early: a worn tool costs more."""
    is_due = (view.tool < _OVERHAUL_BELOW) | (view.hull < _OVERHAUL_BELOW)
    decision.when(condition & view.is_home & is_due, Action.OVERHAUL)


def refuel_and_repair(view: View, decision: Decision, *, kits: int, decoys: int) -> None:
    """Fill the tank, have the ship overhauled and keep some supplies."""
    for size in (Action.BUY_FUEL_LARGE, Action.BUY_FUEL_MEDIUM, Action.BUY_FUEL_SMALL):
        decision.when(view.fuel < _WANTED_FUEL - 200 * (size == Action.BUY_FUEL_LARGE), size)
    decision.when((view.hull < _WORN) | (view.tool < _WORN), Action.OVERHAUL)
    decision.when(view.kits < kits, Action.BUY_REPAIR_KIT)
    decision.when(view.decoys < decoys, Action.BUY_DECOY)


def must_return(view: View, ticks_left: Floats, reserve_per_hop: float) -> Bools:
    """Where fuel or time is only just enough for the way home."""
    fuel_needed = 60.0 + reserve_per_hop * view.hops
    ticks_needed = _TRIP_TICKS * view.hops + _SALE_TICKS
    return ~view.is_home & ((view.fuel < fuel_needed) | (ticks_left < ticks_needed))
