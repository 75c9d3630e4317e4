"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from replaykit.command_line import PathType

Function = TypeVar("Function", bound=Callable[..., Any])


def runs_option(*, must_exist: bool) -> Callable[[Function], Function]:
    """Return the option `--runs`."""
    return click.option(
        "--runs",
        type=PathType(file_okay=False, path_type=Path),
        default=Path("runs"),
        show_default=True,
        callback=_existing_folder if must_exist else None,
        help="Folder of the run folders, as `trainkit run` writes them.",
    )


def _existing_folder(_ctx: click.Context, _param: click.Parameter, folder: Path) -> Path:
    if not folder.is_dir():
        raise click.BadParameter(f"there is no folder {folder}")
    return folder
