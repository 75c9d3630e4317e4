"""Suite C: scripted tours, as a miner with a plan would fly them."""

from __future__ import annotations

import random
from collections.abc import Iterator

from envcore import spec
from envcore.spec import Action

from tools.parity.moves import Move, Step
from tools.parity.view import Player, View

HOT = 0.6
WORN = 0.6
SCANS = (Action.FOCUSED_SCAN, Action.DEEP_SCAN)


def tour(mining: Action, quota: float, hops: int, ends: bool) -> Player:
    """Return a player of whole tours: out, scan, mine, home, trade.

    Args:
        mining: How it mines.
        quota: Share of the hold to fill before going home.
        hops: How far out it flies.
        ends: Whether it cashes out after the trade.
    """

    def play(view: View, choose: random.Random) -> Iterator[Move]:
        yield from fly_out(view, choose, hops)
        yield Step(Action.THREAT_LISTEN)
        yield Step(Action.WIDE_SCAN)
        while view.value("cargo_load_frac") < quota and view.asteroids:
            left = [a for a in view.asteroids if view.is_legal(Action.SELECT_0 + a)]
            if not left:
                break
            yield Step(Action.SELECT_0 + best_of(view, left))
            yield Step(choose.choice(SCANS))
            yield from mine(view, choose, mining, quota)
        if choose.random() < 0.5:
            yield Step(Action.REFINE)
        yield from fly_home(view)
        yield from trade(view, choose)
        if ends:
            yield Step(Action.CASH_OUT)

    return play


def fly_out(view: View, choose: random.Random, hops: int) -> Iterator[Move]:
    """Fly to neighbors that are not the way home, if there are any."""
    for _ in range(hops):
        slots = range(min(1, view.neighbors - 1), view.neighbors)
        yield Step(Action.TRAVEL_0 + choose.choice(slots))


def best_of(view: View, asteroids: list[int]) -> int:
    """Return the asteroid that is thought to be the most stable and the least worn."""
    return max(
        asteroids,
        key=lambda a: (
            view.value("asteroids.stability_est", a) - view.value("asteroids.depletion_frac", a)
        ),
    )


def mine(view: View, choose: random.Random, mining: Action, quota: float) -> Iterator[Move]:
    """Mine the selected asteroid to its end or the quota; cool down and repair."""
    if choose.random() < 0.5:
        yield Step(Action.STABILIZE)
    while view.is_legal(mining) and view.value("cargo_load_frac") < quota:
        if view.value("heat_frac") > HOT:
            yield Step(Action.COOLDOWN)
        if view.value("tool_frac") < WORN:
            yield Step(Action.TOOL_MAINTENANCE)
        if view.value("hull_frac") < WORN:
            yield Step(Action.HULL_PATCH)
        if view.value("alert_frac") > HOT:
            yield Step(Action.EMERGENCY_BURN)
        yield Step(mining)


def fly_home(view: View) -> Iterator[Move]:
    """Fly along slot 0, which always lies on a shortest way home."""
    for _ in range(spec.MAX_NODES):
        if view.at_station:
            return
        yield Step(Action.TRAVEL_0)


def trade(view: View, choose: random.Random) -> Iterator[Move]:
    """Dock, sell in parts of any size, refuel, repair, restock."""
    yield Step(Action.DOCK)
    for c in range(spec.N_COMMODITIES):
        for _ in range(choose.randrange(1, 4)):
            yield Step(Action.SELL_IRON_25 + 3 * c + choose.randrange(3))
        yield Step(Action.SELL_IRON_25 + 3 * c + 2)
    yield Step(Action.OVERHAUL)
    for action in range(Action.BUY_FUEL_SMALL, Action.BUY_DECOY + 1):
        while view.is_legal(action) and choose.random() < 0.6:
            yield Step(action)


PLAYERS: dict[str, Player] = {
    "near_and_careful": tour(Action.MINE_CONSERVATIVE, quota=0.3, hops=1, ends=False),
    "far_and_steady": tour(Action.MINE_STANDARD, quota=0.6, hops=3, ends=False),
    "greedy": tour(Action.MINE_AGGRESSIVE, quota=1.0, hops=2, ends=False),
    "quick_cash": tour(Action.MINE_STANDARD, quota=0.1, hops=1, ends=True),
}
