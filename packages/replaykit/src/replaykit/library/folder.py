"""Finding replays among files and below folders."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from replaykit.errors import ReplayError

SUFFIX = ".abr"


def find_replays(paths: Iterable[Path | str]) -> list[Path]:
    """Return the given files, and the replays below the given folders.

    Raises:
        ReplayError: A path does not exist, or there is no replay below a folder.
    """
    found: dict[Path, None] = {}
    for path in map(Path, paths):
        if path.is_dir():
            inside = sorted(path.rglob(f"*{SUFFIX}"))
            if not inside:
                raise ReplayError(f"{path}: no {SUFFIX} file below this folder")
            found |= dict.fromkeys(inside)
        elif path.is_file():
            found[path] = None
        else:
            raise ReplayError(f"{path}: no such file or folder")
    return list(found)
