"""Seed sets: worlds to train on, to test with during development, and held out for reports."""

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
"""Disjoint; together all 64-bit seeds. A seed belongs to a set with all its episodes."""

EPISODES_MAX: Final = 100_000


def parse_seeds(text: str, episodes: int) -> range:
    """Return the seeds that a command line names.

    Args:
        text: A set (`test`, `heldout`, `train`) or a first seed, optionally with a count:
            `test:300`.
        episodes: Number of seeds if the text has no count.

    Raises:
        ConfigError: The text names no seeds, or seeds of two sets.
    """
    first_text, _, count_text = text.partition(":")
    if not _is_number(count_text or "1") or not 1 <= int(count_text or episodes) <= EPISODES_MAX:
        raise ConfigError(f"--seeds {text}: expected a count in 1..{EPISODES_MAX}, as in test:300")
    number = int(count_text or episodes)
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


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= len(str(2**64))
