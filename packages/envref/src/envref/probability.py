"""From log-odds to probabilities (docs/world.md, section 1)."""

from __future__ import annotations

from math import sqrt

from envcore import spec


def odds(x: float) -> float:
    """Return the odds of log-odds `x`: close to e^x, and the rule as it is (world.md 1)."""
    h = x / spec.ODDS_DIVISOR
    y = h + sqrt(1.0 + h * h)
    y = y * y
    y = y * y
    return y * y


def prob(x: float) -> float:
    """Return the probability of log-odds `x`; `prob(x)` in world.md 1."""
    return odds(x) / (1.0 + odds(x))


def prob_within(p: float, n: int) -> float:
    """Return the probability in `n` ticks of an event of probability `p` a tick (world.md 1)."""
    nothing = 1.0 - p
    power = nothing
    for _ in range(n - 1):
        power = power * nothing
    return 1.0 - power
