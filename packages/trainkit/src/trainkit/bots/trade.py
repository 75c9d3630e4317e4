"""What the bots do at the station, and how they get there in time."""

from __future__ import annotations

import numpy as np

from envcore.spec import Action
from trainkit.bots.view import BASE_PRICES, Bools, Decision, Floats, View

_WANTED_FUEL = 900.0
_WORN = 60.0  # hull or tool below this is worth an overhaul
_TRIP_TICKS = 8.0  # longest edge
_SALE_TICKS = 14.0  # to sell six goods in halves


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
