"""Suite B: what a careless or hostile player does, and states that play seldom reaches."""

from __future__ import annotations

import random
from collections.abc import Iterator

from envcore import spec
from envcore.spec import Action

from tools.parity.moves import Edit, Move, Step
from tools.parity.random_mixes import MINING
from tools.parity.view import Player, View

SALES = range(Action.SELL_IRON_25, Action.SELL_VOLATILES_100 + 1)
JETTISONS = range(Action.JETTISON_IRON, Action.JETTISON_VOLATILES + 1)
SELECTS = range(Action.SELECT_0, Action.SELECT_15 + 1)
PURCHASES = range(Action.BUY_FUEL_SMALL, Action.OVERHAUL + 1)
SCANS = (Action.WIDE_SCAN, Action.FOCUSED_SCAN, Action.DEEP_SCAN)
OUTSIDE = (-1, 69, 127, -128, 2**31 - 1, 2**31, -(2**63), 2**63 - 1, 2**64 - 1, 10**30, -(10**30))
ABLE = {
    "ship.fuel": 500.0,
    "ship.hull": 60.0,
    "ship.heat": 30.0,
    "ship.tool": 50.0,
    "ship.alert": 20.0,
    "ship.credits": 900.0,
    "ship.cargo[c]": 12.5,
    "ship.repair_kits": 3,
    "ship.stabilizers": 3,
    "ship.decoys": 3,
}
"""A ship that may do nearly everything."""
LONG = 40  # steps of a loop that could continue


def go_to_rock(view: View, choose: random.Random) -> Iterator[Move]:
    """Leave the station if need be and select an asteroid."""
    if view.at_station:
        yield Step(choose.randrange(view.neighbors))
    rocks = [action for action in SELECTS if view.is_legal(action)]
    if rocks:
        yield Step(choose.choice(rocks))


def go_home(view: View) -> Iterator[Move]:
    """Be at the station at once."""
    yield Edit({"ship.selected": -1, "ship.anchor_ticks": 0, "ship.node": 0})
    assert view.at_station


def illegal_sales(view: View, choose: random.Random) -> Iterator[Move]:
    """Sell what is not there, here and at the station."""
    for action in choose.sample(SALES, 6):
        yield Step(action)
    yield from go_home(view)
    yield Edit({"ship.cargo[c]": 0.0})
    for action in choose.sample(SALES, 9):
        yield Step(action)


def mining_nothing(view: View, choose: random.Random) -> Iterator[Move]:
    """Mine, scan and stabilize without a selection."""
    yield Edit({"ship.selected": -1})
    for action in (*MINING, Action.FOCUSED_SCAN, Action.DEEP_SCAN, Action.STABILIZE):
        yield Step(action)


def empty_slots(view: View, choose: random.Random) -> Iterator[Move]:
    """Fly to no neighbor and select no asteroid."""
    for action in [*range(view.neighbors, spec.MAX_NEIGHBORS), *SELECTS]:
        if not view.is_legal(action):
            yield Step(action)
    yield Step(Action.HOLD_DRIFT)


def outside(view: View, choose: random.Random) -> Iterator[Move]:
    """Send integers outside the space."""
    for action in OUTSIDE:
        yield Step(action)


def scan_spam(view: View, choose: random.Random) -> Iterator[Move]:
    """Scan until the fuel is gone."""
    yield from go_to_rock(view, choose)
    yield Edit({"ship.fuel": choose.choice([17.0, 60.0, 150.0])})
    for _ in range(LONG):
        yield Step(choose.choice(SCANS))


def burn_loop(view: View, choose: random.Random) -> Iterator[Move]:
    """Burn again and again, with holds between."""
    for _ in range(8):
        yield Step(Action.EMERGENCY_BURN)
        for _ in range(choose.randrange(7)):
            yield Step(Action.HOLD_DRIFT)


def cooldown_loop(view: View, choose: random.Random) -> Iterator[Move]:
    """Cool down from any heat, down to no fuel."""
    for fuel in (9.0, 2.0, 1.999):
        yield Edit({"ship.heat": choose.uniform(0.0, 100.0), "ship.fuel": fuel})
        for _ in range(4):
            yield Step(Action.COOLDOWN)


def jettison_loop(view: View, choose: random.Random) -> Iterator[Move]:
    """Throw everything overboard twice."""
    cargo = [choose.choice([0.0, 0.5, 5.0, 9.99, 10.0, 33.0]) for _ in JETTISONS]
    yield Edit({"ship.cargo[c]": cargo, "ship.alert": choose.uniform(0.0, 60.0)})
    for action in JETTISONS:
        yield Step(action)
        yield Step(action)


def overheating(view: View, choose: random.Random) -> Iterator[Move]:
    """Work on at the edge of the heat that the ship bears."""
    yield from go_to_rock(view, choose)
    for heat in (69.9, 70.0, 99.0, 100.0):
        cargo = [20.0, 20.0, 0.0, 0.0, 0.0, 0.0]
        yield Edit({"ship.heat": heat, "ship.hull": 100.0, "ship.cargo[c]": cargo})
        for _ in range(3):
            yield Step(choose.choice([Action.MINE_AGGRESSIVE, Action.REFINE]))


def out_of_fuel(view: View, choose: random.Random) -> Iterator[Move]:
    """Travel with too little fuel, also to the station; burn with just enough."""
    yield Edit({"ship.fuel": choose.choice([18.0, 17.99, 5.0, 4.0, 8.0])})
    yield Step(choose.choice([Action.EMERGENCY_BURN, Action.WIDE_SCAN, Action.DEEP_SCAN]))
    yield Edit({"ship.fuel": choose.choice([1e-3, 2.0, 40.0])})
    yield Step(choose.randrange(view.neighbors))


def late(view: View, choose: random.Random) -> Iterator[Move]:
    """Start something long when the time is nearly up."""
    time_max = view.info["ticks"] + view.info["time_remaining"]
    yield Edit({"tick": max(0, time_max - choose.randrange(1, 9))})
    yield Step(choose.choice([*range(view.neighbors), Action.WIDE_SCAN, Action.OVERHAUL]))
    for _ in range(9):
        yield Step(Action.THREAT_LISTEN)


def full_hold(view: View, choose: random.Random) -> Iterator[Move]:
    """Mine into the last unit of the hold, then free a little of it."""
    yield from go_to_rock(view, choose)
    for iron in (99.0, 99.98, 99.99, 100.0):  # 99.99 makes exactly the limit of 199.99
        yield Edit({"ship.cargo[c]": [iron, 60.0, 20.0, 10.0, 5.0, 5.0]})
        for _ in range(2):
            yield Step(choose.choice(MINING))
    yield Step(Action.JETTISON_VOLATILES)
    yield Step(choose.choice(MINING))


def exhausted(view: View, choose: random.Random) -> Iterator[Move]:
    """Mine rocks that are nearly gone, select them again, with an anchor out."""
    yield Edit({"ship.selected": -1, "asteroids[a].depletion": 0.9495})
    for depletion in (0.94, 0.949, 0.9499):
        yield from go_to_rock(view, choose)
        selected = [a for a in view.asteroids if view.value("asteroids.selected_flag", a) == 1]
        if not selected:
            return
        wear = [depletion] * (selected[0] + 1)
        yield Edit({"asteroids[a].depletion": wear, "ship.cargo[c]": 1.0, "ship.stabilizers": 2})
        yield Step(Action.STABILIZE)
        for _ in range(8):
            yield Step(choose.choice(MINING))
        yield Step(Action.SELECT_0 + selected[0])
        yield Step(Action.STABILIZE)


def everything_at(kind: spec.NodeType) -> Player:
    """Return a player of every action at a node of a kind, if one of the first eight is of it."""

    def play(view: View, choose: random.Random) -> Iterator[Move]:
        for node in choose.sample(range(spec.NODE_COUNT_MIN), spec.NODE_COUNT_MIN):
            yield Edit({"ship.node": node, "ship.selected": -1})
            if view.node_type == kind:
                break
        others = [action for action in Action if action != Action.CASH_OUT]
        for action in [*choose.sample(others, len(others)), Action.CASH_OUT]:
            back = {"ship.node": node, "ship.selected": -1} if view.node != node else {}
            yield Edit({**ABLE, **back})
            if not (view.at_station or view.is_legal(Action.FOCUSED_SCAN)):
                yield from go_to_rock(view, choose)
            yield Step(action)

    return play


PLAYERS: dict[str, Player] = {
    "illegal_sales": illegal_sales,
    "mining_nothing": mining_nothing,
    "empty_slots": empty_slots,
    "outside": outside,
    "scan_spam": scan_spam,
    "burn_loop": burn_loop,
    "cooldown_loop": cooldown_loop,
    "jettison_loop": jettison_loop,
    "overheating": overheating,
    "out_of_fuel": out_of_fuel,
    "late": late,
    "full_hold": full_hold,
    "exhausted": exhausted,
    "everything_at_the_station": everything_at(spec.NodeType.STATION),
    "everything_at_a_cluster": everything_at(spec.NodeType.CLUSTER),
    "everything_in_a_hazard_node": everything_at(spec.NodeType.HAZARD),
}
