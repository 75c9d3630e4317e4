"""Learning curves: of one run with quartiles over episodes, of several seeds with intervals."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from trainkit.evaluation.plots import new_figure
from trainkit.evaluation.stats import mean_with_interval
from trainkit.runs.reading import RunData
from trainkit.runs.window_metrics import METRICS

Floats = npt.NDArray[np.float64]

LOSSES: Final = ("value_loss", "entropy_loss", "approx_kl", "explained_variance")
_SHADE: Final = 0.2  # opacity of a band
_COLUMNS: Final = 2


@dataclass(frozen=True)
class Curve:
    """A mean over env steps, with a band around it."""

    env_steps: Floats
    mean: Floats
    low: Floats
    high: Floats


def curve_of(runs: list[RunData], key: str, source: str = "training") -> Curve | None:
    """Return the curve of runs that differ in their seed only, or None without points.

    Args:
        runs: One run, whose band is the quartiles over episodes, or several, whose band is the
            95 % bootstrap interval of the mean over runs.
        key: A metric of the window rows.
        source: `training` for the episodes that ended in a window, or `evaluation`.
    """
    points = [_points_of(run, key, source) for run in runs]
    steps = sorted(set.intersection(*(set(of_run) for of_run in points)))
    if not steps:
        return None
    if len(runs) == 1:
        rows = [points[0][step] for step in steps]
    else:
        rows = []
        for step in steps:
            interval = mean_with_interval(np.array([of_run[step][0] for of_run in points]))
            rows.append((interval.mean, interval.ci_low, interval.ci_high))
    mean, low, high = np.array(rows, dtype=float).T
    return Curve(np.array(steps, dtype=float), mean, low, high)


def _points_of(run: RunData, key: str, source: str) -> dict[int, tuple[float, float, float]]:
    points = {}
    for row in run.rows:
        part = row if source == "training" else row["evaluation"]
        value = None if part is None else part.get(key)
        if isinstance(value, dict):
            points[row["env_steps_total"]] = (value["mean"], value["q25"], value["q75"])
        elif value is not None:
            points[row["env_steps_total"]] = (value, value, value)
    return points


def draw_curves(groups: dict[str, list[RunData]], source: str) -> Any:
    """Return a figure with a panel for each metric of episodes."""
    figure, axes = new_figure(_COLUMNS, math.ceil(len(METRICS) / _COLUMNS))
    for axis, metric in zip(axes.flat, METRICS, strict=False):
        for name, runs in groups.items():
            curve = curve_of(runs, metric.name, source)
            if curve is not None:
                _draw(axis, curve, name)
        axis.set_xlabel("env steps")
        axis.set_ylabel(metric.label)
    axes[0][0].legend(fontsize="small")
    return figure


def draw_losses(groups: dict[str, list[RunData]]) -> Any:
    """Return a figure with a panel for each loss."""
    figure, axes = new_figure(_COLUMNS, math.ceil(len(LOSSES) / _COLUMNS))
    for axis, name in zip(axes.flat, LOSSES, strict=True):
        for label, runs in groups.items():
            for run in runs:
                rows = [row for row in run.rows if name in row["losses"]]
                steps = [row["env_steps_total"] for row in rows]
                axis.plot(steps, [row["losses"][name] for row in rows], label=label)
        axis.set_xlabel("env steps")
        axis.set_ylabel(name)
    return figure


def _draw(axis: Any, curve: Curve, name: str) -> None:
    (line,) = axis.plot(curve.env_steps, curve.mean, label=name)
    axis.fill_between(
        curve.env_steps, curve.low, curve.high, alpha=_SHADE, color=line.get_color(), linewidth=0
    )
