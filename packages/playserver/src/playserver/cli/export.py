"""`playserver build-static` and `playserver openapi`: write what the server answers."""

from __future__ import annotations

import json
from pathlib import Path

import click

from playserver.cli.options import runs_option
from playserver.settings import Settings
from replaykit.command_line import Command, PathType
from replaykit.record.players import player_names
from replaykit.standard_streams import lasting_output


@click.command(
    "build-static", cls=Command, examples=("playserver build-static --runs runs --out site",)
)
@runs_option(must_exist=True)
@click.option(
    "--out",
    type=PathType(file_okay=False, path_type=Path),
    default=Path("site"),
    show_default=True,
    help="Folder of the site; an earlier site there is replaced.",
)
@click.option(
    "--with-frames",
    is_flag=True,
    help="Also write all frames: about a megabyte per 1,000 steps.",
)
@click.option(
    "--beside",
    "bots",
    multiple=True,
    type=click.Choice([*player_names(), "none"]),
    default=["prospector"] if "prospector" in player_names() else [],
    show_default=True,
    help="A bot that plays the seeds of all replays, for their summaries; repeatable, or none.",
)
@lasting_output()
def build_static(*, runs: Path, out: Path, with_frames: bool, bots: tuple[str, ...]) -> None:
    """Write a site that needs no server: the page, and the answers of the API as files."""
    from playserver.site.export import build_site  # noqa: PLC0415  # FastAPI, as in serve.py

    chosen = [name for name in bots if name != "none"]
    if chosen and "none" in bots:
        raise click.UsageError(f"--beside none and --beside {chosen[0]} exclude each other")
    site = build_site(
        Settings(runs_dir=runs),
        out,
        with_frames=with_frames,
        bots=chosen,
        progress=lambda line: click.echo(line, err=True),
    )
    for reason in site.skipped:
        click.echo(f"skipped: {reason}", err=True)
    size = f", {len(site.policies)} policies of runs ({site.policy_bytes / 1e6:.1f} MB)"
    click.echo(f"{out}: {site.runs} runs, {site.replays} replays{size if site.policies else ''}")


@click.command(cls=Command, examples=("playserver openapi > openapi.json",))
def openapi() -> None:
    """Print the OpenAPI description of the server's API."""
    from playserver.http.app import create_app  # noqa: PLC0415  # FastAPI, as in serve.py

    app = create_app(Settings(runs_dir=Path()))
    click.echo(json.dumps(app.openapi(), indent=2, sort_keys=True))
