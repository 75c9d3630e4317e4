"""A bot in twenty lines: trainkit evaluate examples/first_bot.py:FirstBot greedy_miner."""

from __future__ import annotations

from typing import Any

import numpy as np

import envcore
from envcore.spec import Action

STATION = [*range(Action.SELL_IRON_100, Action.SELL_IRON_100 + 18, 3), Action.BUY_FUEL_LARGE]
MINE = [*STATION, Action.MINE_CONSERVATIVE, Action.SELECT_0, Action.TRAVEL_1, Action.TRAVEL_0]
LEAVE = [*STATION, Action.OVERHAUL, Action.TRAVEL_0, Action.COOLDOWN, Action.HOLD_DRIFT]


class FirstBot:
    """Mines the first rock of a node; turns home full, late, worn, hot or low on fuel."""

    def act(self, observations: Any, masks: Any) -> Any:
        """Return an action for each world: the first legal one of its plan."""
        ship = envcore.decode(observations)
        turns_home = (ship.cargo_load > 100) | (ship.time_left < 0.1) | (ship.heat > 70)
        turns_home |= (ship.fuel < 500) | (ship.hull < 70)
        plans = np.array([MINE, LEAVE])[turns_home.astype(int)]
        is_legal = np.take_along_axis(masks, plans, axis=1) != 0
        return plans[np.arange(len(plans)), is_legal.argmax(axis=1)]
