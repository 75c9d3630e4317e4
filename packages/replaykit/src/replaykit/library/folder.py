"""Finding replays: files, and folders with everything below them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from replaykit.errors import ReplayError

SUFFIX = ".abr"


def find_replays(paths: Iterable[Path | str]) -> list[Path]:
    """Return the files among the paths and the replays in the folders among them, sorted.

    Raises:
        ReplayError: A path is not there, or a folder has no replay.
    """
    found: dict[Path, None] = {}
    for path in map(Path, paths):
        if path.is_dir():
            inside = sorted(path.rglob(f"*{SUFFIX}"))
            if not inside:
                raise ReplayError(f"{path}: there is no {SUFFIX} file in it")
            found |= dict.fromkeys(inside)
        elif path.is_file():
            found[path] = None
        else:
            raise ReplayError(f"{path}: no such file or folder")
    return list(found)
