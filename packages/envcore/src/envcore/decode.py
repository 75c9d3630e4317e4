"""The frozen observation vector as named values in the world's own units."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import (
    Annotated,
    Any,
    ClassVar,
    Final,
    TypeAlias,
    TypeVar,
    get_origin,
    get_type_hints,
)

import numpy as np
import numpy.typing as npt

from envcore import spec

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]
View = TypeVar("View", bound="DecodedObservation | Neighbors | Asteroids")


def _place_of(layout: spec.ObservationField) -> int | slice | npt.NDArray[np.int64]:
    """Return what indexes the values of a field: slots, then several values, as dimensions."""
    end = layout.first + layout.repeat * layout.stride
    if layout.repeat == 1:
        return layout.first if layout.count == 1 else slice(layout.first, end)
    if layout.count == 1:
        return slice(layout.first, end, layout.stride)
    firsts = layout.first + layout.stride * np.arange(layout.repeat)
    return np.asarray(firsts[:, None] + np.arange(layout.count))


_PLACES: Final = {layout.name: _place_of(layout) for layout in spec.OBSERVATION}
_SCALES: Final = {
    field.source: np.array(field.scale if len(field.scale) > 1 else field.scale[0])
    for field in spec.DECODED
}


class _Comparable:
    """Compares arrays by their values; a dataclass's own comparison takes truth values of them."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        names = [field.name for field in fields(self)]  # type: ignore[arg-type]  # of a dataclass
        return all(np.array_equal(getattr(self, name), getattr(other, name)) for name in names)

    __hash__ = None  # type: ignore[assignment]  # like arrays


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Neighbors(_Comparable):
    """The neighbors of the current node; arrays have shape (..., 6), slot 0 leads home."""

    # <generated: neighbors>
    valid: Annotated[Bools, ""]
    """Whether the slot holds a neighbor; an empty slot is 0 (node_type -1) in all others."""
    node_type: Annotated[Ints, "spec.NodeType"]
    """Type of the neighbor, -1 in an empty slot."""
    travel_ticks: Annotated[Ints, "ticks"]
    """Ticks of the edge, 1..8."""
    travel_fuel: Annotated[Floats, "fuel"]
    """Fuel of the edge for an empty ship, 0..160; a full ship needs 0.5 of it more."""
    threat_estimate: Annotated[Floats, "0..1"]
    """Estimated threat of the edge; 0.5 before the first listen."""
    # </generated>


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Asteroids(_Comparable):
    """The asteroids of the current node; every array except composition has shape (..., 16)."""

    # <generated: asteroids>
    valid: Annotated[Bools, ""]
    """Whether an asteroid is there; an empty slot is 0 in all others."""
    composition_estimate: Annotated[Floats, "share"]
    """Estimated share of every commodity, shape (..., 16, 6); sums to 1."""
    stability_estimate: Annotated[Floats, "0..1"]
    """Estimated stability, higher is safer."""
    depletion: Annotated[Floats, "share"]
    """0 fresh, 1 exhausted."""
    confidence: Annotated[Floats, "0..1"]
    """Confidence in the estimates, 0.1 before the first scan."""
    selected: Annotated[Bools, ""]
    """Whether this asteroid is the selected one."""
    # </generated>


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DecodedObservation(_Comparable):
    """One observation, or a batch of them, by name.

    Every array starts with the batch's shape: () for one observation, so that `float(view.fuel)`
    works, and (n,) for n of them; `view[i]` is one of a batch. Observations are float32, so values
    are exact to about 7 digits; integers are exact.
    """

    # <generated: observation>
    fuel: Annotated[Floats, "fuel"]
    """0..1,000."""
    hull: Annotated[Floats, "hull"]
    """0..100."""
    heat: Annotated[Floats, "heat"]
    """0..100."""
    tool: Annotated[Floats, "tool"]
    """Condition of the tool, 0..100."""
    cargo_load: Annotated[Floats, "units"]
    """Total cargo, 0..200."""
    alert: Annotated[Floats, "alert"]
    """How much the ship is noticed, 0..100."""
    time_left: Annotated[Floats, "share"]
    """Share of the time budget that is left, 0..1."""
    credits: Annotated[Floats, "credits"]
    """Money on board; observed on a logarithmic scale up to 10,000,000, so within 0.0002 %."""
    cargo: Annotated[Floats, "units"]
    """Cargo of every commodity, shape (..., 6)."""
    repair_kits: Annotated[Ints, "pieces"]
    """0..12."""
    stabilizers: Annotated[Ints, "pieces"]
    """0..12."""
    decoys: Annotated[Ints, "pieces"]
    """0..12."""
    at_station: Annotated[Bools, ""]
    """Whether the ship is at the station."""
    has_selection: Annotated[Bools, ""]
    """Whether an asteroid is selected."""
    node_type: Annotated[Ints, "spec.NodeType"]
    """Type of the current node."""
    node: Annotated[Ints, ""]
    """Number of the current node, 0..31; 0 is the station."""
    hops_to_station: Annotated[Ints, "edges"]
    """Least number of edges to the station, 0..31."""
    escape_ticks: Annotated[Ints, "ticks"]
    """Ticks left of an emergency burn, 0..4."""
    anchor_ticks: Annotated[Ints, "ticks"]
    """Ticks left of the stabilizer on the selected asteroid, 0..6."""
    prices: Annotated[Floats, "credits/unit"]
    """Price of every commodity at the station, shape (..., 6)."""
    price_changes: Annotated[Floats, "credits/unit"]
    """Prices less those of the previous observation, within -100..100, shape (..., 6)."""
    station_stock: Annotated[Floats, "units"]
    """Station's stock, at most 500 observed, of the commodities spec.STOCK_SHOWN."""
    # </generated>
    neighbors: Neighbors
    """The neighbors of the current node."""
    asteroids: Asteroids
    """The asteroids of the current node."""

    UNITS: ClassVar[dict[str, str]] = {}
    """Unit of every field by its name, as in `neighbors.travel_ticks`."""

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """Shape of the batch: () for one observation."""
        return np.shape(self.fuel)

    def __len__(self) -> int:
        if not self.batch_shape:
            raise TypeError("one decoded observation has no length: decode a batch")
        return self.batch_shape[0]

    def __getitem__(self, index: int) -> DecodedObservation:
        len(self)
        return _row_of(self, index)


def decode(observation: npt.ArrayLike) -> DecodedObservation:
    """Return an observation, or a batch, as named values with units.

    Args:
        observation: Floats of shape (260,), or (n, 260) or more dimensions for a batch.

    Raises:
        ValueError: The last dimension is not 260.
        TypeError: The dtype is not a floating one.
    """
    rows = check_observation(observation).astype(np.float64)
    values = {name: np.asarray(rows[..., place]) for name, place in _PLACES.items()}
    blocks: dict[str, dict[str, npt.NDArray[Any]]] = {"": {}, "neighbors": {}, "asteroids": {}}
    for field in spec.DECODED:
        blocks[field.block][field.name] = _decoded(field, values)
    return DecodedObservation(
        **blocks[""],
        neighbors=Neighbors(**blocks["neighbors"]),
        asteroids=Asteroids(**blocks["asteroids"]),
    )


def _decoded(field: spec.DecodedField, values: dict[str, Floats]) -> npt.NDArray[Any]:
    """Return one named value."""
    value = values[field.source]
    scale = _SCALES[field.source]
    match field.kind:
        case "flag":
            return np.asarray(value > 0)
        case "type":
            kind = np.asarray(value.argmax(axis=-1))
            return np.where(values[f"{field.block}.valid"] > 0, kind, -1) if field.block else kind
        case "whole":
            return np.asarray(np.rint(value * scale), np.int64)
        case "log":
            return np.asarray(np.expm1(value * np.log1p(scale)))
        case _:
            return np.asarray(value * scale)


def check_observation(observation: npt.ArrayLike) -> npt.NDArray[np.floating[Any]]:
    """Return an array of observations, checked for its dtype and its last dimension.

    Raises:
        ValueError: The last dimension is not 260.
        TypeError: The dtype is not a floating one.
    """
    rows = np.asarray(observation)
    if rows.dtype.kind != "f":
        raise TypeError(f"observation: dtype {rows.dtype}, expected a floating dtype")
    if rows.shape[-1:] != (spec.OBS_DIM,):
        raise ValueError(f"observation: shape {rows.shape}, expected (..., {spec.OBS_DIM})")
    return rows


def _row_of(view: View, index: int) -> View:
    """Return one of a batch, at any depth."""
    row: dict[str, Any] = {}
    for f in fields(view):
        value = getattr(view, f.name)
        is_array = isinstance(value, np.ndarray)
        row[f.name] = np.asarray(value[index]) if is_array else _row_of(value, index)
    return type(view)(**row)


def _units(view: type, prefix: str = "") -> dict[str, str]:
    hints = get_type_hints(view, include_extras=True)
    return {prefix + n: h.__metadata__[0] for n, h in hints.items() if get_origin(h) is Annotated}


DecodedObservation.UNITS.update(
    _units(DecodedObservation) | _units(Neighbors, "neighbors.") | _units(Asteroids, "asteroids.")
)
