"""Follows the files of runs: what is new in them goes into the index."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from playserver.errors import DamagedFileError
from playserver.models.base import json_of
from playserver.models.runs import Run, Window
from playserver.runs.appended import Appended
from playserver.runs.downsample import Floats
from playserver.runs.files import model_of, parse_rows
from playserver.runs.folder import RunFolder
from playserver.runs.index import Index
from playserver.runs.metrics import columns_of
from playserver.runs.summary import entry_of_row, run_of


class Follower:
    """Brings the index up to date with the files of a run.

    Args:
        index: The index.
    """

    def __init__(self, index: Index) -> None:
        self._index = index

    def follow_run(self, folder: RunFolder) -> None:
        """Read the state of a run; one that cannot be read has its error."""

        def update(_: Appended) -> list[str]:
            run = run_of(folder)
            self._index.put_run(folder.run_id, run.created or "", json_of(run))
            return []

        try:
            self._index.follow(folder.run_id, folder.metadata, update)
        except DamagedFileError as damage:
            run = Run(run_id=folder.run_id, error=str(damage))
            self._index.put_run(folder.run_id, "", json_of(run))

    def follow_windows(self, folder: RunFolder) -> Path:
        """Read new windows; return the path of their file.

        Raises:
            DamagedFileError: The file cannot be read.
        """
        path = folder.windows

        def update(appended: Appended) -> list[str]:
            rows = parse_rows(
                appended.lines, appended.mark.lines, path, lambda row: model_of(Window, row)
            )
            self._index.put_series(folder.run_id, columns_of(rows.values, path), appended)
            return rows.problems

        self._index.follow(folder.run_id, path, update)
        return path

    def follow_replays(self, folder: RunFolder) -> Path:
        """Read new entries of replays; return the path of their file.

        Raises:
            DamagedFileError: The file cannot be read.
        """
        path = folder.replay_index

        def update(appended: Appended) -> list[str]:
            rows = parse_rows(appended.lines, appended.mark.lines, path, entry_of_row)
            entries = [entry_of_row(row).model_dump() if row else None for row in rows.values]
            self._index.put_replays(folder.run_id, entries, appended)
            return rows.problems

        self._index.follow(folder.run_id, path, update)
        return path

    def column(self, run_id: str, metric: str) -> Floats:
        """Return a column as long as the others, all NaN if the run does not have the metric."""
        column = self._index.series(run_id, metric)
        if column is not None:
            return column
        windows = self._index.series(run_id, "window")
        return np.full(0 if windows is None else len(windows), np.nan)
