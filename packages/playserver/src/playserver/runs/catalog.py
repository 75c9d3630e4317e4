"""The catalog: runs, windows, curves and replays in the runs folder, found by their ids."""

from __future__ import annotations

import math
from contextlib import suppress
from pathlib import Path
from typing import Final

import numpy as np

from playserver.errors import DamagedFileError, NotFoundError
from playserver.ids import inside, is_id, shown
from playserver.models.base import json_of
from playserver.models.replays import FoundReplay, ReplayEntry
from playserver.models.runs import MetricList, Run, RunDetail, Series, Window
from playserver.runs.appended import Appended, read_appended
from playserver.runs.downsample import Floats, extreme_points
from playserver.runs.files import model_of, parse_rows, read_object, read_yaml
from playserver.runs.folder import RunFolder
from playserver.runs.index import Index
from playserver.runs.metrics import columns_of
from playserver.runs.summary import evaluation_of, is_stale, run_of, with_text_ids

POINTS_MIN: Final = 26
"""Fewest points to reduce to: the extremes of 12 curves, and both ends."""
CURVES: Final = ("return.mean", "net_profit.mean", "evaluation.return.mean", "survival")
"""The curves whose extremes a reduced list of windows must show."""


class Catalog:
    """What the run folders contain: every call first updates an index of their files.

    A damaged file does not hide other runs: a run reports its own damage, as DamagedFileError or
    in `error`.

    Args:
        runs_dir: The folder of the run folders.
        index_path: The index file, see `Index`.
    """

    def __init__(self, runs_dir: Path, index_path: Path | None = None) -> None:
        self._root = runs_dir.resolve()
        self._index = Index(self._root, index_path)

    def close(self) -> None:
        """Close the index."""
        self._index.close()

    def runs(self) -> list[Run]:
        """Return all runs, newest first."""
        self._follow_runs()
        return [self._at_now(Run.model_validate_json(text)) for text in self._index.runs_json()]

    def run(self, run_id: str) -> RunDetail:
        """Return a run with its configuration and evaluation.

        Raises:
            NotFoundError: There is no such run.
            DamagedFileError: A file of the run does not follow its format.
        """
        folder = self._folder(run_id)
        return RunDetail(
            run=self.run_status(run_id),
            config=read_yaml(folder.config),
            manifest=read_object(folder.manifest),
            evaluation=evaluation_of(folder),
            checkpoints=folder.checkpoints(),
        )

    def run_status(self, run_id: str) -> Run:
        """Return the state of a run."""
        self._follow_run(self._folder(run_id))
        return self._at_now(Run.model_validate_json(self._index.run_json(run_id) or ""))

    def windows(
        self, run_id: str, *, after: int = 0, max_points: int | None = None
    ) -> list[Window]:
        """Return rows of metrics/windows.jsonl.

        Args:
            run_id: The run.
            after: Return only windows with a greater number.
            max_points: Most rows to return; they include the extremes of CURVES.
        """
        path = self._follow_windows(run_id)
        numbers = self._column(run_id, "window")
        wanted = np.flatnonzero(numbers > after)
        if not len(wanted):
            return []
        if max_points is not None:
            curves = [self._column(run_id, name)[wanted] for name in CURVES]
            wanted = wanted[extreme_points(curves, max_points)]
        lines = read_appended(path, None).lines
        chosen = [lines[i] for i in wanted.tolist() if i < len(lines)]
        return [model_of(Window, row, path) for row in parse_rows(chosen, len(chosen), path)]

    def metrics(self, run_id: str) -> MetricList:
        """Return the names that `series` accepts."""
        self._follow_windows(run_id)
        total = len(self._column(run_id, "window"))
        return MetricList(run_id=run_id, total=total, metrics=self._index.metrics(run_id))

    def series(self, run_id: str, metrics: list[str], *, after: int, max_points: int) -> Series:
        """Return the curves of metrics; damage of the run's file is reported in `error`.

        Args:
            run_id: The run.
            metrics: Names of metrics.
            after: Return only windows with a greater number.
            max_points: Most points to return; they include the extremes of every curve.
        """
        try:
            self._follow_windows(run_id)
        except DamagedFileError as damage:
            return Series(run_id=run_id, error=str(damage))
        numbers = self._column(run_id, "window")
        wanted = np.flatnonzero(numbers > after)
        curves = {name: self._column(run_id, name)[wanted] for name in metrics}
        chosen = extreme_points(list(curves.values()), max_points)
        steps = self._column(run_id, "env_steps_total")
        return Series(
            run_id=run_id,
            total=len(numbers),
            windows=numbers[wanted][chosen].tolist(),
            env_steps_total=steps[wanted][chosen].tolist(),
            values={name: _with_nulls(curve[chosen]) for name, curve in curves.items()},
        )

    def find_replays(
        self,
        *,
        run_id: str | None = None,
        where: dict[str, str | int],
        offset: int = 0,
        limit: int | None = None,
    ) -> tuple[int, list[FoundReplay]]:
        """Return the number of matching replays, and some of them, newest run and replay first.

        Args:
            run_id: The run, None for all runs.
            where: Values that must match, see `Index.find_replays`.
            offset: Replays to skip.
            limit: Most replays to return, None for all.
        """
        if run_id is None:
            self._follow_runs()
            for folder in self._folders():
                with suppress(DamagedFileError):  # the run's own page reports it
                    self._follow_replays(folder)
        else:
            self._follow_replays(self._folder(run_id))
            where = {"run_id": run_id, **where}
        total, rows = self._index.find_replays(where, offset, -1 if limit is None else limit)
        return total, [
            FoundReplay(run_id=owner, entry=ReplayEntry.model_validate_json(text))
            for owner, text in rows
        ]

    def replay_entry(self, run_id: str, replay_id: str) -> ReplayEntry:
        """Return the entry of a replay.

        Raises:
            NotFoundError: There is no such run or replay.
        """
        _, found = self.find_replays(run_id=run_id, where={"replay_id": replay_id}, limit=1)
        if not found:
            raise NotFoundError(f"run {run_id} has no replay {shown(replay_id)}")
        return found[0].entry

    def replay_path(self, run_id: str, replay_id: str) -> Path:
        """Return the path of a replay's file.

        Raises:
            NotFoundError: There is no such run, replay or file.
        """
        self.replay_entry(run_id, replay_id)
        folder = self._folder(run_id).replays
        path = inside(folder, f"{replay_id}.abr") if is_id(replay_id) else None
        if path is None or not path.is_file():
            raise NotFoundError(f"run {run_id} has no file for replay {shown(replay_id)}")
        return path

    def _at_now(self, run: Run) -> Run:
        """Return the state of a run with `is_stale` as of now."""
        folder = RunFolder(self._root / run.run_id)
        return run.model_copy(update={"is_stale": is_stale(folder, run)})

    def _follow_runs(self) -> None:
        folders = self._folders()
        self._index.forget_all_but({folder.run_id for folder in folders})
        for folder in folders:
            self._follow_run(folder)

    def _follow_run(self, folder: RunFolder) -> None:
        def update(_: Appended) -> None:
            run = run_of(folder)
            text = json_of(run)
            self._index.put_run(folder.run_id, run.created or "", text)

        self._index.follow(folder.run_id, folder.metadata, update)

    def _follow_windows(self, run_id: str) -> Path:
        path = self._folder(run_id).windows

        def update(appended: Appended) -> None:
            rows = parse_rows(appended.lines, appended.mark.lines, path)
            for row in rows:
                model_of(Window, row, path)
            self._index.put_series(run_id, columns_of(rows, path), appended)

        self._index.follow(run_id, path, update)
        return path

    def _follow_replays(self, folder: RunFolder) -> None:
        path = folder.replay_index

        def update(appended: Appended) -> None:
            rows = parse_rows(appended.lines, appended.mark.lines, path)
            entries = [model_of(ReplayEntry, with_text_ids(row), path) for row in rows]
            values = [entry.model_dump(by_alias=True) for entry in entries]
            try:
                self._index.put_replays(folder.run_id, values, appended)
            except OverflowError:
                raise DamagedFileError("replays/index.jsonl: a window is above 2^63") from None

        self._index.follow(folder.run_id, path, update)

    def _column(self, run_id: str, metric: str) -> Floats:
        """Return a column as long as the others, all NaN if the run does not have the metric."""
        column = self._index.series(run_id, metric)
        if column is not None:
            return column
        windows = self._index.series(run_id, "window")
        return np.full(0 if windows is None else len(windows), np.nan)

    def _folders(self) -> list[RunFolder]:
        folders = (self._find_folder(path.name) for path in self._root.iterdir())
        return [folder for folder in folders if folder is not None]

    def _folder(self, run_id: str) -> RunFolder:
        folder = self._find_folder(run_id)
        if folder is None:
            raise NotFoundError(f"there is no run {shown(run_id)}")
        return folder

    def _find_folder(self, run_id: str) -> RunFolder | None:
        """Return the folder of a run; None if the id is invalid, or a link, or not a run."""
        path = inside(self._root, run_id) if is_id(run_id) else None
        folder = RunFolder(path) if path is not None else None
        return folder if folder is not None and folder.is_complete else None


def _with_nulls(values: Floats) -> list[float | None]:
    return [None if math.isnan(value) else value for value in values.tolist()]
