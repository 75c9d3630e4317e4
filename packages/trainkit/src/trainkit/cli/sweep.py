"""`trainkit sweep`: train a grid or a random search."""

from __future__ import annotations

import json
from typing import Any

import click
import numpy as np

from replaykit.command_line import Command, json_option
from replaykit.standard_streams import lasting_output
from trainkit.cli.options import address_option, engine_option, workers_option
from trainkit.config.loading import config_path
from trainkit.evaluation.stats import mean_with_interval
from trainkit.files import home_path
from trainkit.sweeps.run import RESULTS, Trial, read_sweep, run_sweep
from trainkit.tasks import EngineName


@click.command(
    cls=Command,
    short_help="Train a grid or a random search.",
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
) -> None:
    """Train a grid or a random search over configurations and seeds; rerun to resume.

    FILE is a YAML file, or the template `sweep`.
    """
    config, trials = read_sweep(config_path(file))
    rows = run_sweep(
        config,
        trials,
        engine=engine or config.engine,
        workers=workers or config.workers,
        address=address,
    )
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    _print_points(rows, trials)
    click.echo(f"{home_path(config.folder) / RESULTS}: {len(rows)} runs")


def _print_points(rows: list[dict[str, Any]], trials: list[Trial]) -> None:
    """Print the mean net profit of each point over its seeds."""
    for point in sorted({row["point"] for row in rows}):
        profits = [row["net_profit"] for row in rows if row["point"] == point]
        finished = np.array([profit for profit in profits if profit is not None])
        if len(finished) == 0:
            continue
        result = mean_with_interval(finished)
        values = next(trial.values for trial in trials if trial.point == point)
        click.echo(
            f"point {point}: net profit {result.mean:,.0f} [{result.ci_low:,.0f}, "
            f"{result.ci_high:,.0f}] over {len(finished)} seeds  {values}"
        )
