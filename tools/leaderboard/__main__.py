"""`python -m tools.leaderboard`: verify the bundles and write the table; `--check` compares it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from replaykit import ReplayError
from replaykit.files import write_atomically
from trainkit.errors import TrainkitError

from tools.leaderboard.board import PAGE, board_of, check_bundles, read_entries, score_of
from tools.repository import ROOT
from tools.studies.publish import with_section


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--check", is_flag=True, help="Change nothing; fail if the page's table is stale.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=ROOT / "docs" / "results",
    help="Folder of the page and the bundles. [default: docs/results]",
)
def main(*, check: bool, folder: Path) -> None:
    """Verify the bundles of the leaderboard and write its table into its page."""
    try:
        for line in write_board(folder, check=check):
            click.echo(line)
    except (TrainkitError, ReplayError, OSError) as error:
        click.echo(f"leaderboard: {error}", err=True)
        sys.exit(2)


def write_board(folder: Path, *, check: bool = False) -> Iterator[str]:
    """Verify the bundles and write the table, or only compare it; yield lines about them.

    Raises:
        TrainkitError: A bundle does not verify or does not count, or the table is stale.
        ReplayError: A bundle cannot be read.
    """
    page, entries = folder / PAGE, read_entries(folder)
    yield from check_bundles(folder, entries)
    text = page.read_text(encoding="utf-8")
    new = with_section(text, "leaderboard", board_of(score_of(folder, e) for e in entries))
    if check and new != text:
        raise TrainkitError(f"{page}: the table is stale: run nox -s study -- --leaderboard")
    if not check:
        write_atomically(page, new.encode())
    yield f"{page.name}: {len(entries)} entries"


if __name__ == "__main__":
    main()
