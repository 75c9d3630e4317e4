"""Seed sets: worlds to train on, to look at while one works, and to report from."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from trainkit.errors import ConfigError

SEED_SETS: Final = MappingProxyType(
    {
        "train": range(2**32),
        "test": range(2**32, 2**33),
        "heldout": range(2**33, 2**64),
    }
)
"""Disjoint; together they are all 64-bit seeds. A seed stands for all its episodes."""

EPISODES_MAX: Final = 100_000


def parse_seeds(text: str, episodes: str) -> range:
    """Return the seeds that a command names: a first one by set or number, and how many.

    Args:
        text: `test`, `heldout`, `train` or a number, each optionally with a count: `test:300`.
        episodes: How many, where the text has no count.

    Raises:
        ConfigError: The text names no seeds, or they lie in two sets.
    """
    first_text, _, count_text = text.partition(":")
    number = whole_number("--episodes", count_text or episodes, EPISODES_MAX)
    if first_text in SEED_SETS:
        first = SEED_SETS[first_text].start
    elif _is_number(first_text) and int(first_text) + number <= 2**64:
        first = int(first_text)
    else:
        raise ConfigError(
            f"--seeds {text}: expected {', '.join(SEED_SETS)} or a first seed in 0..2^64-1, "
            "each optionally with a count, as in test:300"
        )
    if set_of(first) != set_of(first + number - 1):
        raise ConfigError(
            f"--seeds {text}: {number} seeds from {first} lie in {set_of(first)} and "
            f"{set_of(first + number - 1)}, expected one set"
        )
    return range(first, first + number)


def set_of(seed: int) -> str:
    """Return the name of the set that a seed 0..2^64-1 belongs to."""
    return next(name for name, seeds in SEED_SETS.items() if seed in seeds)


def whole_number(name: str, text: str, most: int) -> int:
    """Return the number that a command's option gives.

    Raises:
        ConfigError: It is none in 1..most.
    """
    if not _is_number(text) or not 1 <= int(text) <= most:
        raise ConfigError(f"{name} {text}: expected an integer in 1..{most}")
    return int(text)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= len(str(2**64))
