"""What a case does to both worlds, move by move, and how moves are written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Number = int | float


@dataclass(frozen=True, slots=True)
class Reset:
    """Start an episode: of a seed, or the next one; with a number, that episode instead."""

    seed: int | None = None
    episode: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """Take a step with any integer."""

    action: int


@dataclass(frozen=True, slots=True)
class Exchange:
    """Exchange states: each implementation resumes from the other's bytes in a new environment."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Write numbers into the state, by the paths of the spec; both resume from its bytes.

    A path with a letter takes one number for all of its items or a list with one for each. Paths
    may start at the ship's place, too: `node.danger`, `asteroids[a].depletion`.
    """

    values: Mapping[str, Number | Sequence[Number]]


Move = Reset | Step | Exchange | Edit


def to_json(move: Move) -> list[Any]:
    """Return a move as JSON has it; integers of any size as text."""
    match move:
        case Reset(seed, episode):
            numbers = [seed] if episode is None else [seed, episode]
            return ["reset", *(None if number is None else str(number) for number in numbers)]
        case Step(action):
            return ["step", str(action)]
        case Exchange():
            return ["exchange"]
        case Edit(values):
            return ["edit", {path: exact(value) for path, value in values.items()}]


def from_json(parts: list[Any]) -> Move:
    """Return the move that `to_json` wrote."""
    match parts:
        case ["reset", *numbers] if len(numbers) in (1, 2):
            return Reset(*(None if number is None else int(number) for number in numbers))
        case ["step", str(action)]:
            return Step(int(action))
        case ["exchange"]:
            return Exchange()
        case ["edit", dict(values)]:
            return Edit({path: from_exact(value) for path, value in values.items()})
        case _:
            raise ValueError(f"{parts!r} is not a move")


def exact(value: Number | Sequence[Number]) -> Any:
    """Return numbers so that JSON keeps their bits and types."""
    if isinstance(value, Sequence):
        return [exact(item) for item in value]
    return value.hex() if isinstance(value, float) else value


def from_exact(value: Any) -> Any:
    """Return what `exact` was given."""
    if isinstance(value, list):
        return [from_exact(item) for item in value]
    return float.fromhex(value) if isinstance(value, str) else value
