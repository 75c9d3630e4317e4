"""Which envref is compared: the installed one, or a copy in a folder. Imports neither."""

from __future__ import annotations

import sys


def use_reference(folder: str | None) -> None:
    """Make `import envref` find the copy in this folder; call it before any such import."""
    if folder is not None:
        sys.path.insert(0, folder)
