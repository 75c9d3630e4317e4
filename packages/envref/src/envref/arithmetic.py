"""The arithmetic of the rules: + - * / sqrt, comparisons, frexp (docs/world.md, section 1)."""

from __future__ import annotations

from collections.abc import Sequence
from math import frexp

from envcore import spec


def clamp(x: float, low: float, high: float) -> float:
    """Return `x` held between `low` and `high` (world.md 1)."""
    return min(max(x, low), high)


def wave(x: float) -> float:
    """Return a smooth wave of period 2 for `x` in [-1, 1), close to a sine (world.md 1)."""
    y = spec.WAVE_SLOPE * x * (1.0 - abs(x))
    return y * (spec.WAVE_LINEAR + spec.WAVE_QUADRATIC * abs(y))


def ln(x: float) -> float:
    """Return the natural logarithm of `x` > 0 by the series of world.md 1."""
    m, e = frexp(x)
    if m < spec.SQRT_HALF:
        m = 2.0 * m
        e = e - 1
    s = (m - 1.0) / (m + 1.0)
    q = s * s
    series = 1.0 / 19.0
    for n in (17.0, 15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0, 1.0):
        series = 1.0 / n + q * series
    return e * spec.LN2 + 2.0 * s * series


def sum_of(parts: Sequence[float]) -> float:
    """Return the sum from the first part upwards, rounded at every step (world.md 1).

    Python's own `sum` compensates rounding from 3.12 on and would give other bits.
    """
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total


def dot(left: Sequence[float], right: Sequence[float]) -> float:
    """Return the dot product, added from the first pair upwards (world.md 1)."""
    return sum_of([a * b for a, b in zip(left, right, strict=True)])


def normalised(parts: Sequence[float]) -> list[float]:
    """Return `parts`, each divided by their sum (world.md 2, mix; world.md 6, scan)."""
    total = sum_of(parts)
    return [part / total for part in parts]
