"""The command that reports on runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trainkit.reports.page import write_report


def report(
    runs: Annotated[list[str], typer.Argument(help="run folders or URLs; seeds are put together")],
    out: Annotated[Path, typer.Option(help="folder for report.html and its pictures")] = Path(
        "report"
    ),
) -> None:
    """Write one HTML page with learning curves, and the curves as PNG (trainkit[plot])."""
    print(write_report(runs, out))
