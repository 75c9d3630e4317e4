"""Bits of an environment's outputs: images to compare, differences to report."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from envcore import spec
from envref.paths import places_of
from envref.state_codec import FORMATS, HEADER
from envref.world import World


@dataclass(frozen=True, slots=True)
class Outcome:
    """Outputs of a move: what reset or step returned, and the state digest."""

    observation: npt.NDArray[np.float32]
    info: dict[str, Any]
    digest: bytes
    reward: Any = None
    terminated: Any = None
    truncated: Any = None


@dataclass(frozen=True, slots=True)
class Failure:
    """The exception that a move raised instead."""

    kind: str
    message: str


Image = tuple[Any, ...]


def image_of(outcome: Outcome | Failure) -> Image:
    """Return what is equal for two outcomes only if every bit and every type is.

    `repr` distinguishes types and zeros, and writes every float without loss.
    """
    if isinstance(outcome, Failure):
        return (outcome.kind, outcome.message)
    mask = outcome.info["action_mask"]
    scalars = [item for item in outcome.info.items() if item[0] != "action_mask"]
    return (
        list(outcome.info),
        repr(scalars),
        repr((outcome.reward, outcome.terminated, outcome.truncated)),
        array_image(mask),
        array_image(outcome.observation),
        outcome.digest,
    )


def array_image(array: npt.NDArray[Any]) -> Image:
    """Return an array's type, shape and bytes."""
    return (array.dtype.str, array.shape, array.tobytes())


@dataclass(frozen=True, slots=True)
class Difference:
    """One field on which the implementations do not agree."""

    field: str
    core: Any
    reference: Any

    def __str__(self) -> str:
        """Return the field with both values and their bits."""
        core, reference = (f"{x!r} ({bits_of(x)})" for x in (self.core, self.reference))
        return f"{self.field}: envcore {core}, envref {reference}"


def bits_of(value: Any) -> str:
    """Return a value's type and, of a number, its bits in hex."""
    name = type(value).__name__
    if isinstance(value, np.generic):
        return f"{name} 0x{value.tobytes()[::-1].hex()}"
    if isinstance(value, float):
        return f"{name} 0x{struct.pack('>d', value).hex()}"
    if isinstance(value, int):
        return f"{name} {value:#x}"
    return name


def differences(core: Outcome | Failure, reference: Outcome | Failure) -> list[Difference]:
    """Return what differs between the outcomes of a move, without the state behind them."""
    if isinstance(core, Failure) or isinstance(reference, Failure):
        ends = [end_text(outcome) for outcome in (core, reference)]
        return [Difference("exception", *ends)] if ends[0] != ends[1] else []
    pairs = [(name, getattr(core, name), getattr(reference, name)) for name in FLAGS]
    pairs += info_pairs(core.info, reference.info)
    pairs += mask_pairs(core.info["action_mask"], reference.info["action_mask"])
    pairs += observation_pairs(core.observation, reference.observation)
    return [Difference(*pair) for pair in pairs if not are_equal(*pair[1:])]


FLAGS = ("reward", "terminated", "truncated")


def nested_differences(name: str, core: Any, reference: Any) -> list[Difference]:
    """Return what differs between two values made of lists, dicts, arrays and scalars."""
    if isinstance(core, np.ndarray) and isinstance(reference, np.ndarray):
        core, reference = list(core), list(reference)
    if isinstance(core, dict) and isinstance(reference, dict) and list(core) == list(reference):
        pairs = [(f"{name}.{key}", core[key], reference[key]) for key in core]
    elif isinstance(core, list | tuple) and type(core) is type(reference):
        if len(core) != len(reference):
            return [Difference(f"length of {name}", len(core), len(reference))]
        pairs = [(f"{name}[{i}]", core[i], reference[i]) for i in range(len(core))]
    else:
        return [] if are_equal(core, reference) else [Difference(name, core, reference)]
    return [found for pair in pairs for found in nested_differences(*pair)]


def end_text(outcome: Outcome | Failure) -> str:
    """Return what a move raised, or that it raised nothing."""
    return f"{outcome.kind}: {outcome.message}" if isinstance(outcome, Failure) else "none raised"


def are_equal(one: Any, other: Any) -> bool:
    """Return whether two scalars have the same type and bits."""
    return (bits_of(one), repr(one)) == (bits_of(other), repr(other))


def info_pairs(core: dict[str, Any], reference: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    """Return the infos' values side by side, without the mask; "missing" where a key is."""
    names = [name for name in {**core, **reference} if name != "action_mask"]
    pairs = [(f"info.{n}", core.get(n, "missing"), reference.get(n, "missing")) for n in names]
    return [*pairs, ("info's keys", ",".join(core), ",".join(reference))]


def mask_pairs(
    core: npt.NDArray[np.int8], reference: npt.NDArray[np.int8]
) -> list[tuple[str, Any, Any]]:
    """Return the masks side by side, action by action."""
    if core.shape != reference.shape or core.dtype != reference.dtype:
        return [("action_mask", str(array_image(core)[:2]), str(array_image(reference)[:2]))]
    return [
        (f"action_mask[{action}] {action.name}", core[action], reference[action])
        for action in spec.Action
    ]


def observation_pairs(
    core: npt.NDArray[np.float32], reference: npt.NDArray[np.float32]
) -> list[tuple[str, Any, Any]]:
    """Return the observations side by side, number by number."""
    if core.shape != reference.shape or core.dtype != reference.dtype:
        return [("observation", str(array_image(core)[:2]), str(array_image(reference)[:2]))]
    names = observation_names()
    return [(f"observation[{i}] {names[i]}", core[i], reference[i]) for i in range(spec.OBS_DIM)]


def observation_names() -> dict[int, str]:
    """Return each index's field, with slot and part where it has several."""
    names = {}
    for field in spec.OBSERVATION:
        for slot in range(field.repeat):
            for part in range(field.count):
                index = field.first + slot * field.stride + part
                suffix = f" slot {slot}" if field.repeat > 1 else ""
                names[index] = field.name + suffix + (f" [{part}]" if field.count > 1 else "")
    return names


def state_differences(core: bytes, reference: bytes, world: World) -> list[Difference]:
    """Return the values that differ between two states of `get_state`.

    Args:
        core: What envcore gave.
        reference: What envref gave.
        world: The reference's world, for the layout: belts differ in size.
    """
    sides = [readable_values(state, world) for state in (core, reference)]
    names = {**sides[0], **sides[1]}
    pairs = [(f"state.{n}", sides[0].get(n, "missing"), sides[1].get(n, "missing")) for n in names]
    found = [Difference(*pair) for pair in pairs if not are_equal(*pair[1:])]
    if not found and core != reference:
        return [Difference("state's bytes", core.hex(), reference.hex())]
    return found


def readable_values(state: bytes, world: World) -> dict[str, Any]:
    """Return the values of a state of `get_state`, up to where it does not fit the layout."""
    values = {}
    with suppress(struct.error, IndexError):
        for name, value in named_values(state[HEADER.size :], world):
            values[name] = value
    return values


def named_values(body: bytes, world: World) -> Iterator[tuple[str, Any]]:
    """Read a canonical state, value by value."""
    at = 0

    def take(code: str) -> Any:
        nonlocal at
        (value,) = struct.unpack_from(code, body, at)
        at += struct.calcsize(code)
        return value

    for field in spec.STATE_FIELDS:
        for place in places_of(world, field.path):
            yield place.path, take(FORMATS[field.type])
    count = take("<H")
    for _ in range(count):
        n, a = take("<B"), take("<B")
        asteroid = world.fields[n].asteroids[a]
        for field in spec.STATE_ASTEROID_FIELDS:
            for place in places_of(asteroid, field.path):
                yield f"fields[{n}].asteroids[{a}].{place.path}", take(FORMATS[field.type])
    yield "asteroid count", count
