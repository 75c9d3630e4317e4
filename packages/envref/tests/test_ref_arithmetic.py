"""Arithmetic and random numbers, against values worked out by hand or in whole numbers."""

from __future__ import annotations

import math

import pytest

from envcore import spec
from envref import arithmetic, probability, random_numbers

TOP = 2**64 - 1


def test_odds_of_zero_are_even() -> None:
    assert probability.odds(0.0) == 1.0
    assert probability.prob(0.0) == 1 / 2


def test_odds_are_an_eighth_power() -> None:
    # h = 6/8 = 3/4: sqrt(1 + 9/16) = 5/4, so (3/4 + 5/4)^8 = 2^8
    assert probability.odds(6.0) == 2.0**8
    assert probability.prob(6.0) == 256 / 257
    # h = -3/4: (-3/4 + 5/4)^8 = 2^-8
    assert probability.odds(-6.0) == 2.0**-8


def test_prob_within_complements_never_happening() -> None:
    assert probability.prob_within(0.25, 1) == 1 - 0.75
    assert probability.prob_within(0.5, 3) == 1 - 0.5 * 0.5 * 0.5


def test_wave_is_odd_and_peaks_at_a_half() -> None:
    assert arithmetic.wave(-1.0) == 0.0
    assert arithmetic.wave(0.0) == 0.0
    # y = 4 * 1/2 * 1/2 = 1: 1 * (0.775 + 0.225)
    assert arithmetic.wave(0.5) == 0.775 + 0.225
    assert arithmetic.wave(-0.5) == -(0.775 + 0.225)


def test_ln_is_exact_for_powers_of_two_and_close_elsewhere() -> None:
    assert arithmetic.ln(1.0) == 0.0
    assert arithmetic.ln(1024.0) == 10 * spec.LN2
    for x in (1.5, 3.0, 1000.0, 1 + 1e7):
        # the series is cut at s^19 / 19 with |s| < 0.172, far below a rounding of the result
        assert arithmetic.ln(x) == pytest.approx(math.log(x), rel=1e-15, abs=0)


def test_sums_run_upwards_without_help() -> None:
    # 1e16 + 1 rounds back to 1e16; a compensated sum would give 2
    assert arithmetic.sum_of([1e16, 1.0, 1.0, -1e16]) == 0.0
    assert arithmetic.dot([2.0, 3.0], [5.0, 7.0]) == 2 * 5 + 3 * 7


def test_uniform01_uses_the_upper_53_bits() -> None:
    assert random_numbers.uniform01(0) == 0.0
    assert random_numbers.uniform01(2**11 - 1) == 0.0
    assert random_numbers.uniform01(TOP) == 1 - 2.0**-53


def test_uniform_int_uses_the_upper_32_bits() -> None:
    assert random_numbers.uniform_int(0, 25) == 0
    assert random_numbers.uniform_int(TOP, 25) == 24
    assert random_numbers.uniform_int(1 << 63, 10) == 5


def test_approx_normal_sums_four_parts() -> None:
    assert random_numbers.approx_normal(0) == -131070 * 2.6429e-5
    assert random_numbers.approx_normal(TOP) == (4 * 65535 - 131070) * 2.6429e-5
    assert (
        random_numbers.approx_normal(0x0001_0002_0003_0004) == (1 + 2 + 3 + 4 - 131070) * 2.6429e-5
    )


def test_shares_are_the_gaps_between_sorted_units() -> None:
    words = [int(u * 2**53) << 11 for u in (0.5, 0.125, 0.75, 0.25, 0.875)]
    expected = [0.125, 0.125, 0.25, 0.25, 0.125, 0.125]
    assert random_numbers.shares(words) == expected
    squares = [share * share for share in expected]
    # 4/64 + 2/16 = 3/16
    assert random_numbers.mix(words) == [square / (3 / 16) for square in squares]


def test_words_are_addressed_not_streamed() -> None:
    source = random_numbers.RngKey(2**64 - 1, 3)
    long = source.words(spec.Domain.FIELD, 16, 9)
    assert source.words(spec.Domain.FIELD, 16, 3) == long[:3]
    assert source.words(spec.Domain.FIELD, 17, 3) != long[:3]
    assert source.words(spec.Domain.GRAPH, 16, 3) != long[:3]
    assert random_numbers.RngKey(2**64 - 1, 4).words(spec.Domain.FIELD, 16, 3) != long[:3]


def test_words_follow_philox() -> None:
    source = random_numbers.RngKey(5, 9)
    assert source.words(spec.Domain.SCAN, 77, 4) == philox_4x64_10((1, 77, 7, 1), (5, 9))


def philox_4x64_10(counter: tuple[int, int, int, int], key: tuple[int, int]) -> list[int]:
    """Return a block as published by Salmon et al. (2011), in whole numbers."""
    x0, x1, x2, x3 = counter
    k0, k1 = key
    for _ in range(10):
        high0, low0 = divmod(0xD2E7470EE14C6C93 * x0, 2**64)
        high1, low1 = divmod(0xCA5A826395121157 * x2, 2**64)
        x0, x1, x2, x3 = high1 ^ x1 ^ k0, low1, high0 ^ x3 ^ k1, low0
        k0, k1 = (k0 + 0x9E3779B97F4A7C15) % 2**64, (k1 + 0xBB67AE8584CAA73B) % 2**64
    return [x0, x1, x2, x3]
