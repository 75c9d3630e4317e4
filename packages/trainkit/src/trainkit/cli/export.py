"""`trainkit export`: a trained policy as one file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from replaykit.command_line import Command, refuse_options
from replaykit.files import write_atomically
from trainkit.cli.options import file_option
from trainkit.policies.policy_file import SUFFIX

if TYPE_CHECKING:
    from trainkit.policies.policy_file import PolicyFile

SUFFIXES: Final = {"policy": SUFFIX, "sb3": ".zip", "onnx": ".onnx", "torchscript": ".pt"}
"""The formats, and how the names of their files end."""


@click.command(
    cls=Command,
    short_help="Write a trained policy as one file.",
    examples=[
        "trainkit export runs/first --out first.safetensors",
        "trainkit export runs/first/checkpoints/000020 --to onnx",
        "trainkit export pretrained:default --to sb3 --out default.zip",
    ],
)
@click.argument("source", metavar="POLICY")
@click.option(
    "--to",
    "form",
    type=click.Choice(list(SUFFIXES)),
    default="policy",
    show_default=True,
    help="policy: our own format, safetensors with a JSON header. sb3: a zip of MaskablePPO, PPO "
    "or RecurrentPPO. onnx (needs trainkit[export]) and torchscript: from observation and mask to "
    "probabilities.",
)
@file_option("--out", "The file. [default: the policy's name, in this folder]")
@click.option("--name", help="Name in the file. [default: RUN@CHECKPOINT]")
def export(source: str, *, form: str, out: Path | None, name: str | None) -> None:
    """Write a trained policy as one file, which needs no run folder.

    POLICY is a run folder (its latest checkpoint), a checkpoint, a policy file, pretrained:NAME,
    or a URL of one.
    """
    if form == "sb3" and out is not None:
        refuse_options("name", because="with --to sb3 and --out: the zip has no place for a name")
    from trainkit.runs.export import policy_file_at  # noqa: PLC0415  # torch takes seconds

    file = policy_file_at(source)
    if name:
        file = file.renamed(name)
    out = out or Path(f"{file.header.name.replace(':', '_')}{SUFFIXES[form]}")
    write_atomically(out, _bytes_of(file, form))
    click.echo(out)


def _bytes_of(file: PolicyFile, form: str) -> bytes:
    """Return a policy in a format; only the library of this format is imported."""
    if form == "onnx":
        from trainkit.policies.export_onnx import onnx_bytes  # noqa: PLC0415

        return onnx_bytes(file)
    if form == "torchscript":
        from trainkit.policies.export_torchscript import torchscript_bytes  # noqa: PLC0415

        return torchscript_bytes(file)
    if form == "sb3":
        from trainkit.policies.export_sb3 import sb3_bytes  # noqa: PLC0415

        return sb3_bytes(file)
    return file.to_bytes()
