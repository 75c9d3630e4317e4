"""The command `playserver`: its subcommands, and how it fails."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Final

from playserver.cli.export import build_static, openapi
from playserver.cli.serve import serve
from playserver.errors import PlayserverError
from replaykit.command_line import EXIT_REFUSED, command_group, run_command
from replaykit.doctor.command import doctor

SECTIONS: Final[dict[str, Sequence[str]]] = {
    "Serve": ("serve",),
    "Export": ("build-static", "openapi"),
    "Installation": ("doctor",),
}
EXAMPLES: Final = (
    "playserver serve --runs runs",
    "playserver serve --runs runs --port 0 --data hall",
    "playserver build-static --runs runs --out site",
)


@command_group(version("playserver"), sections=SECTIONS, examples=EXAMPLES)
def playserver() -> None:
    """Show training runs and replays of Asteroid Belt Prospector in a browser."""


for _command in (serve, build_static, openapi, doctor):
    playserver.add_command(_command)


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code: 0, or 2 for bad input."""
    return run_command(
        playserver, "playserver", arguments, refusals={PlayserverError: EXIT_REFUSED}
    )
