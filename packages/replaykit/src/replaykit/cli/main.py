"""The command `replaykit`: its commands by section, and how it ends."""

from __future__ import annotations

from collections.abc import Sequence

from replaykit import __version__
from replaykit.cli import folders, make, read
from replaykit.cli.exit_codes import CODE_OF_ERROR, EXIT_CODES
from replaykit.command_line import command_group, run_command
from replaykit.doctor.command import doctor


@command_group(
    __version__,
    sections={
        "Read replays": ("info", "verify", "frames", "diff"),
        "Make replays": ("play", "cut", "fork", "concat"),
        "Export": ("export",),
        "Many replays": ("index", "bundle", "verify-bundle"),
        "Installation": ("doctor",),
    },
    examples=[
        "replaykit info episode.abr",
        "replaykit verify runs/mine/replays",
        "replaykit export episode.abr -o episode.html",
        "replaykit index runs --tag best_so_far --order return --descending",
    ],
    epilog=EXIT_CODES,
)
def replaykit() -> None:
    """Read, verify, edit and export .abr replays of Asteroid Belt Prospector."""


for _command in (*read.COMMANDS, *make.COMMANDS, *folders.COMMANDS, doctor):
    replaykit.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line, by default that of the process, and return its exit code."""
    return run_command(replaykit, "replaykit", arguments, refusals=CODE_OF_ERROR)
