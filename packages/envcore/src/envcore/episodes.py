"""Which episode a reset starts, and the two flags of an episode's end."""

from __future__ import annotations

import secrets
from typing import Final

from envcore.spec import TRUNCATIONS, EndCause

SEED_MAX: Final = 2**64 - 1
"""Largest seed, and largest episode number."""


def draw_seed() -> int:
    """Return a seed from the operating system."""
    return secrets.randbits(64)


def next_episode(episode: int) -> int:
    """Return the number of the episode after this one; numbers are 64 bits wide and wrap to 0."""
    return (episode + 1) & SEED_MAX


def episode_to_start(
    seed: int | None,
    episode: int | None,
    running: tuple[int, int] | None,
    drawn: int | None = None,
) -> tuple[int, int]:
    """Return the seed and the number of the episode that a reset starts.

    Args:
        seed: As given to the reset: starts episode 0 of that seed.
        episode: As given to the reset: replaces the number.
        running: Seed and number of the latest episode, None before the first reset. Without a seed
            the reset starts the next episode of the same seed.
        drawn: Seed of a first reset without one; None draws it from the operating system.
    """
    if seed is not None:
        world_seed, number = seed, 0
    elif running is None:
        world_seed, number = draw_seed() if drawn is None else drawn, 0
    else:
        world_seed, number = running[0], next_episode(running[1])
    return world_seed, number if episode is None else episode


def end_flags(cause: EndCause) -> tuple[bool, bool]:
    """Return `terminated` and `truncated` of a step that left this end cause."""
    truncated = cause in TRUNCATIONS
    return cause != EndCause.NONE and not truncated, truncated
