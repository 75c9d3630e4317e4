"""What lies in the runs folder: runs, windows and replays, by ids that lead nowhere else."""

from __future__ import annotations

import math
from contextlib import suppress
from pathlib import Path
from typing import Final

import numpy as np

from playserver.errors import DamagedFileError, NotFoundError
from playserver.ids import inside, is_id, shown
from playserver.models.replays import FoundReplay, ReplayEntry
from playserver.models.runs import MetricList, Run, RunDetail, Series, Window
from playserver.runs.appended import Appended, read_appended
from playserver.runs.downsample import Floats, extreme_points
from playserver.runs.files import parse_rows, read_object, read_yaml, shaped
from playserver.runs.index import Index
from playserver.runs.metrics import columns_of
from playserver.runs.shapes import checkpoints_of, evaluation_of, is_silent, run_of, with_text_ids

POINTS_MIN: Final = 26
"""Least number of points to reduce to: of 12 curves a low and a high one, and both ends."""
CURVES: Final = ("return.mean", "net_profit.mean", "evaluation.return.mean", "survival")
"""What a choice of windows must show the extremes of."""


class Catalog:
    """What the run folders hold now: an index of their files, brought up to date at every call.

    Args:
        runs_dir: The folder with a folder per run in it.
        index_path: Where the index is kept between starts, see `Index`.
    """

    def __init__(self, runs_dir: Path, index_path: Path | None = None) -> None:
        self._root = runs_dir.resolve()
        self._index = Index(self._root, index_path)

    def close(self) -> None:
        """Close the index."""
        self._index.close()

    def runs(self) -> list[Run]:
        """Return all runs, the newest first."""
        self._follow_runs()
        return [self._dated(Run.model_validate_json(shape)) for shape in self._index.run_shapes()]

    def run(self, run_id: str) -> RunDetail:
        """Return a run with its configuration and its evaluation."""
        folder = self._folder(run_id)
        return RunDetail(
            run=self.run_status(run_id),
            config=read_yaml(folder / "config.yaml"),
            manifest=read_object(folder / "manifest.json"),
            evaluation=evaluation_of(folder),
            checkpoints=checkpoints_of(folder),
        )

    def run_status(self, run_id: str) -> Run:
        """Return how a run stands."""
        self._follow_run(self._folder(run_id))
        return self._dated(Run.model_validate_json(self._index.run_shape(run_id) or ""))

    def windows(
        self, run_id: str, *, after: int = 0, max_points: int | None = None
    ) -> list[Window]:
        """Return rows of metrics/windows.jsonl.

        Args:
            run_id: Of which run.
            after: Only windows with a greater number.
            max_points: Most rows to return; those with the extremes of CURVES are kept.
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
        return [shaped(Window, row, path) for row in parse_rows(chosen, len(chosen), path)]

    def metrics(self, run_id: str) -> MetricList:
        """Return what can be asked of `series`."""
        self._follow_windows(run_id)
        total = len(self._column(run_id, "window"))
        return MetricList(run_id=run_id, total=total, metrics=self._index.metrics(run_id))

    def series(self, run_id: str, metrics: list[str], *, after: int, max_points: int) -> Series:
        """Return the curves of some metrics; a run whose file is damaged says so itself.

        Args:
            run_id: Of which run.
            metrics: Their names.
            after: Only windows with a greater number.
            max_points: Most points to return; the extremes of every curve are kept.
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
        """Return how many replays there are, and some of them, newest run and replay first.

        Args:
            run_id: Of which run, None for all.
            where: What they must have, see `Index.find_replays`.
            offset: Replays to pass over.
            limit: Most to return, None for all.
        """
        if run_id is None:
            self._follow_runs()
            for folder in self._folders():
                with suppress(
                    DamagedFileError
                ):  # its own page says so; it must not hide the others
                    self._follow_replays(folder)
        else:
            self._follow_replays(self._folder(run_id))
            where = {"run_id": run_id, **where}
        total, rows = self._index.find_replays(where, offset, -1 if limit is None else limit)
        return total, [
            FoundReplay(run_id=owner, entry=ReplayEntry.model_validate_json(shape))
            for owner, shape in rows
        ]

    def replay_entry(self, run_id: str, replay_id: str) -> ReplayEntry:
        """Return what the index says of a replay."""
        _, found = self.find_replays(run_id=run_id, where={"replay_id": replay_id}, limit=1)
        if not found:
            raise NotFoundError(f"run {run_id} has no replay {shown(replay_id)}")
        return found[0].entry

    def replay_path(self, run_id: str, replay_id: str) -> Path:
        """Return where the file of a replay is."""
        self.replay_entry(run_id, replay_id)
        folder = self._folder(run_id) / "replays"
        path = inside(folder, f"{replay_id}.abr") if is_id(replay_id) else None
        if path is None or not path.is_file():
            raise NotFoundError(f"run {run_id} has no file for replay {shown(replay_id)}")
        return path

    def _dated(self, run: Run) -> Run:
        """Return how a run stands at this time of day."""
        is_stale = run.status == "running" and is_silent(self._root / run.run_id, run)
        return run.model_copy(update={"is_stale": is_stale})

    def _follow_runs(self) -> None:
        folders = self._folders()
        self._index.keep_runs({folder.name for folder in folders})
        for folder in folders:
            self._follow_run(folder)

    def _follow_run(self, folder: Path) -> None:
        def store(_: Appended) -> None:
            run = run_of(folder)
            shape = run.model_dump_json(by_alias=True)
            self._index.put_run(folder.name, run.created or "", shape)

        self._index.follow(folder.name, folder / "run_metadata.json", store)

    def _follow_windows(self, run_id: str) -> Path:
        path = self._folder(run_id) / "metrics" / "windows.jsonl"

        def store(appended: Appended) -> None:
            rows = parse_rows(appended.lines, appended.mark.lines, path)
            for row in rows:
                shaped(Window, row, path)
            self._index.put_series(run_id, columns_of(rows, path), appended)

        self._index.follow(run_id, path, store)
        return path

    def _follow_replays(self, folder: Path) -> None:
        path = folder / "replays" / "index.jsonl"

        def store(appended: Appended) -> None:
            rows = parse_rows(appended.lines, appended.mark.lines, path)
            entries = [shaped(ReplayEntry, with_text_ids(row), path) for row in rows]
            shapes = [entry.model_dump(by_alias=True) for entry in entries]
            try:
                self._index.put_replays(folder.name, shapes, appended)
            except OverflowError:
                raise DamagedFileError("replays/index.jsonl: a window is above 2^63") from None

        self._index.follow(folder.name, path, store)

    def _column(self, run_id: str, metric: str) -> Floats:
        """Return a column as long as the others, of NaN where the run does not have it."""
        column = self._index.series(run_id, metric)
        if column is not None:
            return column
        windows = self._index.series(run_id, "window")
        return np.full(0 if windows is None else len(windows), np.nan)

    def _folders(self) -> list[Path]:
        folders = (self._folder_or_none(path.name) for path in self._root.iterdir())
        return [folder for folder in folders if folder is not None]

    def _folder(self, run_id: str) -> Path:
        folder = self._folder_or_none(run_id)
        if folder is None:
            raise NotFoundError(f"there is no run {shown(run_id)}")
        return folder

    def _folder_or_none(self, run_id: str) -> Path | None:
        folder = inside(self._root, run_id) if is_id(run_id) else None
        return folder if folder is not None and (folder / "manifest.json").is_file() else None


def _with_nulls(values: Floats) -> list[float | None]:
    return [None if math.isnan(value) else value for value in values.tolist()]
