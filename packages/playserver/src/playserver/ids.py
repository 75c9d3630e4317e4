"""Names of runs and replays as clients send them, and the paths that they may lead to."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")


def is_id(text: str) -> bool:
    """Whether a run or a replay may have this name."""
    return ID.fullmatch(text) is not None


def inside(folder: Path, name: str) -> Path | None:
    """Return a path in the folder, None where a link leads out of it."""
    path = (folder / name).resolve()
    return path if path.parent == folder.resolve() else None


def shown(text: str) -> str:
    """Return an id as it can be named in an error, whatever was sent for one."""
    return text if is_id(text) else repr(text[:40])
