"""The record classes at the top of envcore/spec.py."""

from __future__ import annotations

HEAD = '''"""Names, numbers and layouts of Asteroid Belt Prospector.

Generated from packages/envcore/spec/prospector.toml by `nox -s gen`. Do not edit.
"""

# ruff: noqa: E501
from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One action: family, argument, duration in ticks (0: the edge's) and what it costs."""

    id: int
    name: str
    family: str
    arg: int
    ticks: int
    fuel: float
    alert: float
    heat: float
    credits: float
    amount: float
    legal: str
    doc: str
    title: str
    """Its name for people."""
    key: str
    """What is typed for it in the terminal and on the page."""


@dataclass(frozen=True, slots=True)
class CommoditySpec:
    """One commodity: prices in credits per unit, market depth in units."""

    id: int
    name: str
    base_price: float
    price_min: float
    price_max: float
    depth: float
    title: str


@dataclass(frozen=True, slots=True)
class ScanMode:
    """How a scan blends into the estimate, what confidence it adds, how noisy it is."""

    name: str
    blend: float
    gain: float
    noise: float


@dataclass(frozen=True, slots=True)
class MiningMode:
    """Yield factor and its spread, tool wear, and the log-odds added to a fracture."""

    name: str
    yield_factor: float
    spread: float
    wear: float
    fracture: float


@dataclass(frozen=True, slots=True)
class ObservationField:
    """Where a field lies: slot i of `repeat` starts at `first` + i * `stride`, `count` values."""

    name: str
    first: int
    count: int
    repeat: int
    stride: int
    low: float
    high: float
    flag: bool
    doc: str


@dataclass(frozen=True, slots=True)
class DecodedField:
    """How `decode` makes a named value of a field: kind, and scale (or one by commodity)."""

    source: str
    block: str
    name: str
    kind: str
    scale: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class OptionSpec:
    """An option of the environment: type (int, bool or choice), default, range or choices."""

    name: str
    type: str
    default: int | str | bool
    low: int
    high: int
    choices: tuple[str, ...]
    unit: str
    doc: str


@dataclass(frozen=True, slots=True)
class RewardTerm:
    """A term of the reward: its formula, and whether the sparse reward has it."""

    name: str
    sparse: bool
    value: str
    doc: str


@dataclass(frozen=True, slots=True)
class InfoSpec:
    """A key of `info`: its type (int, float or bool), value at reset, unit and meaning."""

    name: str
    type: str
    start: int
    unit: str
    doc: str


@dataclass(frozen=True, slots=True)
class StateField:
    """A value of the canonical state: its path, its type and its bounds."""

    path: str
    type: str
    low: float
    high: float

'''
