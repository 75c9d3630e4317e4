"""Statistics: expected values by hand, intervals that cover what they should."""

from __future__ import annotations

import numpy as np
import pytest

from trainkit.evaluation.stats import (
    improvement_with_interval,
    interquartile_mean,
    mean_with_interval,
    performance_profile,
    with_interval,
)
from trainkit.runs.window_metrics import distribution


def test_the_interquartile_mean_is_that_of_the_middle_half() -> None:
    values = np.array([[100.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, -100.0]])

    assert interquartile_mean(values) == [(2 + 3 + 4 + 5) / 4]


@pytest.mark.parametrize("values", [[7.0], [3.0, 5.0], [1.0, 2.0, 6.0]])
def test_of_few_values_nothing_is_left_out(values: list[float]) -> None:
    assert interquartile_mean(np.array(values)) == sum(values) / len(values)


def test_the_interval_covers_the_mean_and_narrows() -> None:
    rng = np.random.default_rng(0)
    few, many = (mean_with_interval(rng.normal(5, 2, n)) for n in (50, 5000))

    # of a normal sample the 95 % interval is about 1.96 standard errors to each side
    assert few.ci_low < few.mean < few.ci_high
    assert few.ci_high - few.ci_low == pytest.approx(2 * 1.96 * 2 / 50**0.5, rel=0.25)
    assert many.ci_high - many.ci_low == pytest.approx(2 * 1.96 * 2 / 5000**0.5, rel=0.25)


@pytest.mark.parametrize("statistic", ["mean", "median", "iqm"])
def test_one_episode_has_a_point_for_an_interval(statistic: str) -> None:
    interval = with_interval([np.array([3.0])], statistic)

    assert (interval.mean, interval.ci_low, interval.ci_high) == (3, 3, 3)


def test_strata_are_resampled_within_themselves() -> None:
    low, high = np.zeros(50), np.full(50, 10.0)

    apart = with_interval([low, high], "mean")
    together = with_interval([np.concatenate([low, high])], "mean")

    # within each stratum all values are equal: resampling it changes nothing
    assert (apart.mean, apart.ci_low, apart.ci_high) == (5, 5, 5)
    assert together.ci_low < 4.5
    assert together.ci_high > 5.5


def test_a_skewed_sample_has_a_robust_mean() -> None:
    values = np.array([1.0] * 9 + [1000.0])

    assert with_interval([values], "mean").mean == (9 + 1000) / 10
    assert with_interval([values], "median").mean == 1
    assert with_interval([values], "iqm").mean == 1


def test_the_probability_of_improvement_counts_ties_half() -> None:
    ours = np.array([[3.0, 1.0, 2.0, 5.0]])
    theirs = np.array([[1.0, 1.0, 4.0, 2.0]])

    assert improvement_with_interval(ours, theirs).mean == (1 + 0.5 + 0 + 1) / 4


def test_all_pairs_of_training_seeds_are_compared() -> None:
    ours = np.array([[2.0], [0.0]])
    theirs = np.array([[1.0], [0.0], [3.0]])

    # 2 beats 1 and 0; 0 ties with 0
    assert improvement_with_interval(ours, theirs).mean == pytest.approx((2 + 0.5) / 6)


def test_a_profile_is_the_share_above_each_threshold() -> None:
    profile = performance_profile([np.array([1.0, 2.0, 3.0, 4.0])], np.array([0.0, 2.0, 4.0]))

    assert profile["share"] == [1.0, 2 / 4, 0.0]
    assert profile["ci_low"][1] <= 0.5 <= profile["ci_high"][1]
    assert profile["ci_low"][0] == profile["ci_high"][0] == 1


def test_many_values_are_resampled_in_parts() -> None:
    values = np.arange(30_000, dtype=float)

    interval = mean_with_interval(values)

    standard_error = 30_000 / 12**0.5 / 30_000**0.5
    assert interval.ci_high - interval.ci_low == pytest.approx(2 * 1.96 * standard_error, rel=0.1)


def test_a_distribution_has_quartiles() -> None:
    assert distribution(np.array([1.0, 2.0, 3.0, 4.0, 10.0])) == {
        "mean": (1 + 2 + 3 + 4 + 10) / 5,
        "median": 3.0,
        "q25": 2.0,
        "q75": 4.0,
    }
    assert distribution(np.zeros(0)) is None
