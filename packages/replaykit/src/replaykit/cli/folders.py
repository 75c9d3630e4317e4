"""The commands for many replays at once: index, bundle, verify-bundle."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, Final

import click

from replaykit.cli.exit_codes import EXIT_CODES, Exit
from replaykit.cli.options import FILE_HELP, file_argument, out_option
from replaykit.cli.output import (
    STANDARD_OUTPUT,
    print_error,
    print_json,
    print_result,
    print_text,
    written_to,
)
from replaykit.command_line import Command, PathType, json_option, refuse_options
from replaykit.library.bundle import verify_bundle, write_bundle
from replaykit.library.folder import find_replays
from replaykit.library.index import database_path, query_index, update_index
from replaykit.library.index_schema import ORDERS
from replaykit.progress import progress_bar
from replaykit.sources import opened
from replaykit.standard_streams import lasting_output


@click.command(
    "index",
    cls=Command,
    examples=[
        "replaykit index runs --tag best_so_far --order return --descending",
        "replaykit index runs --policy maskable_ppo --min-return 500 --json",
    ],
)
@click.argument("folder", type=PathType(path_type=Path))
@click.option(
    "--db",
    type=PathType(path_type=Path),
    metavar="FILE",
    help="The database; FOLDER/replays.sqlite by default.",
)
@click.option("--tag", help="Tag of a training run, such as best_so_far.")
@click.option("--policy", metavar="NAME", help="Name of the player.")
@click.option("--window", type=click.IntRange(min=0), metavar="N", help="Training window.")
@click.option("--min-return", type=float, metavar="X", help="Lowest return.")
@click.option("--max-return", type=float, metavar="X", help="Highest return.")
@click.option(
    "--order", type=click.Choice(ORDERS), default="path", show_default=True, help="Order."
)
@click.option("--descending", is_flag=True, help="Highest first.")
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help="Most rows to print.")
@json_option("Print a line of JSON with all columns for each replay.")
def index_command(folder: Path, db: Path | None, as_json: bool, **conditions: Any) -> int:
    """Update the SQLite index of a folder and query it.

    Prints the replays that fulfil all conditions, and a summary on stderr.
    """
    with progress_bar("index") as advance:
        change = update_index(folder, db, progress=advance)
    rows = query_index(database_path(folder, db), **conditions)
    for problem in change.problems:
        print_error(problem)
    for row in rows:
        if as_json:
            print_json(row)
        else:
            print_text(_line_of(row))
    click.echo(
        f"{len(rows)} shown; {change.added} new, {change.changed} changed, "
        f"{change.removed} removed, {change.unreadable} unreadable",
        err=True,
    )
    return Exit.DONE


@click.command(
    "bundle",
    cls=Command,
    examples=["replaykit bundle runs/mine/replays -o scores.zip"],
)
@click.argument("paths", type=PathType(), metavar="PATH...", nargs=-1, required=True)
@out_option("The bundle, a zip file")
@json_option("Print the bundle's table as JSON.")
def bundle_command(paths: tuple[str, ...], out: str, as_json: bool) -> int:
    """Pack replays with the table of their results.

    A PATH is a replay of a whole episode, or a folder with such replays below it. Every
    replay is simulated first.
    """
    if out == STANDARD_OUTPUT:
        refuse_options("as_json", because="with --out -, where standard output is the bundle")
    found = find_replays(paths)
    with written_to(out) as path, progress_bar("bundle", len(found)) as advance:
        table = write_bundle(found, path, progress=advance)
    if out == STANDARD_OUTPUT:
        print_result(out, f"{len(found)} episodes")
        return Exit.DONE
    if as_json:
        print_json(table)
        return Exit.DONE
    for line in _table_lines(table["players"]):
        print_text(line)
    print_result(out, f"{len(found)} episodes")
    return Exit.DONE


@click.command(
    "verify-bundle",
    cls=Command,
    epilog=f"{FILE_HELP} {EXIT_CODES}",
    examples=["replaykit verify-bundle scores.zip"],
)
@file_argument()
@click.option(
    "--threads",
    type=click.IntRange(min=1),
    metavar="N",
    help="Number of threads; that of the processors by default.",
)
@json_option("Print JSON instead of text.")
@lasting_output()
def verify_bundle_command(file: str, threads: int | None, as_json: bool) -> int:
    """Simulate a bundle again and recompute its table."""
    with opened(file) as stream:
        source = stream if stream.seekable() else io.BytesIO(stream.read())
        with progress_bar("verify-bundle") as advance:
            verdict = verify_bundle(source, num_threads=threads, progress=advance)
    if as_json:
        print_json({"file": file, "is_true": verdict.is_true, "message": verdict.message})
    elif verdict.is_true:
        print_text(f"{file}: {verdict.message}")
    else:
        print_error(f"{file}: false: {verdict.message}")
    return Exit.DONE if verdict.is_true else Exit.FALSE


COMMANDS: Final = (index_command, bundle_command, verify_bundle_command)


def _table_lines(players: list[dict[str, Any]]) -> list[str]:
    """Return the table of a bundle: a line for each player."""
    numbers = f"{'return':>10} {'median':>10} {'iqm':>10} {'survival':>8}"
    lines = [f"{'player':24} {'episodes':>8} {numbers}"]
    for row in players:
        numbers = " ".join(f"{row['return'][name]:10.3f}" for name in ("mean", "median", "iqm"))
        lines.append(f"{row['name']:24} {row['episodes']:8} {numbers} {row['survival']:8.0%}")
    return lines


def _line_of(row: dict[str, Any]) -> str:
    """Return the line of a replay in an index."""
    path = Path(row["path"]).as_posix()
    if row["error"] is not None:
        return f"{path}: {row['error']}"
    total = "cut off" if row["return"] is None else f"return {row['return']:.3f}"
    window = "" if row["window"] is None else f", window {row['window']}"
    tags = f" [{', '.join(row['tags'])}]" if row["tags"] else ""
    return f"{path}: {row['policy']}{window}, {row['steps']} steps, {total}{tags}"
