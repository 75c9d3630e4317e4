"""The checkpoints of the runs in the runs folder."""

from __future__ import annotations

from pathlib import Path

from playserver.errors import NotFoundError
from playserver.ids import inside
from playserver.models.runs import RunPolicies
from playserver.runs.catalog import Catalog
from playserver.runs.folder import RunFolder
from playserver.runs.runs_folder import RunsFolder


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
            windows = RunFolder(self._runs.root / run.run_id).checkpoints()
            name = run.best_checkpoint or ""
            best = int(name) if name.isdecimal() and int(name) in windows else None
            if windows:
                found.append(RunPolicies(run_id=run.run_id, checkpoints=windows, best=best))
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
