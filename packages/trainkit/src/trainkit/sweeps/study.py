"""The study of a search by Optuna: its file in the sweep's folder, and its next points."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any, Final

from filelock import FileLock

from trainkit.errors import TrainkitError
from trainkit.sweeps.schema import OptunaSection, Spread

try:
    import optuna
    from optuna.storages import JournalStorage
    from optuna.storages.journal import JournalFileBackend
    from optuna.trial import FrozenTrial, TrialState
    from optuna.trial import Trial as Point
except ImportError:
    raise TrainkitError(
        "search optuna: Optuna is not installed: run pip install 'trainkit[optuna]'"
    ) from None

__all__ = ["Point", "SweepStudy", "TrialState", "repair_journal", "values_of"]

JOURNAL: Final = "optuna.journal"
_LOCK: Final = ".optuna.lock"
_NAME: Final = "sweep"
_WORKER: Final = "worker"
_FINISHED: Final = (TrialState.COMPLETE, TrialState.PRUNED, TrialState.FAIL)


class _Lock:
    """A lock that the operating system releases when its process ends; Optuna's own outlive it."""

    def __init__(self, path: Path) -> None:
        self._lock = FileLock(path)

    def acquire(self) -> bool:
        self._lock.acquire()
        return True

    def release(self) -> None:
        self._lock.release()


class SweepStudy:
    """The points of a search, shared by the processes that train them.

    Args:
        folder: Of the sweep.
        section: How to search.
    """

    def __init__(self, folder: Path, section: OptunaSection) -> None:
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        self._section = section
        self._asking = FileLock(folder / f"{_LOCK}.ask")
        lock: Any = _Lock(folder / _LOCK)
        backend = JournalFileBackend(str(folder / JOURNAL), lock)
        self._storage = JournalStorage(backend)
        self._study = self._load(0)

    def ask(self, worker: int) -> Point | None:
        """Return a new point for a worker, None if all were asked for.

        Samples depend on the seed, the point's number and the points before it, so a search that
        was stopped continues as it would have.
        """
        with self._asking:
            number = len(self._study.get_trials(deepcopy=False))
            if number >= self._section.samples:
                return None
            trial: Point = self._load(number).ask(_distributions(self._section.keys))
            trial.set_user_attr(_WORKER, worker)
            return trial

    def unfinished(self, worker: int | None = None) -> list[FrozenTrial]:
        """Return the points in training: those of a worker, or all."""
        return [
            trial
            for trial in self._study.get_trials(deepcopy=False)
            if trial.state == TrialState.RUNNING and worker in (None, trial.user_attrs.get(_WORKER))
        ]

    def assign(self, trial: FrozenTrial, worker: int) -> None:
        """Give a point that was left unfinished to a worker."""
        self.resumed(trial).set_user_attr(_WORKER, worker)

    def resumed(self, trial: FrozenTrial) -> Point:
        """Return a point to train on."""
        return Point(self._study, trial._trial_id)

    def finished(self) -> list[FrozenTrial]:
        """Return the points that were trained, pruned or refused, in order."""
        return [t for t in self._study.get_trials(deepcopy=False) if t.state in _FINISHED]

    def finish(self, trial: Point, value: float | None, state: TrialState) -> None:
        """Store the end of a point."""
        self._study.tell(trial, value if state == TrialState.COMPLETE else None, state)

    def _load(self, number: int) -> Any:
        section = self._section
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # options that Optuna calls experimental
            sampler = optuna.samplers.TPESampler(
                seed=(section.seed + number * 7919) % 2**32,
                n_startup_trials=section.startup,
                multivariate=True,
                constant_liar=True,
            )
            return optuna.create_study(
                storage=self._storage,
                study_name=_NAME,
                direction=section.goal,
                sampler=sampler,
                pruner=_pruner_of(section),
                load_if_exists=True,
            )


def _pruner_of(section: OptunaSection) -> Any:
    if not section.prune:
        return optuna.pruners.NopPruner()
    return optuna.pruners.MedianPruner(
        n_startup_trials=section.startup, n_warmup_steps=section.warmup_windows
    )


def _distributions(keys: dict[str, Spread]) -> dict[str, Any]:
    return {key: _distribution(spread) for key, spread in keys.items()}


def _distribution(spread: Spread) -> Any:
    if spread.choice is not None:  # lists are not allowed, so all values are JSON
        return optuna.distributions.CategoricalDistribution([json.dumps(v) for v in spread.choice])
    if spread.int_uniform is not None:
        first, last = spread.int_uniform
        return optuna.distributions.IntDistribution(first, last)
    low, high = spread.uniform or spread.log_uniform or (0.0, 0.0)
    return optuna.distributions.FloatDistribution(low, high, log=spread.uniform is None)


def values_of(params: dict[str, Any]) -> dict[str, Any]:
    """Return the values of a point by key: choices are stored as JSON."""
    return {key: json.loads(v) if isinstance(v, str) else v for key, v in params.items()}


def repair_journal(folder: Path) -> None:
    """Cut off a last line that a crash left unfinished; lines after it would be unreadable."""
    path = folder / JOURNAL
    if path.exists():
        data = path.read_bytes()
        whole = data[: data.rfind(b"\n") + 1]
        if whole != data:
            path.write_bytes(whole)
