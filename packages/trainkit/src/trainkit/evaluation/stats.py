"""Statistics of episodes with 95 % bootstrap intervals, plain, stratified and paired."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Statistic = Callable[[Floats], Floats]
"""From (draws, n) to (draws,)."""

BOOTSTRAP_DRAWS: Final = 2000
_BOOTSTRAP_SEED: Final = 0  # the same episodes always give the same interval
_CHUNK_VALUES: Final = 2**22  # resampled values held at once: 32 MiB
_LEVELS: Final = (0.025, 0.975)


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean and its 95 % bootstrap interval; of another statistic the key stays `mean`."""

    mean: float
    ci_low: float
    ci_high: float


def interquartile_mean(values: Floats) -> Floats:
    """Return the mean of the middle half of each row of (..., n).

    A quarter of the values, rounded down, is cut at each end.
    """
    n = values.shape[-1]
    cut = n // 4
    middle = np.partition(values, (cut, n - cut - 1), axis=-1)[..., cut : n - cut]
    return np.asarray(middle.mean(axis=-1))


STATISTICS: Final[MappingProxyType[str, Statistic]] = MappingProxyType(
    {
        "mean": lambda values: np.asarray(values.mean(axis=-1)),
        "median": lambda values: np.asarray(np.median(values, axis=-1)),
        "iqm": interquartile_mean,
    }
)
"""Statistics of a player's episodes, by name."""


def mean_with_interval(values: Floats) -> Interval:
    """Return the mean of the values with its 95 % percentile bootstrap interval."""
    return with_interval([values], "mean")


def with_interval(strata: Sequence[Floats], statistic: str) -> Interval:
    """Return a statistic of all values with its 95 % stratified percentile bootstrap interval.

    Args:
        strata: Groups of values, as of one training seed; resampled within each group.
        statistic: A key of STATISTICS.
    """
    compute = STATISTICS[statistic]
    draws = np.concatenate([compute(part) for part in _resampled(strata)])
    low, high = np.quantile(draws, _LEVELS)
    value = compute(np.concatenate(strata)[np.newaxis])[0]
    return Interval(float(value), float(low), float(high))


def improvement_with_interval(ours: Floats, theirs: Floats) -> Interval:
    """Return the probability of improvement with its 95 % bootstrap interval over worlds.

    It is the probability that a run of ours does better than one of theirs in the same world; a
    tie counts half.

    Args:
        ours: (runs, worlds).
        theirs: (other runs, the same worlds).
    """
    one, other = ours[:, np.newaxis], theirs[np.newaxis]
    wins = (one > other) + 0.5 * (one == other)
    return mean_with_interval(wins.mean(axis=(0, 1)))


def performance_profile(strata: Sequence[Floats], thresholds: Floats) -> dict[str, list[float]]:
    """Return the share of episodes above each threshold, with 95 % intervals.

    Args:
        strata: As in with_interval.
        thresholds: Ascending, (t,).
    """

    def shares(rows: Floats) -> Floats:
        ordered = np.sort(rows, axis=-1)
        above = [row.size - np.searchsorted(row, thresholds, side="right") for row in ordered]
        return np.asarray(np.array(above) / rows.shape[-1])

    draws = np.concatenate([shares(part) for part in _resampled(strata)])
    low, high = np.quantile(draws, _LEVELS, axis=0)
    share = shares(np.concatenate(strata)[np.newaxis])[0]
    return {"share": share.tolist(), "ci_low": low.tolist(), "ci_high": high.tolist()}


def _resampled(strata: Sequence[Floats]) -> Iterator[Floats]:
    """Yield BOOTSTRAP_DRAWS resamples in parts (draws, n), few enough at once to fit in memory."""
    rng = np.random.default_rng(_BOOTSTRAP_SEED)
    n = sum(len(values) for values in strata)
    rows = max(1, min(BOOTSTRAP_DRAWS, _CHUNK_VALUES // n))
    for begin in range(0, BOOTSTRAP_DRAWS, rows):
        count = min(rows, BOOTSTRAP_DRAWS - begin)
        picks = [values[rng.integers(0, len(values), (count, len(values)))] for values in strata]
        yield np.concatenate(picks, axis=1)
