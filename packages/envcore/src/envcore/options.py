"""The options of an environment as keyword arguments.

Generated from packages/envcore/spec/prospector.toml by `nox -s gen`. Do not edit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias, TypedDict, TypeVar

import numpy as np
import numpy.typing as npt

Value = TypeVar("Value", int, str, bool)
PerWorld: TypeAlias = Value | Sequence[Value] | npt.NDArray[np.generic]
"""A value for all worlds, or a list, tuple or array of one for each."""

RewardModeName: TypeAlias = Literal["shaped", "sparse"]


class EnvOptions(TypedDict, total=False):
    """The options as keyword arguments of an environment; each may be left out."""

    time_max: int
    reward_mode: RewardModeName
    pirates: bool
    fractures: bool
    scan_noise: bool
    price_impact: bool
    market_shocks: bool


class VectorOptions(TypedDict, total=False):
    """The options as keyword arguments of a vector environment."""

    time_max: PerWorld[int]
    reward_mode: RewardModeName | PerWorld[str]
    pirates: PerWorld[bool]
    fractures: PerWorld[bool]
    scan_noise: PerWorld[bool]
    price_impact: PerWorld[bool]
    market_shocks: PerWorld[bool]
