"""`trainkit sweep`: train a grid, a random search or a search by Optuna."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import numpy as np

from replaykit.command_line import Command, json_option
from replaykit.interrupts import Interrupted
from replaykit.standard_streams import lasting_output
from trainkit.cli.options import (
    address_option,
    engine_option,
    refuse_address_without_ray,
    workers_option,
)
from trainkit.config.loading import config_beside, config_path
from trainkit.evaluation.stats import mean_with_interval
from trainkit.files import home_path
from trainkit.sweeps.importance import points_of, write_importance
from trainkit.sweeps.run import RESULTS, Trial, read_sweep, run_sweep
from trainkit.sweeps.schema import SweepConfig
from trainkit.tasks import EngineName


@click.command(
    cls=Command,
    short_help="Train a grid, a random search or a search by Optuna.",
    examples=["trainkit sweep my_sweep.yaml --workers 4", "trainkit sweep sweep --engine ray"],
)
@click.argument("file", metavar="FILE")
@engine_option(None, "Where runs are trained. [default: that of the file]")
@workers_option("Runs trained at once. [default: that of the file]")
@address_option()
@json_option()
@lasting_output()
def sweep(
    file: str,
    *,
    engine: EngineName | None,
    workers: int | None,
    address: str | None,
    as_json: bool,
) -> int:
    """Train a grid, a random search or a search by Optuna; rerun to resume.

    FILE is a YAML file, or the template `sweep`. The folder of the sweep gets `results.csv`, a line
    per run, and with four points or more `importance.csv` and `importance.png`: what mattered.
    Ctrl-C, SIGTERM and SIGHUP stop every run as they stop `trainkit run`.
    """
    path = config_path(file)
    config, trials = read_sweep(path)
    options: dict[str, Any] = {
        "engine": engine or config.engine,
        "workers": workers or config.workers,
        "address": address,
    }
    refuse_address_without_ray(options["engine"])
    folder = home_path(config.folder)
    try:
        rows, result, maximize = _train(path, config, trials, options)
    except Interrupted as stop:
        click.echo(
            f"trainkit: {folder}: stopped; complete windows are kept, run again to resume", err=True
        )
        return 128 + stop.number
    points = points_of(rows, list(config.keys), result)
    said = write_importance(folder, points, maximize=maximize)
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return 0
    _print_points(rows, list(config.keys), result)
    for line in said:
        click.echo(line)
    click.echo(f"{folder / RESULTS}: {len(rows)} runs")
    return 0


def _train(
    path: Path, config: SweepConfig, trials: list[Trial], options: dict[str, Any]
) -> tuple[list[dict[str, Any]], str, bool]:
    """Train all runs; return the rows, the column of the result, and whether more is better."""
    if config.optuna is None:
        return run_sweep(config, trials, **options), "net_profit", True
    from trainkit.sweeps.search import RESULT, check_search, run_search  # noqa: PLC0415  # extra

    base = config_beside(path.parent, config.config)
    check_search(config, base)
    rows = run_search(config, base, **options)
    return rows, RESULT, config.optuna.goal == "maximize"


def _print_points(rows: list[dict[str, Any]], keys: list[str], result: str) -> None:
    """Print the mean result of each point over its seeds, and whether it was pruned."""
    for point in sorted({row["point"] for row in rows}):
        group = [row for row in rows if row["point"] == point]
        finished = np.array([row[result] for row in group if row[result] is not None])
        if len(finished) == 0:
            continue
        mean = mean_with_interval(finished)
        values = {key: group[0][key] for key in keys}
        pruned = "  pruned" if group[-1]["status"] == "pruned" else ""
        click.echo(
            f"point {point}: {result.replace('_', ' ')} {mean.mean:,.4g} [{mean.ci_low:,.4g}, "
            f"{mean.ci_high:,.4g}] over {len(finished)} seeds  {values}{pruned}"
        )
