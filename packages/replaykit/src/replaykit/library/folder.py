"""Finding replays among files and below folders."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from replaykit.errors import ReplayError

SUFFIX = ".abr"


def find_replays(paths: Iterable[Path | str]) -> list[Path]:
    """Return the given files, and the replays below the given folders.

    Raises:
        ReplayError: A path does not exist, or there is no replay below a folder.
        OSError: A folder cannot be read.
    """
    found: dict[Path, None] = {}
    for path in map(Path, paths):
        if path.is_dir():
            inside = files_below(path, on_error=_raise)
            if not inside:
                raise ReplayError(f"{printable(path)}: no {SUFFIX} file below this folder")
            found |= dict.fromkeys(inside)
        elif path.is_file():
            found[path] = None
        else:
            raise ReplayError(f"{printable(path)}: no such file or folder")
    return list(found)


def files_below(folder: Path, on_error: Callable[[OSError], object]) -> list[Path]:
    """Return everything named like a replay below a folder, sorted; links are not followed.

    Args:
        folder: The folder.
        on_error: Called with the error of each folder that cannot be read; the others are read.
    """
    found = []
    for parent, folders, files in os.walk(folder, onerror=on_error):
        found += [Path(parent, name) for name in (*folders, *files) if name.endswith(SUFFIX)]
    return sorted(found)


def printable(path: Path | str) -> str:
    """Return a path so that any output and any database takes it.

    Bytes of a name that are not UTF-8 are escaped with a backslash.
    """
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _raise(error: OSError) -> None:
    raise error
