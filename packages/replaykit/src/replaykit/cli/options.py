"""Arguments and options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

import click

from replaykit.command_line import PathType

Function = TypeVar("Function", bound=Callable[..., Any])

FILE: Final = PathType(allow_dash=True)
"""A path, - or a URL; whether it exists is checked when it is opened, as URLs have no path."""
FILE_HELP: Final = "A FILE is a path, - for standard input, or a URL that fsspec knows."
STEP: Final = click.IntRange(min=0)
U64: Final = click.IntRange(0, 2**64 - 1)
PLAYER_KINDS: Final = click.Choice(["policy", "bot", "human"])


def file_argument(name: str = "file", *, metavar: str = "FILE") -> Callable[[Function], Function]:
    """Return the argument for one file."""
    return click.argument(name, type=FILE, metavar=metavar)


def files_argument() -> Callable[[Function], Function]:
    """Return the argument `files` for one file or more."""
    return click.argument("files", type=FILE, metavar="FILE...", nargs=-1, required=True)


def out_option(help_text: str = "The new file") -> Callable[[Function], Function]:
    """Return the required option for the output file; `-` is standard output."""
    help_text += "; - for standard output."
    return click.option("-o", "--out", type=FILE, metavar="OUT", required=True, help=help_text)


def frame_range_options(function: Function) -> Function:
    """Add the options that choose frames."""
    for option in (
        click.option("--stride", type=click.IntRange(min=1), default=1, show_default=True,
                     metavar="N", help="Take every Nth frame."),
        click.option("--stop", type=STEP, metavar="N", help="First frame not to take."),
        click.option("--start", type=STEP, default=0, show_default=True, metavar="N",
                     help="First frame."),
    ):  # fmt: skip
        function = option(function)
    return function


def player_options(*, default: str | None, help_text: str) -> Callable[[Function], Function]:
    """Return the options for the player of a new replay."""

    def add(function: Function) -> Function:
        kind = click.option(
            "--kind", type=PLAYER_KINDS, default="human", show_default=True, help="Kind of player."
        )
        name = click.option(
            "--player", metavar="NAME", default=default, show_default=bool(default), help=help_text
        )
        return name(kind(function))

    return add
