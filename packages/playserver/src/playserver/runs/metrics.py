"""The rows of windows.jsonl as columns of numbers, a column per metric."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np

from playserver.errors import DamagedFileError
from playserver.runs.downsample import Floats

METRICS_MAX: Final = 2000
"""Metrics of a run; files with more names than that are not what they say."""

_NO_METRICS: Final = frozenset({"schema", "seeds"})
_DEPTH_MAX: Final = 8

Points = tuple[list[int], list[float]]
"""The rows in which a metric has a value, and the values."""


def columns_of(rows: list[dict[str, Any]], path: Path) -> dict[str, Floats]:
    """Return a column of shape (len(rows),) per number in the rows.

    Names are paths of keys, as in `evaluation.return.mean`. Where a row lacks a number, or has
    one that is not finite, there is NaN.

    Raises:
        DamagedFileError: There are more than METRICS_MAX metrics in the file, `path`.
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
    for key, value in row.items():
        if isinstance(value, dict):
            if depth and key not in _NO_METRICS:
                _collect(value, f"{prefix}{key}.", index, points, depth - 1)
        elif isinstance(value, int | float) and key not in _NO_METRICS:
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
    except OverflowError:  # JSON's integers have no bounds
        column[indices] = [_float(value) for value in values]
    column[~np.isfinite(column)] = np.nan
    return column


def _float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return np.nan
