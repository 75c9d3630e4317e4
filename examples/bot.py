"""A bot on a page: scan before mining, leave what cracks, come home before it is too late.

    python examples/bot.py --episodes 50

plays it against two bots of trainkit on the same worlds; docs/tutorials/write_a_bot.md explains it.
"""

from __future__ import annotations

import argparse
import sys
from typing import Any

import numpy as np
import numpy.typing as npt

import envcore
from envcore import spec
from envcore.spec import Action
from trainkit.bots import BOTS
from trainkit.config.seeds import parse_seeds
from trainkit.evaluation.play import play_episodes

BASE_PRICES = np.array([row.base_price for row in spec.COMMODITY_TABLE])


class QuietMiner:
    """Scans rocks, mines stable ones, and returns when full, damaged or low on fuel."""

    name = "quiet_miner"
    version = "1"

    def reset(self, num_worlds: int, seed: int) -> None:
        """Seed the generator that chooses edges; this bot has no other memory."""
        del num_worlds
        self.rng = np.random.default_rng(seed)

    def act(
        self, observations: npt.NDArray[np.float32], masks: npt.NDArray[Any]
    ) -> npt.NDArray[np.int64]:
        """Return an action for each world."""
        views = envcore.decode(observations)
        return np.array([self.choose(views[i], masks[i]) for i in range(len(masks))])

    def choose(self, view: envcore.DecodedObservation, mask: npt.NDArray[Any]) -> int:
        """Return the first preferred action that is legal in one world."""
        preferred = self.at_home(view) if view.at_station else self.outside(view, mask)
        return next((action for action in preferred if mask[action]), Action.HOLD_DRIFT)

    def at_home(self, view: envcore.DecodedObservation) -> list[int]:
        """Sell the most valuable goods first, then refuel and repair, then travel."""
        order = np.argsort(-view.cargo * view.prices)
        preferred = [Action.SELL_IRON_100 + 3 * int(c) for c in order]
        preferred += [Action.BUY_FUEL_LARGE] if view.fuel < 700 else []
        preferred += [Action.OVERHAUL] if min(view.hull, view.tool) < 75 else []
        return preferred + [int(way) for way in self.rng.permutation(spec.MAX_NEIGHBORS)]

    def outside(self, view: envcore.DecodedObservation, mask: npt.NDArray[Any]) -> list[int]:
        """Go home in time, cool down, mine a steady rock, select the best one, or move on."""
        rocks, is_late = view.asteroids, view.time_left < 0.03
        if view.cargo_load > 185 or view.fuel < 300 or view.hull < 45 or is_late:
            return [Action.TRAVEL_0]
        if view.heat > 65:
            return [Action.COOLDOWN]
        if view.has_selection:
            chosen = int(rocks.selected.argmax())
            if rocks.confidence[chosen] < 0.5:
                return [Action.DEEP_SCAN]
            if rocks.stability_estimate[chosen] > 0.55:
                return [Action.MINE_STANDARD]
        is_promising = (rocks.confidence < 0.5) | (rocks.stability_estimate > 0.55)
        worth = rocks.composition_estimate @ BASE_PRICES * is_promising
        worth *= mask[Action.SELECT_0 : Action.SELECT_15 + 1]
        best = [Action.SELECT_0 + int(worth.argmax())] if worth.max() > 0 else []
        return best + [int(way) for way in self.rng.permutation(spec.MAX_NEIGHBORS)]


def main() -> None:
    """Compare the bot with others, world by world."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--episodes", type=int, default=50)
    parser.add_argument("--time-max", type=int, default=2000)
    chosen = parser.parse_args()
    seeds = parse_seeds("test", chosen.episodes)
    config = envcore.EnvConfig(time_max=chosen.time_max)
    players = [QuietMiner(), *(BOTS[name]() for name in ("greedy_miner", "cautious_scanner"))]
    for player in players:
        played = play_episodes(player, seeds, config, kind="bot")
        profit, survival = played.infos["net_profit"], played.infos["survival"]
        sys.stdout.write(
            f"{player.name:17} net profit {profit.mean():8,.0f}   survived {survival.mean():.0%}\n"
        )


if __name__ == "__main__":
    main()
