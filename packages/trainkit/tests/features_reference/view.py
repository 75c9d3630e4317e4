"""A batch of observations by field name and in natural units."""

from __future__ import annotations

from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from envcore import spec

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

BASE_PRICES: Final = np.array([row.base_price for row in spec.COMMODITY_TABLE])
DEPTHS: Final = np.array([row.depth for row in spec.COMMODITY_TABLE])
_TOP_PRICES = np.array([row.price_max for row in spec.COMMODITY_TABLE])
_TYPICAL_STOCK = 70.0  # units of a commodity whose stock is not observed


def _columns_of(field: spec.ObservationField) -> Ints:
    """Return the columns of a field, (slots, count) without axes of one."""
    slots = np.arange(field.repeat)[:, np.newaxis] * field.stride
    columns = field.first + slots + np.arange(field.count)
    return columns.reshape([size for size in columns.shape if size > 1])


_COLUMNS = {field.name: _columns_of(field) for field in spec.OBSERVATION}


class View:
    """What a batch of ships observes.

    Args:
        observations: float32 (n, 260).
    """

    def __init__(self, observations: npt.NDArray[np.float32]) -> None:
        self._rows = observations

    def values(self, name: str) -> Floats:
        """Return a field as (n,), (n, count), (n, slots) or (n, slots, count)."""
        return self._rows[:, _COLUMNS[name]].astype(float)

    @cached_property
    def node(self) -> Ints:
        """Number of the node."""
        return np.rint(self.values("current_node_index_norm") * spec.NODE_INDEX_SCALE).astype(int)

    @cached_property
    def selected(self) -> Ints:
        """Index of the selected rock, -1 without one."""
        flags = self.values("asteroids.selected_flag") > 0
        return np.where(flags.any(axis=1), flags.argmax(axis=1), -1)

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
    def stocks(self) -> Floats:
        """Stock of the station by commodity, (n, 6): as observed, else a typical one."""
        stocks = np.full(self.cargo.shape, _TYPICAL_STOCK)
        stocks[:, spec.STOCK_SHOWN] = self.values("station_stock_norm") * spec.STOCK_SCALE
        return stocks

    @cached_property
    def tool(self) -> Floats:
        """Tool condition, 0..100."""
        return self.values("tool_frac") * spec.TOOL_MAX

    @cached_property
    def heat(self) -> Floats:
        """Heat, 0..100."""
        return self.values("heat_frac") * spec.HEAT_MAX

    @cached_property
    def mining_efficiency(self) -> Floats:
        """Share of the full rate that the ship mines at, from tool and heat."""
        heat = self.heat / spec.HEAT_MAX
        when_hot = np.maximum(spec.HOT_EFFICIENCY_MIN, 1.0 - (heat - spec.HOT_FRAC) / spec.HOT_SPAN)
        by_heat = np.where(heat <= spec.HOT_FRAC, 1.0, when_hot)
        by_tool = spec.TOOL_EFFICIENCY_BASE + spec.TOOL_EFFICIENCY_SLOPE * self.tool / spec.TOOL_MAX
        efficiency: Floats = by_tool * by_heat
        return efficiency
