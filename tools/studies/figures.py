"""The figure of a study, from its published JSON; curves from its runs."""

from __future__ import annotations

from itertools import cycle
from typing import Any, Final

import numpy as np

from trainkit.evaluation.plots import new_figure
from trainkit.reports.curves import curve_of
from trainkit.runs.reading import read_run

from tools.studies.declaration import Study
from tools.studies.training import state_of

Row = dict[str, Any]
COLORS: Final = [f"C{number}" for number in range(10)] + ["navy", "darkgreen", "gold", "black"]
"""Of the variants, in their order."""


def figure_of(study: Study, results: Row) -> Any:
    """Return the figure of a study.

    Raises:
        TrainkitError: Matplotlib is not installed.
    """
    if results["figure"] == "generalisation":
        return _generalisation(results)
    if results["figure"] == "conditions":
        return _conditions(results)
    figure, axes = new_figure(2)
    rows = next(iter(results["conditions"].values()))["rows"]
    figure.set_figheight(max(figure.get_figheight(), 1 + 0.35 * len(rows)))
    colors = dict(zip(study.declared.variants, cycle(COLORS), strict=False))
    _draw_rows(axes[0][0], rows, colors)
    _draw_training(axes[0][1], study, colors)
    return figure


def _draw_rows(axis: Any, rows: list[Row], colors: dict[str, str]) -> None:
    """Draw means with intervals, and each training seed as a small dot."""
    for height, row in enumerate(reversed(rows)):
        color = colors.get(row["player"], "0.4")
        _point(axis, row["net_profit"], height, color)
        means = [seed["net_profit"]["mean"] for seed in row["seeds"]]
        axis.plot(means, [height - 0.25] * len(means), ".", color=color, alpha=0.6, markersize=4)
    axis.set_yticks(range(len(rows)), [row["label"] for row in reversed(rows)])
    axis.set_xlabel("net profit, mean and 95 %; dots: training seeds")
    axis.xaxis.set_major_formatter("{x:,.0f}")
    axis.locator_params(axis="x", nbins=5)
    axis.tick_params(axis="x", labelsize="small")


def _point(axis: Any, value: Row, height: float, color: str, label: str | None = None) -> None:
    spread = [[value["mean"] - value["ci_low"]], [value["ci_high"] - value["mean"]]]
    axis.errorbar(value["mean"], height, xerr=spread, fmt="o", capsize=3, color=color, label=label)


def _draw_training(axis: Any, study: Study, colors: dict[str, str]) -> None:
    """Draw the net profit of the training episodes, the mean of a variant's seeds with 95 %."""
    for name, color in colors.items():
        runs = [run for run in study.runs_of(name) if state_of(run) == "finished"]
        curve = (
            curve_of([read_run(str(run.folder)) for run in runs], "net_profit") if runs else None
        )
        if curve is not None:
            axis.plot(curve.env_steps, curve.mean, color=color)
            shade = {"alpha": 0.12, "color": color, "linewidth": 0}
            axis.fill_between(curve.env_steps, curve.low, curve.high, **shade)
    axis.set_xlabel("million env steps; colors as on the left")
    axis.set_ylabel("net profit in training")
    axis.xaxis.set_major_formatter(lambda steps, _: f"{steps / 1e6:g}")
    axis.yaxis.set_major_formatter("{x:,.0f}")


def _generalisation(results: Row) -> Any:
    figure, axes = new_figure(1)
    axis = axes[0][0]
    for condition in results["conditions"].values():
        rows = [row for row in condition["rows"] if row["player"] in results["gaps"]]
        places, label = range(len(rows)), condition["label"]
        means = np.array([row["net_profit"]["mean"] for row in rows])
        ends = [[row["net_profit"][end] for row in rows] for end in ("ci_low", "ci_high")]
        spread = [means - np.array(ends[0]), np.array(ends[1]) - means]
        axis.errorbar(places, means, yerr=spread, fmt="o-", capsize=3, label=label)
        axis.set_xticks(places, [row["label"] for row in rows])
    axis.set_xlabel("trained on")
    axis.set_ylabel("net profit")
    axis.legend(fontsize="small")
    return figure


def _conditions(results: Row) -> Any:
    """Draw the normalised score of all players, each condition at a height of its own."""
    figure, axes = new_figure(1)
    axis, conditions = axes[0][0], list(results["conditions"].values())
    scored = [[row for row in c["rows"] if row["normalised"]] for c in conditions]
    names = list(dict.fromkeys(row["player"] for rows in scored for row in rows))
    figure.set_figheight(1 + 0.4 * len(conditions))
    for height, rows in enumerate(reversed(scored)):
        for row in rows:
            number = names.index(row["player"])
            label = row["label"] if height == 0 else None
            _point(axis, row["normalised"], height - 0.12 * number, f"C{number}", label)
    axis.set_yticks(range(len(conditions)), [c["label"] for c in reversed(conditions)])
    axis.set_xlabel("normalised net profit, mean and 95 %")
    axis.legend(fontsize="x-small", loc="center left", bbox_to_anchor=(0.08, 0.5))
    return figure
