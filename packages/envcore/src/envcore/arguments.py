"""Checks of arguments: numbers, seeds, states, actions, modes."""

from __future__ import annotations

import binascii
import operator
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from envcore.episodes import SEED_MAX
from envcore.spec import N_ACTIONS

WRAPPER_RESET_OPTIONS: Final = ("minari_autoseed",)
"""Keys of reset options that belong to a wrapper: Minari's DataCollector reads this one."""


def check_int(name: str, value: Any, low: int, high: int) -> int:
    """Return value as an int in low..high.

    Raises:
        TypeError: It is not an integer (a bool is not one).
        ValueError: It is out of range.
    """
    if type(value) is int and low <= value <= high:  # the usual case first: reset() is hot
        return value
    expected = f"expected an integer in {low}..{high}"
    if isinstance(value, bool | np.bool_):
        raise TypeError(f"{name} is {value!r}, {expected}")
    try:
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"{name} is {value!r}, {expected}") from None
    if not low <= number <= high:
        raise ValueError(f"{name} is {number}, {expected}")
    return number


def check_seed(name: str, value: Any) -> int:
    """Return value as a seed or an episode number, an int in 0..2^64-1."""
    return check_int(name, value, 0, SEED_MAX)


def check_state(name: str, value: Any) -> bytes:
    """Return value, which must be bytes.

    Raises:
        TypeError: It is of another type.
    """
    if not isinstance(value, bytes):
        raise TypeError(f"{name} is of type {type(value).__name__}, expected bytes")
    return value


def check_render_mode(render_mode: str | None, allowed: list[str]) -> None:
    """Refuse a render mode that the environment does not have.

    Raises:
        ValueError: With the mode and every allowed one.
    """
    if render_mode is not None and render_mode not in allowed:
        raise ValueError(
            f"option render_mode is {render_mode!r}, expected None or one of {allowed}"
        )


def check_reset_options(
    options: Mapping[str, Any] | None, allowed: tuple[str, ...]
) -> Mapping[str, Any]:
    """Return the options of a reset, refusing unknown keys.

    Keys that other libraries' wrappers read and pass on are ignored: see WRAPPER_RESET_OPTIONS.

    Raises:
        TypeError: The options are no mapping.
        ValueError: With the key, its value and every allowed key.
    """
    if options is None:
        return {}
    if not isinstance(options, Mapping):
        raise TypeError(f"options is {options!r}, expected None or a dict")
    for key, value in options.items():
        if key not in allowed and key not in WRAPPER_RESET_OPTIONS:
            raise ValueError(f"options[{key!r}] is {value!r}: unknown, allowed keys: {allowed}")
    return options


def check_reset_state(state: Any, episode: Any) -> bytes:
    """Return the state of reset options; text is base64, for files that hold text only.

    Raises:
        TypeError: The state is neither bytes nor text.
        ValueError: It is not base64, or there is an episode as well.
    """
    name = "options['state']"
    if episode is not None:
        raise ValueError(f"{name} and options['episode'] exclude each other: give one of them")
    if not isinstance(state, str):
        return check_state(name, state)
    try:
        return binascii.a2b_base64(state, strict_mode=True)
    except ValueError as error:
        raise ValueError(f"{name} is text that is not base64: {error}") from None


def action_index(action: Any) -> int:
    """Return an integer as an action index; -1 for integers outside the actions.

    Raises:
        TypeError: It is not an integer, or an array of more than one.
    """
    if not isinstance(action, bool | np.bool_):
        try:
            index = operator.index(action)
        except TypeError:
            pass
        else:
            return index if 0 <= index < N_ACTIONS else -1
    raise TypeError(
        f"action is {action!r} of type {type(action).__name__}, expected an integer "
        f"(0..{N_ACTIONS - 1} may be legal)"
    )


def action_indices(actions: Any, length: int | None = None) -> npt.NDArray[np.int64]:
    """Return integers as action indices; -1 for integers outside the actions.

    Args:
        actions: A sequence or array of integers, of any integer dtype.
        length: Required number of actions; None allows any.

    Raises:
        TypeError: They are not integers.
        ValueError: Their shape is wrong.
    """
    array = np.asarray(actions)
    if array.ndim != 1 or length not in (None, len(array)):
        expected = "(n,)" if length is None else f"({length},)"
        raise ValueError(f"actions: shape {array.shape}, expected {expected}")
    if array.dtype == object and all(isinstance(a, int | np.integer) for a in array):
        array = np.array([a if 0 <= a < N_ACTIONS else -1 for a in array], np.int64)
    if array.dtype.kind not in "iu":
        raise TypeError(f"actions: dtype {array.dtype}, expected an integer dtype")
    if array.dtype == np.uint64:
        array = np.where(array < N_ACTIONS, array, N_ACTIONS)
    return np.ascontiguousarray(array, dtype=np.int64)
