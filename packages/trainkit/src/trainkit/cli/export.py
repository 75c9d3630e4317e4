"""`trainkit export`: a trained policy as one file."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from replaykit.command_line import Command
from trainkit.cli.options import file_option
from trainkit.policies.policy_file import SUFFIX

SUFFIXES: Final = {"policy": SUFFIX}
"""The formats, and how the names of their files end."""


@click.command(
    cls=Command,
    short_help="Write a trained policy as one file.",
    examples=[
        "trainkit export runs/first --out first.safetensors",
        "trainkit export runs/first/checkpoints/000020 --to policy",
    ],
)
@click.argument("source", metavar="POLICY")
@click.option(
    "--to",
    "form",
    type=click.Choice(list(SUFFIXES)),
    default="policy",
    show_default=True,
    help="Format: policy is our own, which trainkit and the page read.",
)
@file_option("--out", "The file. [default: the policy's name, in this folder]")
@click.option("--name", help="Name in the file. [default: RUN@CHECKPOINT]")
def export(source: str, *, form: str, out: Path | None, name: str | None) -> None:
    """Write a trained policy as one file, which needs no run folder.

    POLICY is a run folder (its latest checkpoint), a checkpoint, a policy file, pretrained:NAME,
    or a URL of one.
    """
    from trainkit.runs.export import policy_file_at  # noqa: PLC0415  # torch takes seconds

    file = policy_file_at(source)
    if name:
        file = file.renamed(name)
    out = out or Path(f"{file.header.name.replace(':', '_')}{SUFFIXES[form]}")
    file.write(out)
    click.echo(out)
