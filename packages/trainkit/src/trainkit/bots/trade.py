"""What the bots do at the station, and when they must return to it."""

from __future__ import annotations

import numpy as np

from envcore import spec
from envcore.spec import Action
from trainkit.bots.view import BASE_PRICES, Bools, Decision, Floats, View

_FUEL_WANTED = 900.0
_FUEL_WANTED_LARGE = 700.0  # a large purchase must fit into the tank
_WORN = 60.0  # hull or tool below this justifies an overhaul
_OVERHAUL_BELOW = 85.0  # likewise of an early overhaul: a worn tool costs more
_DEPTHS = np.array([row.depth for row in spec.COMMODITY_TABLE])
_TYPICAL_STOCK = 70.0  # units of a commodity whose stock is not observed
_IRON, _NICKEL, _RARE = (
    [row.name for row in spec.COMMODITY_TABLE].index(name)
    for name in ("iron", "nickel", "rare_isotopes")
)
_REFINE_GAIN = 150.0  # credits that justify the ticks of refining
_SALE_MIN = 100.0  # credits; a smaller sale is not worth its tick
_SALE_SHARES = spec.SELL_FRACTIONS  # the sale actions of a commodity
_HALVED_FROM = 5.0  # units; fewer are sold at once
_SALE_TICKS = 14.0  # to sell six commodities by halves
_FUEL_RESERVE = 60.0


def stocks(view: View) -> Floats:
    """Return the station's stock by commodity, (n, 6): as observed, else a typical one."""
    stock = np.full(view.cargo.shape, _TYPICAL_STOCK)
    stock[:, spec.STOCK_SHOWN] = view.values("station_stock_norm") * spec.STOCK_SCALE
    return stock


def sell_most_valuable(
    view: View,
    decision: Decision,
    *,
    halves: bool,
    least_price: float = 0.0,
    urgent: Bools | None = None,
) -> None:
    """Sell the cargo that brings most, all at once or by halves.

    Args:
        view: What the ships observe.
        decision: Takes the sale.
        halves: Whether to sell by halves, so that the price recovers in between.
        least_price: Share of the base price below which cargo is kept.
        urgent: Where to sell at any price.
    """
    is_good = view.prices >= least_price * BASE_PRICES
    if urgent is not None:
        is_good |= urgent[:, None]
    worth = np.where(is_good, view.cargo * view.prices, 0.0)
    best = worth.argmax(axis=1)
    worlds = np.arange(len(best))
    by_half = halves & (view.cargo[worlds, best] > _HALVED_FROM)
    action = Action.SELL_IRON_25 + len(_SALE_SHARES) * best + np.where(by_half, 1, 2)
    decision.when(view.is_home & (worth.max(axis=1) > 0), action)


def sell_down(view: View, decision: Decision, *, least_price: Floats) -> None:
    """Sell of each commodity the largest part that keeps its price above a minimum.

    A sale of q units lowers the price by ((depth + stock) / (depth + stock + q))^2.

    Args:
        view: What the ships observe.
        decision: Takes the sale.
        least_price: The minimum as a share of the base price, (n,).
    """
    stock = stocks(view)
    minimum = least_price[:, None] * BASE_PRICES
    best_worth = np.zeros(len(stock))
    best_action = np.zeros(len(stock), np.int64)
    for part, share in enumerate(_SALE_SHARES):
        sold = view.cargo * share
        after = view.prices * ((_DEPTHS + stock) / (_DEPTHS + stock + sold)) ** 2
        worth = np.where((after >= minimum) & (sold > 0), sold * np.sqrt(view.prices * after), 0.0)
        worth = np.where(worth >= _SALE_MIN * (minimum > 0), worth, 0.0)
        commodity = worth.argmax(axis=1)
        highest = worth.max(axis=1)
        is_better = highest > best_worth
        best_worth = np.where(is_better, highest, best_worth)
        action = Action.SELL_IRON_25 + len(_SALE_SHARES) * commodity + part
        best_action = np.where(is_better, action, best_action)
    decision.when(view.is_home & (best_worth > 0), best_action)


def refine(view: View, decision: Decision, condition: Bools) -> None:
    """Refine at the station, where no pirates are, if the gain justifies the ticks."""
    iron, nickel = view.cargo[:, _IRON], view.cargo[:, _NICKEL]
    prices = view.prices
    spent = iron * prices[:, _IRON] + nickel * prices[:, _NICKEL]
    made = spec.REFINE_YIELD * (iron + nickel) * prices[:, _RARE]
    gain = spec.REFINE_SHARE * (made - spent)
    decision.when(condition & view.is_home & (gain > _REFINE_GAIN), Action.REFINE)


def overhaul(view: View, decision: Decision, condition: Bools) -> None:
    """Overhaul the ship early, where the condition holds."""
    is_due = (view.tool < _OVERHAUL_BELOW) | (view.hull < _OVERHAUL_BELOW)
    decision.when(condition & view.is_home & is_due, Action.OVERHAUL)


def refuel_and_repair(view: View, decision: Decision, *, kits: int, decoys: int) -> None:
    """Fill the tank, overhaul a worn ship, and buy supplies up to a number."""
    decision.when(view.fuel < _FUEL_WANTED_LARGE, Action.BUY_FUEL_LARGE)
    for size in (Action.BUY_FUEL_MEDIUM, Action.BUY_FUEL_SMALL):
        decision.when(view.fuel < _FUEL_WANTED, size)
    decision.when((view.hull < _WORN) | (view.tool < _WORN), Action.OVERHAUL)
    decision.when(view.kits < kits, Action.BUY_REPAIR_KIT)
    decision.when(view.decoys < decoys, Action.BUY_DECOY)


def must_return(view: View, ticks_left: Floats, fuel_per_hop: float) -> Bools:
    """Return where fuel or time is only just enough for the route home."""
    fuel_needed = _FUEL_RESERVE + fuel_per_hop * view.hops
    ticks_needed = spec.EDGE_TICKS_MAX * view.hops + _SALE_TICKS
    return ~view.is_home & ((view.fuel < fuel_needed) | (ticks_left < ticks_needed))
