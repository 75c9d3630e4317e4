"""What mattered in a sweep: the share of each key, as a table and a plot."""

from __future__ import annotations

import json
import math
import warnings
from pathlib import Path
from typing import Any, Final

import numpy as np

from replaykit.files import write_atomically
from trainkit.errors import TrainkitError
from trainkit.evaluation.plots import new_figure, save_figure
from trainkit.evaluation.tables import csv_text

IMPORTANCE: Final = "importance.csv"
PLOT: Final = "importance.png"
_POINTS_MIN: Final = 4
_LOG_RATIO: Final = 20.0  # numbers that span more are drawn on a logarithmic axis

Point = tuple[dict[str, Any], float]
"""The values of a point by key, and its result."""


def points_of(rows: list[dict[str, Any]], keys: list[str], result: str) -> list[Point]:
    """Return the points of a table of results: the mean over the seeds.

    A pruned point counts with the result of its last window.
    """
    by_point: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        if row[result] is not None:
            by_point.setdefault(row["point"], []).append(row)
    return [
        ({key: group[0][key] for key in keys}, float(np.mean([row[result] for row in group])))
        for group in by_point.values()
    ]


def write_importance(folder: Path, points: list[Point], *, maximize: bool = True) -> list[str]:
    """Write what mattered into the folder of a sweep; return lines that say so.

    The importance of a key is PED-ANOVA's: how much its values among the best points differ from
    those of all points. It needs Optuna, and the plot Matplotlib.
    """
    keys = [key for key in (points[0][0] if points else {}) if _varies(points, key)]
    if len(points) < _POINTS_MIN or not keys:
        return []
    try:
        shares = importance_of(points, keys, maximize=maximize)
    except ImportError:
        return ["what mattered: run pip install 'optuna>=4.2,<5' to see it"]
    best = max(points, key=lambda point: point[1] if maximize else -point[1])[0]
    lines = [
        {"key": key, "importance": share, "best": json.dumps(best[key])}
        for key, share in sorted(shares.items(), key=lambda item: -item[1])
    ]
    write_atomically(folder / IMPORTANCE, csv_text(lines).encode())
    said = [f"{line['key']} {line['importance']:.0%} (best {line['best']})" for line in lines]
    try:
        plot_importance(folder / PLOT, points, shares)
    except TrainkitError as error:
        return [f"what mattered: {', '.join(said)}", str(error)]
    return [f"what mattered: {', '.join(said)}"]


def importance_of(points: list[Point], keys: list[str], *, maximize: bool) -> dict[str, float]:
    """Return the importance of each key; they sum to 1.

    Raises:
        ImportError: Optuna is not installed.
    """
    import optuna  # noqa: PLC0415  # an extra

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    spaces = {key: _distribution(optuna, [values[key] for values, _ in points]) for key in keys}
    study = optuna.create_study(direction="maximize" if maximize else "minimize")
    for values, result in points:
        params = {
            key: values[key] if _is_number(values[key]) else json.dumps(values[key]) for key in keys
        }
        trial = optuna.trial.create_trial(params=params, distributions=spaces, value=result)
        study.add_trial(trial)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # experimental in Optuna
        evaluator = optuna.importance.PedAnovaImportanceEvaluator(
            target_quantile=max(0.25, 2 / len(points))
        )
        found = optuna.importance.get_param_importances(study, evaluator=evaluator)
    shares = {key: float(found.get(key, 0.0)) for key in keys}
    total = sum(shares.values())
    return {key: share / total if total > 0 else 1 / len(keys) for key, share in shares.items()}


def plot_importance(path: Path, points: list[Point], shares: dict[str, float]) -> None:
    """Plot the importance of the keys, and the result over the values of each.

    Raises:
        TrainkitError: Matplotlib is not installed.
    """
    keys = sorted(shares, key=lambda key: -shares[key])
    figure, axes = new_figure(1 + len(keys))
    bars, *plots = axes[0]
    bars.barh(keys[::-1], [shares[key] for key in keys[::-1]])
    bars.set_xlabel("importance (PED-ANOVA)")
    results = [result for _, result in points]
    for axis, key in zip(plots, keys, strict=True):
        given = [values[key] for values, _ in points]
        if all(map(_is_number, given)):
            axis.plot(given, results, "o")
            if min(given) > 0 and max(given) / min(given) >= _LOG_RATIO:
                axis.set_xscale("log")
        else:
            axis.plot([json.dumps(value) for value in given], results, "o")
        axis.set_xlabel(key)
        axis.set_ylabel("result")
    save_figure(figure, path)


def _varies(points: list[Point], key: str) -> bool:
    return len({json.dumps(values[key]) for values, _ in points}) > 1


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _distribution(optuna: Any, values: list[Any]) -> Any:
    """Return the space of the values that were tried."""
    if all(map(_is_number, values)) and math.isfinite(sum(values)):
        low, high = float(min(values)), float(max(values))
        is_log = low > 0 and high / low >= _LOG_RATIO
        return optuna.distributions.FloatDistribution(low, high, log=is_log)
    return optuna.distributions.CategoricalDistribution(sorted({json.dumps(v) for v in values}))
