"""Finding things in a run folder without loading what trains."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from trainkit.errors import RunFolderError

POLICY_FILE: Final = "policy.safetensors"


def checkpoint_folder(path: Path) -> Path:
    """Return the checkpoint at path: itself, or the latest of a run folder.

    Raises:
        RunFolderError: There is none.
    """
    if path.parent.name == "checkpoints" or (path / POLICY_FILE).is_file():
        return path
    found = sorted(p for p in path.glob("checkpoints/[0-9]*") if p.is_dir())
    if not found:
        raise RunFolderError(f"{path}: expected a checkpoint, or a run folder that has one")
    return found[-1]
