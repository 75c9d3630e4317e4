"""Training the trials of a sweep: every point with every seed, resumed where they stopped."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from filelock import FileLock, Timeout

from replaykit.files import write_atomically
from replaykit.interrupts import Interrupted
from trainkit.config.loading import config_beside, load_config, load_section, override_text
from trainkit.errors import RunFolderError
from trainkit.evaluation.tables import csv_text
from trainkit.files import home_path, write_json
from trainkit.learn.interrupts import noted_interrupts
from trainkit.runs.paths import RunPaths
from trainkit.runs.reading import last_result
from trainkit.runs.window_metrics import EVALUATED, mean_of
from trainkit.sweeps.schema import SweepConfig
from trainkit.tasks import EngineName, run_tasks
from trainkit.workers import is_worker

RESULTS: Final = "results.csv"
_NAME_MAX: Final = 100  # characters of a trial's name, which is a run id


@dataclass(frozen=True)
class Trial:
    """A point with a seed: a run of its own."""

    name: str
    point: int
    seed: int
    values: dict[str, Any]
    config: Path
    overrides: list[str]
    folder: Path


def read_sweep(path: Path) -> tuple[SweepConfig, list[Trial]]:
    """Return a sweep and its trials, whose configurations are all checked.

    Raises:
        ConfigError: The file cannot be read, or a key or value is not allowed.
    """
    sweep = load_section(path, SweepConfig)
    config = config_beside(path.parent, sweep.config)
    points = enumerate(sweep.points())
    trials = [trial_of(sweep, config, n, values, s) for n, values in points for s in sweep.seeds]
    for trial in trials:
        load_config(trial.config, trial.overrides)
    return sweep, trials


def trial_of(
    sweep: SweepConfig, config: Path, number: int, values: dict[str, Any], seed: int
) -> Trial:
    """Return the trial of a point, by its number and values, with a seed."""
    folder = home_path(sweep.folder)
    words = [f"{key.rsplit('.', 1)[-1]}-{_word(value)}" for key, value in values.items()]
    ending = f"_s{seed}"
    name = "_".join([f"p{number:03d}", *words])[: _NAME_MAX - len(ending)] + ending
    given = sweep.set | values | {"seed": seed, "run_dir": str(folder / name)}
    overrides = [override_text(key, value) for key, value in given.items()]
    return Trial(name, number, seed, values, config, overrides, folder)


def _word(value: Any) -> str:
    text = f"{value:.4g}" if isinstance(value, float) else str(value)
    return re.sub(r"[^A-Za-z0-9.]+", "-", text).strip("-")


def run_sweep(
    sweep: SweepConfig,
    trials: list[Trial],
    *,
    engine: EngineName,
    workers: int | None,
    address: str | None,
) -> list[dict[str, Any]]:
    """Train or resume every trial; write and return the table of results.

    Raises:
        TrainkitError: A run cannot be trained, or another sweep uses the folder.
    """
    folder = home_path(sweep.folder)
    with locked(folder):
        write_json(folder / "sweep.json", sweep.model_dump())
        rows = []
        results = run_tasks(
            train_trial,
            trials,
            engine=engine,
            workers=workers,
            retries=sweep.retries,
            address=address,
        )
        for row in results:
            rows.append(row)
            write_atomically(folder / RESULTS, csv_text(rows).encode())
    return rows


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Make the folder of a sweep and hold its lock.

    Raises:
        RunFolderError: Another sweep holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / ".sweep.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise RunFolderError(f"folder {folder} is in use by another sweep") from None
    try:
        yield
    finally:
        lock.release()


def train_trial(trial: Trial, interrupts: Any = None) -> dict[str, Any]:
    """Train or resume a trial to its end; return its row of the results.

    Its output goes to a file in `logs/`.

    Args:
        trial: What to train.
        interrupts: Asked before each window whether to stop, as in `train`.

    Raises:
        TrainkitError: It cannot be trained.
        Interrupted: A signal came, and no interrupts were given; the trial can be resumed.
    """
    if interrupts is not None:
        return _trained(trial, interrupts)
    with noted_interrupts(quiet=is_worker()) as own:
        try:
            row = _trained(trial, own)
        except KeyboardInterrupt:
            raise Interrupted(own.first) from None
        if own:
            raise Interrupted(own.first)  # the sweep stops; it resumes when it is started again
    return row


def _trained(trial: Trial, interrupts: Any) -> dict[str, Any]:
    """Train or resume a trial; return its row of the results."""
    from trainkit.learn.trainer import train  # noqa: PLC0415  # torch takes seconds to import

    logs = trial.folder / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    path = logs / f"{trial.name}.log"
    with (
        path.open("a", encoding="utf-8", errors="backslashreplace") as log,
        contextlib.redirect_stdout(log),
    ):
        status = train(load_config(trial.config, trial.overrides), interrupts=interrupts)
    return result_row(trial, status)


def result_row(trial: Trial, status: str) -> dict[str, Any]:
    """Return the row of a trial in the table of results."""
    env_steps, metrics = last_result(RunPaths(trial.folder / trial.name))
    row: dict[str, Any] = {"trial": trial.name, "point": trial.point, "seed": trial.seed}
    row |= trial.values | {"status": status, "env_steps": env_steps}
    return row | {metric.name: mean_of(metrics[metric.name]) for metric in EVALUATED}
