"""Cases of the suites, and how one is played: episode after episode without a new seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from envcore.episodes import SEED_MAX
from envcore.spec import OPTIONS

from tools.parity import adversarial, extremes, random_mixes, tours
from tools.parity.moves import Exchange, Move, Reset, Step
from tools.parity.twins import Options, Twins
from tools.parity.view import Player, View

SUITES: dict[str, dict[str, Player]] = {
    "A": random_mixes.PLAYERS,
    "B": {**adversarial.PLAYERS, **extremes.PLAYERS},
    "C": tours.PLAYERS,
}
SWITCHES = tuple(option.name for option in OPTIONS if option.type == "bool")
OPTION_SETS: list[Options] = [
    {},
    *({name: False} for name in SWITCHES),
    {"reward_mode": "sparse"},
    dict.fromkeys(SWITCHES, False),
    {"reward_mode": "sparse", "price_impact": False, "fractures": False},
]
TIMES = (20_000, 300, 60, 2_000, 7, 1_000_000, 150)
"""Time budgets in ticks; seven and nine have no common factor, so all pairs come up."""

EXCHANGE_CHANCE = 1 / 60
AFTER_END_CHANCE = 1 / 8
SCENE_STEPS = 120  # of a player before the next one takes over
GOLDEN_RATIO = 0x9E3779B97F4A7C15  # spreads numbers over 64 bits
SMALL_SEEDS = 8
LAST_EPISODE_CASES = 16  # one case in this many starts in the last episode: the next one is 0


@dataclass(frozen=True, slots=True)
class Case:
    """One case: a suite, a number that determines everything else, and the number of steps."""

    suite: str
    number: int
    steps: int
    options: Options

    @property
    def seed(self) -> int:
        """Seed of the world: small at first, then anywhere in 64 bits."""
        return self.number if self.number < SMALL_SEEDS else self.number * GOLDEN_RATIO % 2**64

    @property
    def episode(self) -> int | None:
        """Number of the first episode: the largest one in some cases, else that of the reset."""
        return SEED_MAX if self.number % LAST_EPISODE_CASES == LAST_EPISODE_CASES - 1 else None

    def __str__(self) -> str:
        """Return a name that can be a folder's."""
        return f"{self.suite}-{self.number}"


def make_case(suite: str, number: int, steps: int, fixed: Options) -> Case:
    """Return a case; options that are not fixed follow from its number."""
    options: dict[str, Any] = {"time_max": TIMES[number % len(TIMES)]}
    options |= OPTION_SETS[number % len(OPTION_SETS)]
    return Case(suite, number, steps, options | fixed)


def play(case: Case, watch: Callable[[Twins], None] | None = None) -> int:
    """Play a case of suite A, B or C and return how many steps were taken.

    Args:
        case: What to play.
        watch: Is called after every move.

    Raises:
        MismatchError: The implementations do not agree.
    """
    twins, view = Twins(case.options), View()
    choose = random.Random(f"{case.suite} {case.number}")

    def make(move: Move) -> None:
        view.show(twins.make(move))
        if watch is not None:
            watch(twins)

    make(Reset(case.seed, case.episode))
    for player in players_of(case.suite, choose):
        limit = min(case.steps, twins.steps + SCENE_STEPS)
        for move in player(view, choose):
            make(move)
            if twins.core.has_ended or twins.steps >= limit:
                break
            if choose.random() < EXCHANGE_CHANCE:
                make(Exchange())
        if twins.core.has_ended:
            if choose.random() < AFTER_END_CHANCE:
                make(Step(choose.randrange(2)))
                make(Exchange())
            make(Reset())
        if twins.steps >= case.steps:
            break
    make(Exchange())
    return twins.steps


def players_of(suite: str, choose: random.Random) -> Iterator[Player]:
    """Return the suite's players for ever, each round in another order."""
    while True:
        yield from choose.sample(list(SUITES[suite].values()), len(SUITES[suite]))
