"""Suite A: random mixes of legal and illegal actions."""

from __future__ import annotations

import random
from collections.abc import Iterator

from envcore.spec import N_ACTIONS, Action

from tools.parity.moves import Move, Step
from tools.parity.view import Player, View

MINING = (Action.MINE_CONSERVATIVE, Action.MINE_STANDARD, Action.MINE_AGGRESSIVE)
GOING = tuple(range(Action.TRAVEL_0, Action.TRAVEL_5 + 1))


def mix(wild: float, mining: float, staying: float) -> Player:
    """Return a player of random actions.

    Args:
        wild: Chance of any integer around the action space, legal or not.
        mining: Chance of mining where it is legal.
        staying: Chance of drawing again when a legal action would leave the node.
    """

    def play(view: View, choose: random.Random) -> Iterator[Move]:
        while True:
            if choose.random() < wild:
                yield Step(choose.randrange(-3, N_ACTIONS + 3))
                continue
            if view.is_legal(Action.MINE_STANDARD) and choose.random() < mining:
                yield Step(choose.choice(MINING))
                continue
            action = choose.choice(view.legal)
            if action in GOING and choose.random() < staying:
                action = choose.choice(view.legal)
            yield Step(action)

    return play


PLAYERS: dict[str, Player] = {
    "legal_only": mix(wild=0.0, mining=0.2, staying=0.5),
    "mostly_legal": mix(wild=0.1, mining=0.4, staying=0.9),
    "half_wild": mix(wild=0.5, mining=0.2, staying=0.5),
    "all_wild": mix(wild=1.0, mining=0.0, staying=0.0),
    "miner": mix(wild=0.03, mining=0.8, staying=0.95),
}
