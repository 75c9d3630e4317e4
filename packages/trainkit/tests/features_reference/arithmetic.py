"""Functions whose bits are the same on every platform: correctly rounded operations only.

NumPy's own `exp`, `log`, `@` and `sum` depend on the processor and on the library below.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from features_reference.view import Floats

_LOG2_E: Final = 1.4426950408889634
_LN2: Final = 0.6931471805599453
_LN2_HIGH: Final = 6.93147180369123816490e-01
_LN2_LOW: Final = 1.90821492927058770002e-10
_SQRT_HALF: Final = 0.7071067811865476


def total(values: Floats) -> Floats:
    """Return the sum over the last axis, added from the first to the last."""
    sums: Floats = np.add.accumulate(values, axis=-1)[..., -1]
    return sums


def exp(x: Floats) -> Floats:
    """Return e^x, for x clipped to -700..700."""
    x = np.clip(x, -700.0, 700.0)
    k = np.trunc(x * _LOG2_E + np.where(x < 0, -0.5, 0.5))
    rest = (x - k * _LN2_HIGH) - k * _LN2_LOW  # x = k * ln 2 + rest
    series = np.full(x.shape, 1.0 / math.factorial(13))
    for n in range(12, -1, -1):
        series = 1.0 / math.factorial(n) + rest * series
    result: Floats = np.ldexp(series, k.astype(int))
    return result


def ln(x: Floats) -> Floats:
    """Return the natural logarithm of numbers >= 1: docs/world.md, section 1."""
    mantissa, exponent = np.frexp(x)
    is_low = mantissa < _SQRT_HALF
    mantissa = np.where(is_low, 2 * mantissa, mantissa)
    exponent = exponent - is_low
    s = (mantissa - 1) / (mantissa + 1)
    square = s * s
    series = np.full(x.shape, 1.0 / 19)
    for n in range(17, 0, -2):
        series = 1.0 / n + square * series
    result: Floats = exponent * _LN2 + 2 * s * series
    return result
