"""The catalog: runs, windows, curves and replays in the runs folder, found by their ids."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np

from playserver.errors import DamagedFileError, NotFoundError
from playserver.ids import inside, is_id, shown
from playserver.models.replays import FoundReplay, ReplayEntry
from playserver.models.runs import MetricList, Run, RunDetail, RunList, Series, Window
from playserver.runs.appended import read_appended
from playserver.runs.downsample import AxisPart, Floats, extreme_points
from playserver.runs.files import model_of, parse_rows, read_object, read_yaml, read_yaml_again
from playserver.runs.folder import RunFolder
from playserver.runs.follower import Follower
from playserver.runs.index import Index
from playserver.runs.replay_query import ReplayQuery
from playserver.runs.run_query import CONFIG, FIELDS, RunQuery, Value, field_of, key_of
from playserver.runs.runs_folder import Contents, RunsFolder
from playserver.runs.summary import evaluation_of, is_stale

Part = TypeVar("Part")

ALL_RUNS: Final = RunQuery()
ALL_REPLAYS: Final = ReplayQuery()

POINTS_MIN: Final = 26
"""Fewest points to reduce to: the extremes of 12 curves, and both ends."""
CURVES: Final = ("return.mean", "net_profit.mean", "evaluation.return.mean", "survival")
"""The curves whose extremes a reduced list of windows must show."""


class Catalog:
    """What the run folders contain: every call first updates an index of their files.

    A damaged file hides nothing else: a run reports its own damage, in `problems`, `error` or as
    DamagedFileError, and lines of a file that are whole are shown.

    Args:
        runs_dir: The folder of the run folders.
        index_path: The index file, see `Index`.
    """

    def __init__(self, runs_dir: Path, index_path: Path | None = None) -> None:
        self._runs = RunsFolder(runs_dir)
        self._index = Index(self._runs.root, index_path)
        self._follower = Follower(self._index)

    def close(self) -> None:
        """Close the index."""
        self._index.close()

    def runs(
        self,
        query: RunQuery = ALL_RUNS,
        *,
        columns: Sequence[str] = (),
        offset: int = 0,
        limit: int | None = None,
    ) -> RunList:
        """Return the matching runs, newest first, and what in the folder cannot be shown.

        Args:
            query: What must match.
            columns: What to add to each run: names as in a condition, or the whole `config`.
            offset: Runs to skip.
            limit: Most runs to return, None for all.
        """
        problems = self._follow_runs().problems
        runs = [Run.model_validate_json(text) for text in self._index.runs_json()]
        found = query.select(runs, self._value_of)
        of_runs = self._index.problems()
        shown = found[offset:] if limit is None else found[offset : offset + limit]
        shown = [self._at_now(run, of_runs) for run in shown]
        if columns:
            shown = [self._with_values(run, columns) for run in shown]
        return RunList(total=len(found), runs=shown, problems=problems)

    def run(self, run_id: str) -> RunDetail:
        """Return a run with its configuration and evaluation, null where one is damaged.

        Raises:
            NotFoundError: There is no such run.
        """
        folder = self._runs.find(run_id)
        problems: list[str] = []

        def part(read: Callable[[], Part]) -> Part | None:
            try:
                return read()
            except FileNotFoundError:
                return None
            except DamagedFileError as damage:
                problems.append(str(damage))
                return None

        config, manifest = (
            part(lambda: read_yaml(folder.config)),
            part(lambda: read_object(folder.manifest)),
        )
        evaluation = part(lambda: evaluation_of(folder))
        for follow in (self._follower.follow_windows, self._follower.follow_replays):
            part(lambda follow=follow: follow(folder))  # type: ignore[misc]
        run = self.run_status(run_id)
        return RunDetail(
            run=run.model_copy(update={"problems": [*problems, *run.problems]}),
            config=config,
            manifest=manifest,
            evaluation=evaluation,
            checkpoints=folder.checkpoints(),
        )

    def run_status(self, run_id: str) -> Run:
        """Return the state of a run."""
        folder = self._runs.find(run_id)
        self._follower.follow_run(folder)
        run = Run.model_validate_json(self._index.run_json(folder.run_id) or "")
        return self._at_now(run, self._index.problems())

    def windows(
        self, run_id: str, *, after: int = 0, max_points: int | None = None
    ) -> list[Window]:
        """Return rows of metrics/windows.jsonl.

        Args:
            run_id: The run.
            after: Return only windows with a greater number.
            max_points: Most rows to return; they include the extremes of CURVES.
        """
        path = self._follower.follow_windows(self._runs.find(run_id))
        numbers = self._follower.column(run_id, "window")
        wanted = np.flatnonzero(numbers > after)
        if not len(wanted):
            return []
        if max_points is not None:
            curves = [self._follower.column(run_id, name)[wanted] for name in CURVES]
            wanted = wanted[extreme_points(curves, max_points)]
        lines = read_appended(path, None).lines
        chosen = [lines[i] for i in wanted.tolist() if i < len(lines)]
        rows = parse_rows(chosen, len(chosen), path).values
        return [model_of(Window, row, path) for row in rows if row]

    def metrics(self, run_id: str) -> MetricList:
        """Return the names that `series` accepts."""
        self._follower.follow_windows(self._runs.find(run_id))
        total = _count(self._follower.column(run_id, "window"))
        return MetricList(run_id=run_id, total=total, metrics=self._index.metrics(run_id))

    def series(
        self,
        run_id: str,
        metrics: list[str],
        *,
        after: int,
        max_points: int,
        part: AxisPart | None = None,
    ) -> Series:
        """Return the curves of metrics; damage of the run's file is reported in `error`.

        Args:
            run_id: The run.
            metrics: Names of metrics.
            after: Return only windows with a greater number.
            max_points: Most points to return; they include the extremes of every curve.
            part: Of the axis, None for all of it.
        """
        try:
            self._follower.follow_windows(self._runs.find(run_id))
        except DamagedFileError as damage:
            return Series(run_id=run_id, error=str(damage))
        numbers = self._follower.column(run_id, "window")
        if not _count(numbers) and (problems := self._index.problems().get(run_id)):
            return Series(run_id=run_id, error=problems[0])
        wanted = np.flatnonzero(numbers > after)
        if part is not None:
            places = self._follower.column(run_id, part.axis)[wanted]
            wanted = wanted[part.points(places)]
        curves = {name: self._follower.column(run_id, name)[wanted] for name in metrics}
        chosen = extreme_points(list(curves.values()), max_points)
        steps = self._follower.column(run_id, "env_steps_total")
        return Series(
            run_id=run_id,
            total=_count(numbers),
            windows=numbers[wanted][chosen].tolist(),
            env_steps_total=steps[wanted][chosen].tolist(),
            values={name: _with_nulls(curve[chosen]) for name, curve in curves.items()},
        )

    def find_replays(
        self,
        query: ReplayQuery = ALL_REPLAYS,
        *,
        run_id: str | None = None,
        offset: int = 0,
        limit: int | None = None,
    ) -> tuple[int, list[FoundReplay]]:
        """Return the number of matching replays, and some of them, in the order of the query.

        Args:
            query: What must match.
            run_id: The run, None for those of the query.
            offset: Replays to skip.
            limit: Most replays to return, None for all.
        """
        if run_id is None:
            for folder in self._follow_runs().runs:
                with suppress(DamagedFileError):  # the run's own page reports it
                    self._follower.follow_replays(folder)
        else:
            folder = self._runs.find(run_id)
            self._follower.follow_replays(folder)
            query = replace(query, runs=[folder.run_id])
        total, rows = self._index.find_replays(query, offset, -1 if limit is None else limit)
        return total, [
            FoundReplay(run_id=owner, entry=ReplayEntry.model_validate_json(text))
            for owner, text in rows
        ]

    def replay_entry(self, run_id: str, replay_id: str) -> ReplayEntry:
        """Return the entry of a replay.

        Raises:
            NotFoundError: There is no such run or replay.
        """
        query = ReplayQuery(equal=(("replay_id", replay_id),))
        _, found = self.find_replays(query, run_id=run_id, limit=1)
        if not found:
            raise NotFoundError(f"run {run_id} has no replay {shown(replay_id)}")
        return found[0].entry

    def replay_path(self, run_id: str, replay_id: str) -> Path:
        """Return the path of a replay's file.

        Raises:
            NotFoundError: There is no such run, replay or file.
        """
        self.replay_entry(run_id, replay_id)
        folder = self._runs.find(run_id).replays
        path = inside(folder, f"{replay_id}.abr") if is_id(replay_id) else None
        if path is None or not os.path.lexists(path):
            raise NotFoundError(f"run {run_id} has no file for replay {shown(replay_id)}")
        return path

    def _at_now(self, run: Run, problems: dict[str, list[str]]) -> Run:
        """Return the state of a run with `is_stale` and `problems` as of now."""
        folder = RunFolder(self._runs.root / run.run_id)
        now = {"is_stale": is_stale(folder, run), "problems": problems.get(run.run_id, [])}
        return run.model_copy(update=now)

    def _with_values(self, run: Run, columns: Sequence[str]) -> Run:
        values = {
            name: self._config_of(run) if name == "config" else self._value_of(run, name)
            for name in columns
        }
        return run.model_copy(update={"values": values})

    def _config_of(self, run: Run) -> dict[str, Any] | None:
        try:
            return read_yaml_again(RunFolder(self._runs.root / run.run_id).config)
        except DamagedFileError:
            return None

    def _value_of(self, run: Run, name: str) -> Value:
        """Return a field of a run, a key of its configuration, or the last value of a metric."""
        if name in FIELDS:
            return field_of(run, name)
        if name.startswith(CONFIG):
            return key_of(self._config_of(run), name)
        try:
            self._follower.follow_windows(RunFolder(self._runs.root / run.run_id))
        except DamagedFileError:
            return None
        column = self._follower.column(run.run_id, name)
        values = column[~np.isnan(column)]
        return float(values[-1]) if len(values) else None

    def _follow_runs(self) -> Contents:
        contents = self._runs.contents()
        self._index.forget_all_but({folder.run_id for folder in contents.runs})
        for folder in contents.runs:
            self._follower.follow_run(folder)
        return contents


def _count(numbers: Floats) -> int:
    """Return how many windows there are; damaged rows have no number."""
    return int(np.count_nonzero(~np.isnan(numbers)))


def _with_nulls(values: Floats) -> list[float | None]:
    return [None if math.isnan(value) else value for value in values.tolist()]
