"""What a frame shows of an observation: ship, cargo, prices, threats and rocks.

Reads one row as a list of floats. The values are those of `envcore.decode`, which is made for
batches: on a single row its sixty arrays take several times as long.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from envcore import spec

Floats = tuple[float, ...]

_LAYOUT: Final = {layout.name: layout for layout in spec.OBSERVATION}


@dataclass(frozen=True, kw_only=True, slots=True)
class Ship:
    """The ship as observed, in units of the world; `..._ticks` is the rest of an effect."""

    fuel: float
    hull: float
    heat: float
    tool: float
    alert: float
    credits: float
    net_profit: float
    repair_kits: int
    stabilizers: int
    decoys: int
    escape_ticks: int
    anchor_ticks: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Rock:
    """An asteroid of the current node, as the ship estimates it; all values in 0..1."""

    slot: int
    composition: Floats
    stability: float
    depletion: float
    confidence: float
    is_selected: bool


def _first(name: str) -> int:
    return _LAYOUT[name].first


def _slice(name: str) -> slice:
    return slice(_first(name), _first(name) + _LAYOUT[name].count)


_FUEL: Final = _first("fuel_frac")
_HULL: Final = _first("hull_frac")
_HEAT: Final = _first("heat_frac")
_TOOL: Final = _first("tool_frac")
_ALERT: Final = _first("alert_frac")
_REPAIR_KITS: Final = _first("repair_kits_norm")
_STABILIZERS: Final = _first("stabilizers_norm")
_DECOYS: Final = _first("decoys_norm")
_ESCAPE: Final = _first("escape_buff_frac")
_ANCHOR: Final = _first("anchor_buff_frac")
_NODE: Final = _first("current_node_index_norm")
_CARGO: Final = _slice("cargo_by_commodity_frac")
_PRICES: Final = _slice("price_norm")
_PRICE_MAX: Final = tuple(row.price_max for row in spec.COMMODITY_TABLE)
_NEIGHBORS: Final = _LAYOUT["neighbors.valid"]
_THREAT: Final = _first("neighbors.threat_est") - _NEIGHBORS.first
_ROCKS: Final = _LAYOUT["asteroids.valid"]
_COMPOSITION: Final = _slice("asteroids.comp_est")
_STABILITY: Final = _first("asteroids.stability_est")
_DEPLETION: Final = _first("asteroids.depletion_frac")
_CONFIDENCE: Final = _first("asteroids.scan_conf")
_SELECTED: Final = _first("asteroids.selected_flag")


def node_of(row: list[float]) -> int:
    """Return the number of the ship's node."""
    return round(row[_NODE] * spec.NODE_INDEX_SCALE)


def ship_of(row: list[float], credits: float, net_profit: float) -> Ship:
    """Return the ship; credits and profit come from `info`, as an observation rounds them."""
    return Ship(
        fuel=row[_FUEL] * spec.FUEL_MAX,
        hull=row[_HULL] * spec.HULL_MAX,
        heat=row[_HEAT] * spec.HEAT_MAX,
        tool=row[_TOOL] * spec.TOOL_MAX,
        alert=row[_ALERT] * spec.ALERT_MAX,
        credits=credits,
        net_profit=net_profit,
        repair_kits=round(row[_REPAIR_KITS] * spec.SUPPLY_MAX),
        stabilizers=round(row[_STABILIZERS] * spec.SUPPLY_MAX),
        decoys=round(row[_DECOYS] * spec.SUPPLY_MAX),
        escape_ticks=round(row[_ESCAPE] * spec.ESCAPE_TICKS),
        anchor_ticks=round(row[_ANCHOR] * spec.ANCHOR_TICKS),
    )


def cargo_of(row: list[float]) -> Floats:
    """Return the cargo by commodity, in units."""
    return tuple([value * spec.CARGO_MAX for value in row[_CARGO]])


def prices_of(row: list[float]) -> Floats:
    """Return the prices by commodity, in credits per unit."""
    return tuple([value * most for value, most in zip(row[_PRICES], _PRICE_MAX, strict=True)])


def threats_of(row: list[float]) -> Floats:
    """Return the estimated threats of the node's edges, by neighbor slot."""
    found = []
    for slot in range(_NEIGHBORS.repeat):
        at = _NEIGHBORS.first + slot * _NEIGHBORS.stride
        if row[at] <= 0:
            break
        found.append(row[at + _THREAT])
    return tuple(found)


def rocks_of(row: list[float]) -> tuple[Rock, ...]:
    """Return the asteroids of the node."""
    found = []
    for slot in range(_ROCKS.repeat):
        offset = slot * _ROCKS.stride
        if row[_ROCKS.first + offset] > 0:
            found.append(_rock_of(row[offset : offset + _SELECTED + 1], slot))
    return tuple(found)


def _rock_of(row: list[float], slot: int) -> Rock:
    """Return the asteroid of a slot, from a row that starts at the slot's offset."""
    return Rock(
        slot=slot,
        composition=tuple(row[_COMPOSITION]),
        stability=row[_STABILITY],
        depletion=row[_DEPLETION],
        confidence=row[_CONFIDENCE],
        is_selected=row[_SELECTED] > 0,
    )
