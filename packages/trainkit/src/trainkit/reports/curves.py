"""Learning curves: of one run with quartiles over episodes, of several seeds with intervals."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from trainkit.evaluation.plots import new_figure
from trainkit.evaluation.stats import mean_with_interval
from trainkit.runs.reading import RunData
from trainkit.runs.window_metrics import EVALUATED, METRICS, WindowMetric

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


Groups = dict[str, list[RunData]]
Panel = Callable[[Any], None]
"""Draws a panel on Matplotlib's axes."""


def panels_of(groups: Groups) -> dict[str, list[Panel]]:
    """Return the panels of each part of a report: metrics of episodes, and losses."""
    return {
        "training": [partial(_draw_metric, groups, metric, "training") for metric in METRICS],
        "evaluation": [partial(_draw_metric, groups, metric, "evaluation") for metric in EVALUATED],
        "losses": [partial(_draw_loss, groups, name) for name in LOSSES],
    }


def figure_of(panels: list[Panel], columns: int = _COLUMNS) -> Any:
    """Return a figure of panels."""
    figure, axes = new_figure(columns, math.ceil(len(panels) / columns))
    for axis in axes.flat[len(panels) :]:
        axis.remove()
    for axis, draw in zip(axes.flat, panels, strict=False):
        draw(axis)
        axis.set_xlabel("env steps")
        if axis.get_legend_handles_labels()[1]:
            axis.legend(fontsize="small")
        else:
            axis.text(0.5, 0.5, "no values", ha="center", transform=axis.transAxes)
    return figure


def _draw_metric(groups: Groups, metric: WindowMetric, source: str, axis: Any) -> None:
    axis.set_title(metric.label)
    for name, runs in groups.items():
        curve = curve_of(runs, metric.name, source)
        if curve is not None:
            _draw(axis, curve, name)


def _draw_loss(groups: Groups, name: str, axis: Any) -> None:
    axis.set_title(name.replace("_", " "))
    for label, runs in groups.items():
        for run in runs:
            rows = [row for row in run.rows if name in row["losses"]]
            steps = [row["env_steps_total"] for row in rows]
            axis.plot(steps, [row["losses"][name] for row in rows], label=label)


def _draw(axis: Any, curve: Curve, name: str) -> None:
    (line,) = axis.plot(curve.env_steps, curve.mean, label=name)
    axis.fill_between(
        curve.env_steps, curve.low, curve.high, alpha=_SHADE, color=line.get_color(), linewidth=0
    )
