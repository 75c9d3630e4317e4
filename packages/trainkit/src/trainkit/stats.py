"""Summaries of episodes: quartiles and bootstrap intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

BOOTSTRAP_DRAWS = 2000
_BOOTSTRAP_SEED = 0  # the same episodes always give the same interval


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean and its 95 % bootstrap interval."""

    mean: float
    ci_low: float
    ci_high: float


def mean_with_interval(values: npt.NDArray[np.float64]) -> Interval:
    """Return the mean of the values with its 95 % percentile bootstrap interval."""
    rng = np.random.default_rng(_BOOTSTRAP_SEED)
    n = len(values)
    means = [values[rng.integers(0, n, n)].mean() for _ in range(BOOTSTRAP_DRAWS)]
    low, high = np.quantile(means, [0.025, 0.975])
    return Interval(float(values.mean()), float(low), float(high))


def distribution(values: npt.NDArray[Any]) -> dict[str, float] | None:
    """Return mean, median and quartiles, or None of no values."""
    if len(values) == 0:
        return None
    q25, median, q75 = np.quantile(values, [0.25, 0.5, 0.75])
    return {
        "mean": float(np.mean(values)),
        "median": float(median),
        "q25": float(q25),
        "q75": float(q75),
    }
