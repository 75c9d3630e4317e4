"""Who played an episode, and where the player and the episode come from."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, kw_only=True, slots=True)
class Player:
    """The player: a policy, a bot or a human."""

    kind: Literal["policy", "bot", "human"]
    name: str
    version: str = ""
    digest: str | None = None
    """SHA-256 of the policy file, in hexadecimal digits."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Training:
    """The training that a policy comes from."""

    config_digest: str
    """Digest of the configuration."""
    window: int
    """Training window after which the policy was saved."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Parent:
    """The replay that a fork was taken from."""

    digest: str | None
    """Content digest of the parent; None if the parent was cut off and has none."""
    step: int
    """Number of the parent's steps before the fork."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who played an episode, and where the player and the episode come from.

    Recorders take it as one value and write it into the header.
    """

    player: Player
    _: KW_ONLY
    training: Training | None = None
    """The training that a policy comes from."""
    parent: Parent | None = None
    """The replay that the start was taken from; `fork` and `cut` fill it in."""
    extra: dict[str, Any] = field(default_factory=dict)
    """Further keys of the header: JSON without fractions; readers keep and ignore them."""
