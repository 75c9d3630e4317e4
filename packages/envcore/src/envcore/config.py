"""The options of an environment, checked, and the other values that callers hand in."""

from __future__ import annotations

import operator
from dataclasses import asdict, dataclass, fields
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from envcore import _native
from envcore.spec import N_ACTIONS, OPTIONS

RewardModeName = Literal["shaped", "sparse"]

SEED_MAX: Final = 2**64 - 1
"""Largest seed."""

_OPTION_SPECS: Final = {option.name: option for option in OPTIONS}


@dataclass(frozen=True, kw_only=True, slots=True)
class EnvConfig:
    """The options of one world.

    Raises:
        ValueError: An option is out of range; the message names it, its value and what is allowed.
        TypeError: An option has the wrong type.
    """

    time_max: int = 20000
    """Time budget of an episode, in ticks, 1..1,000,000."""
    reward_mode: RewardModeName = "shaped"
    """All terms of the reward, or only the sale and terminal terms (`sparse`)."""
    pirates: bool = True
    """Whether pirates attack."""
    fractures: bool = True
    """Whether asteroids crack while being mined."""
    scan_noise: bool = True
    """Whether scans are noisy."""
    price_impact: bool = True
    """Whether sales move stocks, and stocks move prices."""
    market_shocks: bool = True
    """Whether prices jump and fall now and then."""

    def __post_init__(self) -> None:
        for field in fields(self):
            value = _check_option(field.name, getattr(self, field.name))
            object.__setattr__(self, field.name, value)

    def to_dict(self) -> dict[str, Any]:
        """Return the options by name, as plain Python values."""
        return asdict(self)

    def to_native(self) -> _native.EnvConfig:
        """Return the options as the native world takes them."""
        mode = _native.RewardMode[self.reward_mode.upper()]
        return _native.EnvConfig(**{**asdict(self), "reward_mode": mode})

    @classmethod
    def from_native(cls, native: _native.EnvConfig) -> EnvConfig:
        """Return the options that a native world has."""
        values = {field.name: getattr(native, field.name) for field in fields(cls)}
        values["reward_mode"] = native.reward_mode.name.lower()
        return cls(**values)


def check_config(name: str, value: Any) -> EnvConfig:
    """Return value, which must be an EnvConfig.

    Raises:
        TypeError: It is none.
    """
    if not isinstance(value, EnvConfig):
        raise TypeError(f"{name} is {value!r}, expected an EnvConfig")
    return value


def check_state(name: str, value: Any) -> bytes:
    """Return value, which must be bytes.

    Raises:
        TypeError: It is anything else.
    """
    if not isinstance(value, bytes):
        raise TypeError(f"{name} is of type {type(value).__name__}, expected bytes")
    return value


def check_no_unknown(unknown: dict[str, Any]) -> None:
    """Refuse options that there are none of, naming what is allowed."""
    for name, value in unknown.items():
        allowed = ", ".join([*_OPTION_SPECS, "render_mode"])
        raise TypeError(f"unknown option {name}={value!r}, allowed: {allowed}")


def _check_option(name: str, value: Any) -> int | str | bool:
    option = _OPTION_SPECS[name]
    if option.type == "bool":
        if not isinstance(value, bool | np.bool_):
            raise TypeError(f"option {name} is {value!r}, expected True or False")
        return bool(value)
    if option.type == "choice":
        if value not in option.choices:
            raise ValueError(f"option {name} is {value!r}, expected one of {option.choices}")
        return str(value)
    return check_int(f"option {name}", value, option.low, option.high)


def check_int(name: str, value: Any, low: int, high: int) -> int:
    """Return value as an int in low..high.

    Raises:
        TypeError: It is no integer (a bool is none).
        ValueError: It is out of range.
    """
    if type(value) is int and low <= value <= high:  # most are, and the rest takes long
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


def action_index(action: Any) -> int:
    """Return any integer as an action index, -1 where it is outside 0..68 and so illegal.

    Raises:
        TypeError: It is no integer, or an array of more than one.
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
    """Return any integers as action indices, -1 where one is outside 0..68 and so illegal.

    Args:
        actions: A sequence or array of integers, of any integer dtype.
        length: How many there must be, if that is known.

    Raises:
        TypeError: They are no integers.
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
