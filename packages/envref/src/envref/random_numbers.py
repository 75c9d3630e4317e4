"""RngKey, addressed and never streamed: NumPy's Philox4x64-10 (docs/world.md, section 2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from envcore import spec
from envref.arithmetic import normalised

WORDS_PER_BLOCK = 4


@dataclass(frozen=True, slots=True)
class RngKey:
    """The key of all random numbers of an episode."""

    seed: int
    episode: int

    def words(self, domain: spec.Domain, index: int, count: int) -> list[int]:
        """Return the first `count` 64-bit words of (domain, index) (world.md 2)."""
        key = np.array([self.seed, self.episode], dtype=np.uint64)
        counter = np.array([0, index, domain, 1], dtype=np.uint64)
        blocks = -(-count // WORDS_PER_BLOCK)
        raw = np.random.Philox(key=key, counter=counter).random_raw(WORDS_PER_BLOCK * blocks)
        words: list[int] = raw.tolist()
        return words[:count]


def uniform01(word: int) -> float:
    """Return a number in [0, 1) with 53 random bits (world.md 2)."""
    return float(word >> 11) * 2.0**-53


def uniform_int(word: int, n: int) -> int:
    """Return an integer in 0..n-1 (world.md 2)."""
    return ((word >> 32) * n) >> 32


def approx_normal(word: int) -> float:
    """Return a sample close to a standard normal one, within 3.47 of 0 (world.md 2)."""
    a = word & 0xFFFF
    b = (word >> 16) & 0xFFFF
    c = (word >> 32) & 0xFFFF
    d = (word >> 48) & 0xFFFF
    return float(a + b + c + d - spec.BELL_CENTER) * spec.BELL_SCALE


def shares(words: Sequence[int]) -> list[float]:
    """Return six shares of 1 from five words, uniform on the simplex (world.md 2)."""
    u1, u2, u3, u4, u5 = sorted(uniform01(word) for word in words)
    return [u1, u2 - u1, u3 - u2, u4 - u3, u5 - u4, 1.0 - u5]


def mix(words: Sequence[int]) -> list[float]:
    """Return six uneven shares of 1 from five words: squared, then normalised (world.md 2)."""
    squares = [share * share for share in shares(words)]
    return normalised(squares)
