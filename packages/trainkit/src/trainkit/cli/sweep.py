"""The command that trains many configurations."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from trainkit.config.seeds import whole_number
from trainkit.evaluation.stats import mean_with_interval
from trainkit.sweeps.sweep import RESULTS, read_sweep, run_sweep
from trainkit.tasks import EngineName

WORKERS_MAX = 1024


def sweep(
    file: Annotated[Path, typer.Argument(help="a YAML file")],
    engine: Annotated[
        EngineName | None, typer.Option(help="instead of the file's: where runs are trained")
    ] = None,
    workers: Annotated[
        str | None, typer.Option(metavar="N", help="instead of the file's: runs at once")
    ] = None,
    address: Annotated[
        str | None, typer.Option(help="of the Ray cluster; one is started here")
    ] = None,
) -> None:
    """Train a grid or a random search over configurations and seeds; again, it goes on."""
    config, trials = read_sweep(file)
    count = config.workers if workers is None else whole_number("--workers", workers, WORKERS_MAX)
    rows = run_sweep(config, trials, engine=engine or config.engine, workers=count, address=address)
    points = sorted({row["point"] for row in rows})
    for point in points:
        ours = [row for row in rows if row["point"] == point and row["net_profit"] is not None]
        if not ours:
            continue
        figure = mean_with_interval(np.array([row["net_profit"] for row in ours]))
        values = next(trial.values for trial in trials if trial.point == point)
        print(
            f"point {point}: net profit {figure.mean:,.0f} [{figure.ci_low:,.0f}, "
            f"{figure.ci_high:,.0f}] over {len(ours)} seeds  {values}"
        )
    print(f"{Path(config.folder) / RESULTS}: {len(rows)} runs")
