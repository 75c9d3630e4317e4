"""Reduces long curves to fewer points and keeps their peaks and troughs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]
Axis = Literal["window", "env_steps_total"]


@dataclass(frozen=True, slots=True)
class AxisPart:
    """A part of the axis of curves.

    Attributes:
        axis: The column that is the axis.
        low: Start of the part.
        high: End of the part, included.
    """

    axis: Axis
    low: float
    high: float

    def points(self, places: Floats) -> Indices:
        """Return the indices of the points in the part, and of one more on either side.

        With those, lines reach the edges of the part.

        Args:
            places: Of the points on the axis, ascending; NaN for a point without a place.
        """
        inside = np.flatnonzero((places >= self.low) & (places <= self.high))
        before, after = np.flatnonzero(places < self.low), np.flatnonzero(places > self.high)
        return np.concatenate([before[-1:], inside, after[:1]])


def extreme_points(columns: list[Floats], max_points: int) -> Indices:
    """Return the indices of the points to show of curves over one axis, ascending.

    The axis is cut into intervals of equal length; in each, every curve keeps its lowest and its
    highest point. The first and the last point are always kept.

    Args:
        columns: One or more arrays of shape (n,); NaN where a curve has no value.
        max_points: Most points to return, at least 2 * len(columns) + 2.
    """
    length = len(columns[0])
    if length <= max_points:
        return np.arange(length, dtype=np.int64)
    num_intervals = (max_points - 2) // (2 * len(columns))
    chosen = [np.array([0, length - 1], np.int64)]
    for column in columns:
        chosen += _interval_extremes(column, num_intervals)
    return np.unique(np.concatenate(chosen))


def _interval_extremes(column: Floats, num_intervals: int) -> list[Indices]:
    """Return the indices of the minimum and maximum of each interval that has values."""
    width = -(-len(column) // num_intervals)
    rows = -(-len(column) // width)
    padded = np.full(rows * width, np.nan)
    padded[: len(column)] = column
    table = padded.reshape(rows, width)
    starts = np.arange(rows, dtype=np.int64) * width
    has_values = ~np.isnan(table).all(axis=1)
    lowest = starts + np.where(np.isnan(table), np.inf, table).argmin(axis=1)
    highest = starts + np.where(np.isnan(table), -np.inf, table).argmax(axis=1)
    return [lowest[has_values], highest[has_values]]
