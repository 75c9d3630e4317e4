"""A batch of observations by field name and in natural units, and decisions by first match."""

from __future__ import annotations

from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from envcore import spec
from envcore.spec import Action

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


_FIELDS = {field.name: field for field in spec.OBSERVATION}
BASE_PRICES = np.array([row.base_price for row in spec.COMMODITY_TABLE])
TWO_WIDE_SCANS: Final = spec.CONFIDENCE_START + 2 * spec.SCAN_MODES[0].gain - 0.01
"""Confidence after two wide scans, less a margin for rounding."""

_TOP_PRICES = np.array([row.price_max for row in spec.COMMODITY_TABLE])


def _values_of(
    field: spec.ObservationField, rows: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """Return a view of a field's values, in the shape that View.values documents."""
    n, slots, count = len(rows), field.repeat, field.count
    if slots == 1:
        return rows[:, field.first : field.first + count] if count > 1 else rows[:, field.first]
    end = field.first + slots * field.stride  # reads past the last slot, never past the row
    values = rows[:, field.first : end].reshape(n, slots, field.stride)[:, :, :count]
    return values if count > 1 else values[:, :, 0]


class View:
    """What a batch of ships observes.

    Args:
        observations: float32 (n, 260).
        masks: bool or int8 (n, 69).
    """

    def __init__(
        self, observations: npt.NDArray[np.float32], masks: npt.NDArray[np.generic]
    ) -> None:
        self._rows = observations
        self._values: dict[str, Floats] = {}
        self.masks = masks.astype(np.bool_)

    def values(self, name: str) -> Floats:
        """Return a field as (n,), (n, count), (n, slots) or (n, slots, count)."""
        if name not in self._values:
            self._values[name] = _values_of(_FIELDS[name], self._rows).astype(float)
        return self._values[name]

    @cached_property
    def fuel(self) -> Floats:
        """Fuel left, 0..1000."""
        return self.values("fuel_frac") * spec.FUEL_MAX

    @cached_property
    def hull(self) -> Floats:
        """Hull left, 0..100."""
        return self.values("hull_frac") * spec.HULL_MAX

    @cached_property
    def heat(self) -> Floats:
        """Heat, 0..100."""
        return self.values("heat_frac") * spec.HEAT_MAX

    @cached_property
    def tool(self) -> Floats:
        """Tool condition, 0..100."""
        return self.values("tool_frac") * spec.TOOL_MAX

    @cached_property
    def alert(self) -> Floats:
        """Alert, 0..100."""
        return self.values("alert_frac") * spec.ALERT_MAX

    @cached_property
    def load(self) -> Floats:
        """Total cargo, in units, 0..200."""
        return self.values("cargo_load_frac") * spec.CARGO_MAX

    @cached_property
    def cargo(self) -> Floats:
        """Cargo by commodity, in units, (n, 6)."""
        return self.values("cargo_by_commodity_frac") * spec.CARGO_MAX

    @cached_property
    def prices(self) -> Floats:
        """Quoted prices, in credits per unit, (n, 6)."""
        prices: Floats = self.values("price_norm") * _TOP_PRICES
        return prices

    @cached_property
    def hops(self) -> Ints:
        """Edges on the shortest route to the station."""
        return np.rint(self.values("steps_to_station_norm") * spec.NODE_INDEX_SCALE).astype(int)

    @cached_property
    def node(self) -> Ints:
        """Number of the node."""
        return np.rint(self.values("current_node_index_norm") * spec.NODE_INDEX_SCALE).astype(int)

    @cached_property
    def is_home(self) -> Bools:
        """Whether the ship is at the station."""
        return self.values("at_station_flag") > 0

    @cached_property
    def kits(self) -> Ints:
        """Repair kits on board."""
        return np.rint(self.values("repair_kits_norm") * spec.SUPPLY_MAX).astype(int)

    @cached_property
    def decoys(self) -> Ints:
        """Decoys on board."""
        return np.rint(self.values("decoys_norm") * spec.SUPPLY_MAX).astype(int)

    @cached_property
    def rock_value(self) -> Floats:
        """Estimated value per unit of each rock at base prices, (n, 16); 0 without a rock."""
        value: Floats = self.values("asteroids.comp_est") @ BASE_PRICES
        return value

    @cached_property
    def least_confidence(self) -> Floats:
        """Lowest scan confidence of the rocks here; 1 without rocks."""
        has_rock = self.values("asteroids.valid") > 0
        lowest: Floats = np.where(has_rock, self.values("asteroids.scan_conf"), 1.0).min(axis=1)
        return lowest

    @cached_property
    def can_select(self) -> Bools:
        """Which rocks can be selected now, (n, 16)."""
        return self.masks[:, Action.SELECT_0 : Action.SELECT_15 + 1]

    @cached_property
    def selected(self) -> Ints:
        """Index of the selected rock, -1 without one."""
        flags = self.values("asteroids.selected_flag") > 0
        return np.where(flags.any(axis=1), flags.argmax(axis=1), -1)


def of_selected(view: View, values: Floats, otherwise: float) -> Floats:
    """Return each world's value of the selected rock from values (n, 16), else a constant."""
    picked = values[np.arange(len(values)), np.maximum(view.selected, 0)]
    return np.where(view.selected >= 0, picked, otherwise)


class Decision:
    """One action per world: the first rule that applies and is legal wins."""

    def __init__(self, view: View) -> None:
        self._masks = view.masks
        self.actions: Ints = np.full(len(view.masks), int(Action.HOLD_DRIFT))
        self._is_open = np.ones(len(view.masks), np.bool_)

    @property
    def is_open(self) -> Bools:
        """Where no action is decided yet."""
        return self._is_open

    def when(self, condition: Bools, action: int | Ints) -> Bools:
        """Decide on the action where the condition holds and it is legal; return where."""
        wanted = np.broadcast_to(np.asarray(action, dtype=np.int64), self.actions.shape)
        legal = self._masks[np.arange(len(wanted)), wanted]
        takes = self._is_open & condition & legal
        self.actions = np.where(takes, wanted, self.actions)
        self._is_open &= ~takes
        return takes
