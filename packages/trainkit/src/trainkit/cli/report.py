"""`trainkit report`: learning curves of runs as one HTML page."""

from __future__ import annotations

from pathlib import Path

import click

from replaykit.command_line import Command, PathType
from replaykit.standard_streams import lasting_output
from trainkit.reports.page import write_report


@click.command(
    cls=Command,
    short_help="Write learning curves of runs as HTML and PNG.",
    examples=["trainkit report runs/s1 runs/s2 runs/s3 --out report"],
)
@click.argument("runs", nargs=-1, required=True)
@click.option(
    "--out",
    type=PathType(file_okay=False, path_type=Path),
    default=Path("report"),
    show_default=True,
    help="Folder for report.html and its plots.",
)
@lasting_output()
def report(runs: tuple[str, ...], out: Path) -> None:
    """Write one HTML page with learning curves, and the curves as PNG (needs trainkit[plot]).

    RUNS are run folders or URLs; runs that differ in their seed only share a curve.
    """
    click.echo(write_report(list(runs), out))
