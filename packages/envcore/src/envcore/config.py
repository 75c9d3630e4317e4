"""The options of an environment, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

import numpy as np

from envcore import _native
from envcore.arguments import check_int
from envcore.options import RewardModeName
from envcore.spec import OPTIONS, OptionSpec

_OPTION_SPECS: Final = {option.name: option for option in OPTIONS}


@dataclass(frozen=True, kw_only=True, slots=True)
class EnvConfig:
    """The options of one world.

    Raises:
        ValueError: An option is out of range; the message has its name, its value and the range.
        TypeError: An option has the wrong type.
    """

    # <generated: options>
    time_max: int = 20000
    """Time budget of an episode. 1..1,000,000 ticks."""
    reward_mode: RewardModeName = "shaped"
    """All terms of the reward, or the sale and terminal terms only."""
    pirates: bool = True
    """Pirates attack."""
    fractures: bool = True
    """Asteroids crack while being mined."""
    scan_noise: bool = True
    """Scans are noisy."""
    price_impact: bool = True
    """Sales move the stock, and stock moves the price."""
    market_shocks: bool = True
    """Prices jump and fall now and then."""
    # </generated>

    def __post_init__(self) -> None:
        for option in OPTIONS:
            value = _check_option(option, getattr(self, option.name))
            object.__setattr__(self, option.name, value)

    @classmethod
    def from_options(cls, options: Mapping[str, Any], caller: str = "EnvConfig") -> EnvConfig:
        """Return the options given as keyword arguments of an environment.

        Args:
            options: By name.
            caller: Name of the class that was given them, for the message of an error.

        Raises:
            ValueError, TypeError: One is unknown, out of range or of the wrong type.
        """
        check_names(options, caller, ("render_mode",))
        return cls(**options)

    def to_dict(self) -> dict[str, Any]:
        """Return the options by name, as plain Python values."""
        return asdict(self)

    def to_native(self) -> _native.EnvConfig:
        """Return the options as the native world takes them."""
        mode = _native.RewardMode[self.reward_mode.upper()]
        return _native.EnvConfig(**{**asdict(self), "reward_mode": mode})

    @classmethod
    def from_native(cls, native: _native.EnvConfig) -> EnvConfig:
        """Return the options of a native world."""
        values = {field.name: getattr(native, field.name) for field in fields(cls)}
        values["reward_mode"] = native.reward_mode.name.lower()
        return cls(**values)


def check_names(options: Mapping[str, Any], caller: str, others: tuple[str, ...]) -> None:
    """Refuse options with an unknown name, in the words of Python, which libraries look for.

    Args:
        options: By name.
        caller: Name of the class that got them.
        others: Its keywords that are not options.

    Raises:
        TypeError: With the name, its value and every allowed name.
    """
    for name, value in options.items():
        if name not in _OPTION_SPECS:
            allowed = ", ".join([*_OPTION_SPECS, *others])
            raise TypeError(
                f"{caller}.__init__() got an unexpected keyword argument {name!r} ({value!r}); "
                f"allowed: {allowed}"
            )


def check_config(name: str, value: Any) -> EnvConfig:
    """Return value, which must be an EnvConfig.

    Raises:
        TypeError: It is of another type.
    """
    if not isinstance(value, EnvConfig):
        raise TypeError(f"{name} is {value!r}, expected an EnvConfig")
    return value


def _check_option(option: OptionSpec, value: Any) -> int | str | bool:
    if option.type == "bool":
        if not isinstance(value, bool | np.bool_):
            raise TypeError(f"option {option.name} is {value!r}, expected True or False")
        return bool(value)
    if option.type == "choice":
        if value not in option.choices:
            raise ValueError(f"option {option.name} is {value!r}, expected one of {option.choices}")
        return str(value)
    return check_int(f"option {option.name}", value, option.low, option.high)
