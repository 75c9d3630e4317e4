"""Which ids and names are allowed, and the paths that an id may lead to.

No id can leave its folder: the patterns allow no separator, and `inside` refuses links.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
"""Ids of runs, and of replays in a run folder (docs/formats/run_folder.md)."""
DIGEST: Final = re.compile(r"[0-9a-f]{64}")
"""Ids of replays that the server stores: their content digest."""
SESSION_ID_BYTES: Final = 16
SESSION_ID: Final = re.compile(r"[A-Za-z0-9_-]{22}")
"""Ids of play sessions: SESSION_ID_BYTES random bytes in base64url."""
PLAYER_NAME: Final = re.compile("[^\\x00-\\x1f\\x7f-\\x9f\u2028-\u202e\u2066-\u2069]{1,40}")
"""Names of players: no control characters, nothing that changes the direction of writing."""


def is_id(text: str) -> bool:
    """Whether the text can be the id of a run, or of a replay in a run."""
    return ID.fullmatch(text) is not None


def inside(folder: Path, name: str) -> Path | None:
    """Return a path directly in the folder, None where a link leads out of it.

    A link that leads in a circle stays as it is: reading it fails.
    """
    path = Path(os.path.realpath(folder / name))
    return path if path.parent == Path(os.path.realpath(folder)) else None


def printable(text: str) -> str:
    """Return the name of a file so that any output can show it: bytes that are no UTF-8 escaped."""
    return os.fsencode(text).decode("utf-8", "backslashreplace")


def shown(text: str) -> str:
    """Return an id from a client as an error message may show it: short, without surprises."""
    return text if is_id(text) else repr(text[:40])
