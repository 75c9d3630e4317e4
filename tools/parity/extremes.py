"""More of suite B: numbers at the ends of their ranges, put into the state."""

from __future__ import annotations

import random
from collections.abc import Iterator

from envcore.spec import Action

from tools.parity.adversarial import PURCHASES, SALES, SELECTS, go_home, go_to_rock
from tools.parity.moves import Edit, Move, Step
from tools.parity.random_mixes import MINING
from tools.parity.view import Player, View

BLIPS = (1e-12, 1.01e-12, -1e-12, 9e-13, 1.02e-12, 1.015228426395939e-12)
"""Shocks at the size below which they become zero; 0.985 times the last is exactly 1e-12."""
LAST_ROOM = 0.015625
NEARLY_GONE = 0.9499218749999999
"""A depletion that is exactly 0.95 once the hold is full."""


def thresholds(view: View, choose: random.Random) -> Iterator[Move]:
    """Be exactly at a limit: of heat, of metal, of a rock's end."""
    yield from go_to_rock(view, choose)
    yield Edit({"ship.heat": 95.5, "node.danger": 0.0})  # 7 more from mining, 2.5 less from cooling
    yield Step(Action.MINE_AGGRESSIVE)
    yield Edit({"ship.cargo[c]": [0.5, 0.5, 0.0, 0.0, 0.0, 0.0], "ship.heat": 0.0})
    yield Step(Action.REFINE)
    cargo = [100.0, 60.0, 20.0, 10.0, 5.0, 5.0 - LAST_ROOM]
    rocks = [action for action in SELECTS if view.is_legal(action)]
    yield Edit({"ship.cargo[c]": cargo, "asteroids[a].depletion": NEARLY_GONE, "ship.tool": 100.0})
    for rock in rocks:
        yield Step(rock)
        yield Step(Action.MINE_AGGRESSIVE)
        yield Edit({"ship.cargo[c]": cargo, "ship.heat": 0.0, "ship.fuel": 100.0})


def last_ticks(view: View, choose: random.Random) -> Iterator[Move]:
    """Step while escape and anchor have one, two or three ticks left."""
    yield from go_to_rock(view, choose)
    for ticks in (1, 2, 3):
        yield Edit({"ship.escape_ticks": ticks, "ship.anchor_ticks": ticks, "ship.alert": 90.0})
        yield Step(choose.choice([*MINING, Action.THREAT_LISTEN, Action.HOLD_DRIFT]))
        yield Step(choose.choice(MINING))


def losing_the_anchor(view: View, choose: random.Random) -> Iterator[Move]:
    """Anchor one rock, then turn to others or fly away."""
    yield from go_to_rock(view, choose)
    yield Edit({"ship.stabilizers": 12})
    yield Step(Action.STABILIZE)
    yield Step(choose.choice(SELECTS))
    yield Step(Action.STABILIZE)
    yield Step(choose.randrange(view.neighbors))
    yield Step(Action.MINE_STANDARD)


def pirate_bait(view: View, choose: random.Random) -> Iterator[Move]:
    """Carry riches through a stirred-up belt, with and without decoys and an escape."""
    yield from go_to_rock(view, choose)
    for _ in range(8):
        cargo = [choose.choice([0.0, 1e-6, 1.05e-6, 30.0, 33.0]) for _ in range(6)]
        yield Edit(
            {
                "ship.cargo[c]": cargo,
                "ship.alert": 100.0,
                "ship.hull": 100.0,
                "ship.decoys": choose.randrange(3),
                "ship.escape_ticks": choose.randrange(2),
                "node.danger": choose.choice([0.0, 0.5, 1.0]),
            }
        )
        if choose.random() < 0.3:
            yield Step(choose.choice([Action.HOLD_DRIFT, Action.WIDE_SCAN, Action.MINE_STANDARD]))
        yield Step(choose.randrange(view.neighbors))


def shopping(view: View, choose: random.Random) -> Iterator[Move]:
    """Buy at the edges: the last credit, the last free slot, the full tank."""
    yield from go_home(view)
    for credits in (60.0, 109.99, 110.0, 150.0, 280.0, 5000.0):
        held = {"ship.repair_kits": 11, "ship.stabilizers": 11, "ship.decoys": 11}
        hull = choose.choice([100.0, 99.9])
        fuel = choose.choice([1000.0, 999.9, 300.0])
        yield Edit({"ship.credits": credits, "ship.fuel": fuel, "ship.hull": hull, **held})
        for action in choose.sample(PURCHASES, len(PURCHASES)):
            yield Step(action)
            yield Step(action)


def odd_prices(view: View, choose: random.Random) -> Iterator[Move]:
    """Sell into prices at their limits and into stocks of any size."""
    yield from go_home(view)
    for _ in range(3):
        yield Edit(
            {
                "market[c].shock": [choose.choice([-1.5, -0.4, 0.0, 0.9, 5.0]) for _ in range(6)],
                "market[c].drift": [choose.uniform(-0.3, 0.3) for _ in range(6)],
                "market[c].stock": [choose.choice([0.0, 3.0, 200.0, 9000.0]) for _ in range(6)],
                "ship.cargo[c]": [choose.choice([0.0, 0.005, 0.0133, 7.0, 30.0]) for _ in range(6)],
            }
        )
        yield Step(Action.HOLD_DRIFT)
        for action in choose.sample(SALES, 8):
            yield Step(action)


def small_things(view: View, choose: random.Random) -> Iterator[Move]:
    """Wait until shocks and shares fade to zero, and sell remainders."""
    yield from go_home(view)
    yield Edit({"market[c].shock": [choose.choice(BLIPS) for _ in range(6)]})
    yield Step(Action.HOLD_DRIFT)
    yield Step(Action.THREAT_LISTEN)
    yield Edit({"ship.cargo[c]": [0.02, 0.0134, 0.0133, 0.01, 0.001, 1e-9]})
    for action in choose.sample(SALES, len(SALES)):
        yield Step(action)


def dangerous_work(view: View, choose: random.Random) -> Iterator[Move]:
    """Work where it can hardly get worse, with a hot and worn ship, until a rock cracks."""
    yield from go_to_rock(view, choose)
    for tool in (100.0, 40.0, 0.3, 0.0):
        danger = choose.choice([0.05, 0.91, 1.0])
        heat = choose.uniform(0.0, 95.0)
        yield Edit({"node.danger": danger, "ship.tool": tool, "ship.heat": heat, "ship.hull": 90.0})
        yield from go_to_rock(view, choose)
        for _ in range(4):
            yield Step(Action.MINE_AGGRESSIVE)


def riches(view: View, choose: random.Random) -> Iterator[Move]:
    """Be richer than the observation shows, and take it home."""
    yield from go_home(view)
    yield Edit({"ship.credits": choose.choice([0.004, 1e7, 1.5e7, 3e12]), "ship.cargo[c]": 3.0})
    yield Step(Action.SELL_PGE_50)
    yield Step(Action.BUY_DECOY)
    yield Step(Action.CASH_OUT)


def dying(view: View, choose: random.Random) -> Iterator[Move]:
    """Be nearly destroyed out there, or out of fuel, or both in the same step."""
    yield from go_to_rock(view, choose)
    if choose.random() < 0.5:
        yield Edit({"ship.fuel": 5.0, "ship.hull": 0.001})  # a wide scan takes just this fuel
        yield Step(Action.WIDE_SCAN)
    hull = choose.choice([0.05, 1.5])
    yield Edit({"ship.fuel": choose.choice([6.0, 500.0]), "ship.hull": hull, "ship.heat": 99.5})
    yield Step(choose.choice([Action.REFINE, Action.MINE_AGGRESSIVE, Action.WIDE_SCAN]))
    yield Step(Action.TRAVEL_0)
    yield Step(Action.MINE_AGGRESSIVE)


def listening(view: View, choose: random.Random) -> Iterator[Move]:
    """Listen at one place from any estimate."""
    for estimate in (0.0, 1.0, 0.5):
        yield Edit({"node.neighbors[k].threat_estimate": estimate})
        yield Step(Action.THREAT_LISTEN)
        yield Step(Action.THREAT_LISTEN)


def scanning_to_the_end(view: View, choose: random.Random) -> Iterator[Move]:
    """Scan what is known already, and rocks without some commodity."""
    yield from go_to_rock(view, choose)
    yield Edit({"asteroids[a].confidence": choose.choice([0.1, 0.56, 0.95, 1.0])})
    for _ in range(5):
        yield Edit({"ship.fuel": 100.0})
        yield Step(choose.choice([Action.WIDE_SCAN, Action.FOCUSED_SCAN, Action.DEEP_SCAN]))


PLAYERS: dict[str, Player] = {
    "thresholds": thresholds,
    "last_ticks": last_ticks,
    "losing_the_anchor": losing_the_anchor,
    "pirate_bait": pirate_bait,
    "shopping": shopping,
    "odd_prices": odd_prices,
    "small_things": small_things,
    "dangerous_work": dangerous_work,
    "riches": riches,
    "dying": dying,
    "listening": listening,
    "scanning_to_the_end": scanning_to_the_end,
}
