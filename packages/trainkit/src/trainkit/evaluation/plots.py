"""Plots of comparisons, with Matplotlib, an extra."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from envcore import spec
from replaykit.files import growing_file
from trainkit.errors import TrainkitError
from trainkit.evaluation.comparison import Comparison

_SHADE = 0.2


def new_figure(columns: int, rows: int = 1) -> tuple[Any, Any]:
    """Return a figure that needs no display, and its axes as an array (rows, columns).

    Raises:
        TrainkitError: Matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure  # noqa: PLC0415  # an extra
    except ImportError:
        raise TrainkitError(
            "plots: Matplotlib is not installed: run pip install matplotlib"
        ) from None
    figure = Figure(figsize=(5.2 * columns, 3.6 * rows), layout="constrained")
    return figure, figure.subplots(rows, columns, squeeze=False)


def plot_style(**settings: Any) -> Any:
    """Return a context in which Matplotlib draws in the colors of the page, and by settings."""
    from matplotlib import rc_context  # noqa: PLC0415  # an extra

    runs = [light for name, (light, _) in spec.COLORS.items() if name.startswith("run-")]
    return rc_context({"axes.prop_cycle": f"cycler('color', {runs})", **settings})


def plot_comparison(comparison: Comparison, path: Path) -> None:
    """Plot net profits with their intervals, and performance profiles.

    Raises:
        TrainkitError: Matplotlib is not installed, or does not support the format.
    """
    figure, axes = new_figure(2)
    with plot_style():
        _draw_comparison(axes[0], comparison)
    save_figure(figure, path)


def _draw_comparison(axes: Any, comparison: Comparison) -> None:
    means, profiles = axes
    color = spec.COLORS["run-0"][0]
    rows = comparison.rows
    for height, row in enumerate(reversed(rows)):
        for statistic, marker in (("mean", "o"), ("iqm", "D")):
            value = row["statistics"]["net_profit"][statistic]
            spread = [[value["mean"] - value["ci_low"]], [value["ci_high"] - value["mean"]]]
            means.errorbar(value["mean"], height, xerr=spread, fmt=marker, capsize=3, color=color)
    means.set_yticks(range(len(rows)), [row["player"] for row in reversed(rows)])
    means.set_xlabel("net profit: mean (o) and interquartile mean (diamond), 95 %")
    measured = comparison.profiles["net_profit"]
    for name, profile in measured["players"].items():
        (line,) = profiles.plot(measured["thresholds"], profile["share"], label=name)
        profiles.fill_between(
            measured["thresholds"],
            profile["ci_low"],
            profile["ci_high"],
            alpha=_SHADE,
            color=line.get_color(),
        )
    profiles.set_xlabel("net profit")
    profiles.set_ylabel("share of episodes above")
    profiles.legend(fontsize="small")


def save_figure(figure: Any, path: Path) -> None:
    """Write a figure in the format of the file's suffix.

    Raises:
        TrainkitError: Matplotlib does not support the format.
    """
    path = path if path.suffix else path.with_suffix(".png")  # as Matplotlib does
    try:
        with growing_file(path) as file:
            figure.savefig(file, format=path.suffix[1:], metadata=None, dpi=130)
    except ValueError as error:
        raise TrainkitError(f"plot {path}: {error}") from None
