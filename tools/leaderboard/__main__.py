"""`python -m tools.leaderboard`: verify the bundles and write the table; `--check` compares it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from replaykit import ReplayError
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
        page = folder / PAGE
        entries = read_entries(folder)
        for line in check_bundles(folder, entries):
            click.echo(line)
        text = page.read_text(encoding="utf-8")
        scores = [score_of(folder, entry) for entry in entries]
        new = with_section(text, "leaderboard", board_of(scores))
    except (TrainkitError, ReplayError, OSError) as error:
        click.echo(f"leaderboard: {error}", err=True)
        sys.exit(2)
    if check and new != text:
        click.echo(f"leaderboard: {page}: the table is stale: run nox -s leaderboard", err=True)
        sys.exit(1)
    if not check:
        page.write_text(new, encoding="utf-8")
    click.echo(f"{page.name}: {len(entries)} entries")


if __name__ == "__main__":
    main()
