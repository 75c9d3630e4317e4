"""Intervals over training seeds and worlds together."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from trainkit.evaluation.comparison import Entry
from trainkit.evaluation.stats import BOOTSTRAP_DRAWS, Interval

Floats = npt.NDArray[np.float64]


def by_world(entry: Entry, measure: str) -> tuple[tuple[int, ...], Floats]:
    """Return the worlds of a player and a measure in each, (runs, worlds).

    Episodes of one world are averaged.
    """
    values = entry.infos("survival") if measure == "survival" else entry.scores(measure)
    worlds, places = np.unique(np.array(entry.seeds, dtype=np.uint64), return_inverse=True)
    sums = np.zeros((len(values), len(worlds)))
    for row, total in zip(values, sums, strict=True):
        np.add.at(total, places, row)
    return tuple(int(world) for world in worlds), sums / np.bincount(places)


def crossed_interval(values: Floats) -> Interval:
    """Return the mean of (runs, worlds) with its 95 % percentile bootstrap interval.

    Each resample draws runs and, independently, worlds, so the interval covers both: other
    training seeds and other worlds. Of one run it covers worlds alone.
    """
    return _interval(float(values.mean()), _draws(values, _weights(values.shape[0], 1)))


def gap_interval(training: Floats, heldout: Floats) -> Interval:
    """Return the mean on training worlds minus that on others, of the same runs."""
    weights = _weights(training.shape[0], 1)
    draws = _draws(training, weights) - _draws(heldout, weights)
    return _interval(float(training.mean() - heldout.mean()), draws)


def _weights(count: int, stream: int) -> Floats:
    """Return how often each of some things is drawn, as shares, (draws, count)."""
    rng = np.random.default_rng((0, stream, count))
    return rng.multinomial(count, [1 / count] * count, BOOTSTRAP_DRAWS) / count


def _draws(values: Floats, runs: Floats) -> Floats:
    worlds = _weights(values.shape[1], 2)
    return np.asarray(np.einsum("dr,rw,dw->d", runs, values, worlds, optimize=True))


def _interval(mean: float, draws: Floats) -> Interval:
    low, high = np.quantile(draws, (0.025, 0.975))
    return Interval(mean, float(low), float(high))
