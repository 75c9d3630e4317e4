"""A search by Optuna: workers that ask for points, train them and stop the poor ones."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from filelock import FileLock

from replaykit.files import write_atomically
from replaykit.interrupts import Interrupted
from trainkit.config.loading import load_config
from trainkit.errors import ConfigError
from trainkit.evaluation.tables import csv_text
from trainkit.files import home_path, read_jsonl, write_json
from trainkit.learn.interrupts import Interrupts, noted_interrupts
from trainkit.runs.paths import RunPaths
from trainkit.runs.window_value import check_measured, value_at
from trainkit.sweeps.run import RESULTS, Trial, locked, result_row, train_trial, trial_of
from trainkit.sweeps.schema import OptunaSection, SweepConfig
from trainkit.sweeps.study import Point, SweepStudy, TrialState, repair_journal, values_of
from trainkit.tasks import EngineName, run_tasks, start_ray
from trainkit.workers import is_worker

RESULT: Final = "result"
"""Column of the table of results with the metric that is searched for."""

_REFUSED: Final = "refused"
_CHECKED_SAMPLES: Final = 20


@dataclass(frozen=True)
class Worker:
    """A process that trains points until all are done."""

    number: int
    sweep: SweepConfig
    config: Path


class Watch:
    """Reports the metric of a run's windows, and asks whether to stop; used as interrupts.

    Args:
        point: The point that is trained.
        section: How to search.
        trial: The run.
        results: Metric of the point's earlier runs, with other seeds.
        signals: Of the process.
    """

    def __init__(
        self,
        point: Point,
        section: OptunaSection,
        trial: Trial,
        results: list[float],
        signals: Interrupts,
    ) -> None:
        self._point, self._section, self._signals = point, section, signals
        self._path = RunPaths(trial.folder / trial.name).windows
        self.windows = 0
        self._results = results
        self.is_pruned = False
        self.value: float | None = None

    @property
    def first(self) -> int:
        """The number of the first signal, as of Interrupts."""
        return self._signals.first

    def __bool__(self) -> bool:
        """Report the windows so far; return whether to stop before the next."""
        rows = read_jsonl(self._path)
        self.windows = len(rows)
        known = self._point.storage.get_trial(self._point._trial_id).intermediate_values
        before = len(self._results) * 10**6  # runs of a point come one after another
        for row in rows:
            self.value = value_at(row, self._section.metric)
            step = before + int(row["window"])
            if self.value is not None and step not in known:
                self._point.report(float(np.mean([*self._results, self.value])), step)
        wants_pruning = bool(rows) and self._section.prune
        self.is_pruned = wants_pruning and bool(self._point.should_prune())
        return self.is_pruned or bool(self._signals)


def check_search(sweep: SweepConfig, config: Path) -> None:
    """Check that the configurations that a search samples are allowed: at least one of some.

    Raises:
        ConfigError: None is; the message is that of the first.
    """
    assert sweep.optuna is not None
    rng, first = np.random.default_rng(sweep.optuna.seed), None
    for number in range(_CHECKED_SAMPLES):
        values = {key: spread.sample(rng) for key, spread in sweep.optuna.keys.items()}
        trial = trial_of(sweep, config, number, values, sweep.seeds[0])
        try:
            found = load_config(trial.config, trial.overrides)
        except ConfigError as error:
            first = first or error
            continue
        return check_measured("optuna.metric", sweep.optuna.metric, found)
    assert first is not None
    raise first


def run_search(
    sweep: SweepConfig,
    config: Path,
    *,
    engine: EngineName,
    workers: int | None,
    address: str | None,
) -> list[dict[str, Any]]:
    """Train or resume the points of a search; write and return the table of results.

    Raises:
        TrainkitError: A run cannot be trained, or another sweep uses the folder.
    """
    assert sweep.optuna is not None
    folder, count = home_path(sweep.folder), workers or _workers_on(engine, address)
    with locked(folder):
        write_json(folder / "sweep.json", sweep.model_dump())
        repair_journal(folder)
        study = SweepStudy(folder, sweep.optuna)
        for number, point in enumerate(study.unfinished()):
            study.assign(point, number % count)
        tasks = [Worker(number, sweep, config) for number in range(count)]
        options: dict[str, Any] = {"workers": count, "retries": sweep.retries, "address": address}
        for _ in run_tasks(work, tasks, engine=engine, **options):
            pass
        return write_results(sweep, config)


def _workers_on(engine: EngineName, address: str | None) -> int:
    """Return how many points are trained at once by default: on Ray one per processor."""
    if engine == "local":
        return 1
    return max(int(start_ray(address, None).cluster_resources().get("CPU", 1)), 1)


def work(worker: Worker) -> int:
    """Train the points that this worker left, then new ones; return the worker's number.

    Raises:
        Interrupted: A signal came.
    """
    assert worker.sweep.optuna is not None
    study = SweepStudy(home_path(worker.sweep.folder), worker.sweep.optuna)
    with noted_interrupts(quiet=is_worker()) as signals:
        left = study.unfinished(worker.number)
        point = study.resumed(left[0]) if left else study.ask(worker.number)
        while point is not None and _train_point(study, point, worker, signals):
            write_results(worker.sweep, worker.config)
            left = study.unfinished(worker.number)
            point = study.resumed(left[0]) if left else study.ask(worker.number)
        if signals:
            raise Interrupted(signals.first)
    return worker.number


def _train_point(study: SweepStudy, point: Point, worker: Worker, signals: Interrupts) -> bool:
    """Train a point with all seeds; return whether it ended."""
    sweep, section = worker.sweep, worker.sweep.optuna
    assert section is not None
    results: list[float] = []
    for seed in sweep.seeds:
        trial = trial_of(sweep, worker.config, point.number, values_of(point.params), seed)
        watch = Watch(point, section, trial, results, signals)
        try:
            train_trial(trial, watch)
        except ConfigError as error:
            point.set_user_attr("error", str(error))
            study.finish(point, None, TrialState.FAIL)
            return True
        is_stopped = bool(watch)  # reports the last window, too
        is_complete = watch.windows >= load_config(trial.config, trial.overrides).windows
        if watch.is_pruned and not (is_complete and seed == sweep.seeds[-1]):
            study.finish(point, None, TrialState.PRUNED)
            return True
        if is_stopped and not is_complete:
            return False
        results += [] if watch.value is None else [watch.value]
    state = TrialState.COMPLETE if results else TrialState.FAIL
    study.finish(point, float(np.mean(results)) if results else None, state)
    return True


def write_results(sweep: SweepConfig, config: Path) -> list[dict[str, Any]]:
    """Write and return a row for each run of the points that ended."""
    assert sweep.optuna is not None
    folder = home_path(sweep.folder)
    rows: list[dict[str, Any]] = []
    with FileLock(folder / ".results.lock"):
        for point in SweepStudy(folder, sweep.optuna).finished():
            values = values_of(point.params)
            for seed in sweep.seeds:
                trial = trial_of(sweep, config, point.number, values, seed)
                if windows := read_jsonl(RunPaths(folder / trial.name).windows):
                    row = result_row(trial, _STATUS[point.state])
                    rows.append(row | {RESULT: value_at(windows[-1], sweep.optuna.metric)})
        if rows:
            write_atomically(folder / RESULTS, csv_text(rows).encode())
    return rows


_STATUS: Final = {
    TrialState.COMPLETE: "completed",
    TrialState.PRUNED: "pruned",
    TrialState.FAIL: _REFUSED,
}
