"""Turns rows of windows.jsonl into one column of numbers per metric."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np

from playserver.errors import DamagedFileError
from playserver.runs.downsample import Floats

METRICS_MAX: Final = 2000
"""Most metrics of a run; a file with more names is damaged."""

_NOT_METRICS: Final = frozenset({"schema", "seeds"})
_DEPTH_MAX: Final = 8

Points = tuple[list[int], list[float]]
"""The rows in which a metric has a value, and the values."""


def columns_of(rows: list[dict[str, Any]], path: Path) -> dict[str, Floats]:
    """Return a column of shape (len(rows),) for every number in the rows.

    Names are paths of keys, as in `evaluation.return.mean`. A value that is missing or not finite
    is NaN.

    Raises:
        DamagedFileError: The file at `path` has more than METRICS_MAX metrics.
    """
    points: dict[str, Points] = {}
    for index, row in enumerate(rows):
        _collect(row, "", index, points, _DEPTH_MAX)
        if len(points) > METRICS_MAX:
            raise DamagedFileError(f"{path.name} has more than {METRICS_MAX} metrics")
    return {name: _column(len(rows), *of_metric) for name, of_metric in points.items()}


def _collect(
    row: dict[str, Any], prefix: str, index: int, points: dict[str, Points], depth: int
) -> None:
    """Add the numbers of a row to the points, recursively."""
    for key, value in row.items():
        if isinstance(value, dict):
            if depth and key not in _NOT_METRICS:
                _collect(value, f"{prefix}{key}.", index, points, depth - 1)
        elif isinstance(value, int | float) and key not in _NOT_METRICS:
            name = prefix + key
            of_metric = points.get(name)
            if of_metric is None:
                of_metric = points[name] = ([], [])
            of_metric[0].append(index)
            of_metric[1].append(value)


def _column(length: int, indices: list[int], values: list[float]) -> Floats:
    column = np.full(length, np.nan)
    try:
        column[indices] = values
    except OverflowError:  # integers in JSON have no bounds
        column[indices] = [_float(value) for value in values]
    column[~np.isfinite(column)] = np.nan
    return column


def _float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return np.nan
