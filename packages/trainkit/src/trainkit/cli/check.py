"""`trainkit check`: prove a saved evaluation by its replays."""

from __future__ import annotations

from pathlib import Path

import click

from replaykit.command_line import Command, PathType, json_option
from replaykit.standard_streams import lasting_output
from trainkit.cli.evaluate import show_comparison
from trainkit.cli.options import refuse_wide_json, wide_option
from trainkit.evaluation.folder import check_evaluation


@click.command(
    cls=Command,
    short_help="Check a saved evaluation by its replays.",
    examples=["trainkit check scores"],
)
@click.argument("folder", type=PathType(path_type=Path))
@json_option()
@wide_option()
@lasting_output()
def check(folder: Path, *, as_json: bool, wide: bool) -> None:
    """Simulate every replay of a saved evaluation and compare its table with them.

    FOLDER was written by `trainkit evaluate --save`.
    """
    refuse_wide_json(as_json=as_json)
    comparison = check_evaluation(folder)
    show_comparison(comparison, as_json=as_json, wide=wide)
    count = sum(len(run.seeds) for entry in comparison.entries for run in entry.runs)
    click.echo(f"{folder}: all {count} replays verify, and give this table", err=as_json)
