"""The checkpoints of the runs in the runs folder."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from pydantic_core import from_json

from playserver.errors import DamagedFileError, NotFoundError
from playserver.ids import inside
from playserver.models.runs import RunPolicies
from playserver.runs.catalog import Catalog
from playserver.runs.folder import RunFolder
from playserver.runs.reading import opened
from playserver.runs.runs_folder import RunsFolder

_KNOWN_MAX: Final = 10_000
_POLICY: Final = "policy.safetensors"


class Checkpoints:
    """Finds checkpoints.

    Args:
        catalog: The runs.
        runs_dir: The folder of the run folders.
    """

    def __init__(self, catalog: Catalog, runs_dir: Path) -> None:
        self._catalog = catalog
        self._runs = RunsFolder(runs_dir)

    def newest(self, runs_max: int) -> list[RunPolicies]:
        """Return the checkpoints of the newest runs that have any, newest run first."""
        found = []
        for run in self._catalog.runs(limit=runs_max).runs:
            folder = RunFolder(self._runs.root / run.run_id)
            windows = folder.checkpoints()
            name = run.best_checkpoint or ""
            best = int(name) if name.isdecimal() and int(name) in windows else None
            if windows:
                digests = [_digest_of(folder.checkpoint(window)) for window in windows]
                found.append(
                    RunPolicies(run_id=run.run_id, checkpoints=windows, digests=digests, best=best)
                )
        return found

    def path(self, run_id: str, window: int) -> Path:
        """Return the folder of a checkpoint.

        Raises:
            NotFoundError: There is no such run or checkpoint.
        """
        wanted = self._runs.find(run_id).checkpoint(window)
        path = inside(wanted.parent, wanted.name)
        if path is None or not path.is_dir():
            raise NotFoundError(f"run {run_id} has no checkpoint of window {window}")
        return path


def _digest_of(checkpoint: Path) -> str | None:
    try:
        return _stated_digest(checkpoint, checkpoint.stat().st_mtime_ns)
    except OSError:  # deleted meanwhile
        return None


@lru_cache(maxsize=_KNOWN_MAX)
def _stated_digest(checkpoint: Path, _changed: int) -> str | None:
    """Return the digest of a checkpoint's policy; None if its manifest states none."""
    try:
        with opened(checkpoint / "manifest.json") as file:
            manifest: Any = from_json(file.read())
        digest = manifest["sha256"][_POLICY]
    except (DamagedFileError, OSError, ValueError, KeyError, TypeError):
        return None  # asking for the policy itself reports what is wrong
    return digest if isinstance(digest, str) else None
