"""The normalised score: 0 is what `random_legal` earns in the same worlds, 1 what `prospector`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import envcore
from trainkit.config.seeds import SEED_SETS
from trainkit.evaluation.stats import Interval

ZERO: Final = "random_legal"
ONE: Final = "prospector"


@dataclass(frozen=True, slots=True)
class References:
    """Mean net profits of the two bots that the score counts between, and where they come from."""

    zero: float
    one: float
    source: str

    def score(self, profit: Interval) -> Interval:
        """Return the normalised score of a mean net profit, with its interval.

        The references count as exact, so the interval is that of the profit alone.
        """
        return Interval(*(self._of(x) for x in (profit.mean, profit.ci_low, profit.ci_high)))

    def _of(self, profit: float) -> float:
        return (profit - self.zero) / (self.one - self.zero)


_WORLDS: Final = range(SEED_SETS["heldout"].start, SEED_SETS["heldout"].start + 200)

STORED: Final = MappingProxyType(
    {
        2_000: References(
            52.33822219190328, 172580.52440006557, "stored: docs/results/bots_short.json"
        ),
        20_000: References(
            52.33822219190328, 900465.7433076819, "stored: docs/results/bots_full_length.json"
        ),
    }
)
"""By time budget: on the 200 held-out worlds that results are reported on, with all rules on."""


def references_of(
    profits: dict[str, float], seeds: Sequence[int], config: envcore.EnvConfig
) -> References | str:
    """Return the references for players on these worlds, or why there are none.

    Args:
        profits: Mean net profits by player; the two bots among them are the references.
        seeds: The worlds.
        config: Their options.
    """
    if ZERO in profits and ONE in profits:
        if profits[ONE] <= profits[ZERO]:
            return f"no normalised score: {ZERO} earns as much as {ONE} here"
        return References(profits[ZERO], profits[ONE], "played")
    stored = STORED.get(config.time_max)
    # the reward's mode changes no profit
    usual = envcore.EnvConfig(time_max=config.time_max, reward_mode=config.reward_mode)
    if stored is not None and config == usual and list(seeds) == list(_WORLDS):
        return stored
    return (
        f"no normalised score: add the players {ZERO} and {ONE}, or play --seeds heldout:200 with "
        f"all rules and a time budget of {' or '.join(f'{ticks:,}' for ticks in STORED)} ticks"
    )
