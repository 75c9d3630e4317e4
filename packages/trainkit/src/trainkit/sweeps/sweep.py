"""Sweeps: which configurations a file asks for, and training them all."""

from __future__ import annotations

import contextlib
import itertools
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import numpy as np
from filelock import FileLock, Timeout
from pydantic import Field, model_validator

from trainkit.config.loading import load_config, load_section, override_text
from trainkit.config.schema import Positive, Section
from trainkit.errors import RunFolderError
from trainkit.evaluation.tables import csv_text
from trainkit.files import read_jsonl, write_atomically, write_json
from trainkit.tasks import EngineName, run_tasks

RESULTS = "results.csv"
_MEASURES = ("return", "net_profit", "survival")


class Spread(Section):
    """From where a random search draws the values of a key; exactly one is given."""

    choice: list[Any] | None = Field(None, min_length=1, description="one of these")
    uniform: Annotated[list[float], Field(min_length=2, max_length=2)] | None = Field(
        None, description="a number between two"
    )
    log_uniform: Annotated[list[float], Field(min_length=2, max_length=2)] | None = Field(
        None, description="a number between two, as likely in each factor of ten"
    )

    @model_validator(mode="after")
    def _check_one(self) -> Self:
        given = [name for name in type(self).model_fields if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError("expected exactly one of choice, uniform, log_uniform")
        bounds = self.uniform or self.log_uniform
        if bounds and not (bounds[0] < bounds[1] and (self.uniform or bounds[0] > 0)):
            raise ValueError(f"{given[0]} is {bounds}, expected a lower and a higher bound")
        return self

    def draw(self, rng: np.random.Generator) -> Any:
        """Return a value."""
        if self.choice is not None:
            return self.choice[int(rng.integers(len(self.choice)))]
        low, high = self.uniform or self.log_uniform or (0.0, 0.0)
        if self.uniform is not None:
            return float(rng.uniform(low, high))
        return math.exp(float(rng.uniform(math.log(low), math.log(high))))


class RandomSection(Section):
    """A random search."""

    samples: Positive = Field(8, description="points that are tried")
    seed: Annotated[int, Field(ge=0)] = Field(0, description="of the draws")
    keys: dict[str, Spread] = Field(description="what is drawn, by key, as in ppo.gamma")


class SweepConfig(Section):
    """A grid or a random search over configurations and seeds."""

    config: str = Field(description="the configuration to start from, relative to this file")
    folder: str = Field(description="where the runs go, each in a folder of its own")
    seeds: Annotated[list[int], Field(min_length=1)] = Field(
        [1, 2, 3], description="each point is trained with all of them; one seed says little"
    )
    set: dict[str, Any] = Field({}, description="keys that all runs have, as in windows")
    grid: dict[str, list[Any]] = Field({}, description="all combinations of these values, by key")
    random: RandomSection | None = Field(None, description="instead of a grid")
    engine: Literal["local", "ray"] = Field("local", description="processes here, or Ray")
    workers: Positive | None = Field(
        None, description="runs at once; null is 1 here, and all processors of a Ray cluster"
    )
    retries: Annotated[int, Field(ge=0)] = Field(
        2, description="how often a run whose process died goes on"
    )

    @model_validator(mode="after")
    def _check_together(self) -> Self:
        if self.grid and self.random is not None:
            raise ValueError("grid and random are both given, expected one of them")
        for key, values in self.grid.items():
            if not values:
                raise ValueError(f"grid.{key} is empty, expected values")
        return self

    def points(self) -> list[dict[str, Any]]:
        """Return the values of each point by key; one empty point if nothing is varied."""
        if self.random is None:
            combinations = itertools.product(*self.grid.values())
            return [dict(zip(self.grid, values, strict=True)) for values in combinations]
        rng = np.random.default_rng(self.random.seed)
        return [
            {key: spread.draw(rng) for key, spread in self.random.keys.items()}
            for _ in range(self.random.samples)
        ]


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
    """Return a sweep and its trials, each with a configuration that is allowed.

    Raises:
        ConfigError: The file can not be read, or a key or value is not allowed.
    """
    sweep = load_section(path, SweepConfig)
    trials = list(_trials_of(sweep, path.parent / sweep.config))
    for trial in trials:
        load_config(trial.config, trial.overrides)
    return sweep, trials


def _trials_of(sweep: SweepConfig, config: Path) -> Iterator[Trial]:
    folder = Path(sweep.folder)
    for number, values in enumerate(sweep.points()):
        words = [f"{key.rsplit('.', 1)[-1]}-{_word(value)}" for key, value in values.items()]
        for seed in sweep.seeds:
            name = "_".join([f"p{number:03d}", *words, f"s{seed}"])[:100]
            given = sweep.set | values | {"seed": seed, "run_dir": str(folder / name)}
            overrides = [override_text(key, value) for key, value in given.items()]
            yield Trial(name, number, seed, values, config, overrides, folder)


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
    """Train every trial, or go on with it; write and return the table of results.

    Raises:
        TrainkitError: A run can not be trained, or another sweep works in the folder.
    """
    folder = Path(sweep.folder)
    with _locked(folder):
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
def _locked(folder: Path) -> Iterator[None]:
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


def train_trial(trial: Trial) -> dict[str, Any]:
    """Train a trial to its end, or go on with it; return its row of the results.

    What it prints goes to a file in `logs/`.

    Raises:
        TrainkitError: It can not be trained.
    """
    from trainkit.learn.trainer import train  # noqa: PLC0415  # torch takes seconds to import

    logs = trial.folder / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    with (logs / f"{trial.name}.log").open("a") as log, contextlib.redirect_stdout(log):
        status = train(load_config(trial.config, trial.overrides))
    return _result_row(trial, status)


def _result_row(trial: Trial, status: str) -> dict[str, Any]:
    run = trial.folder / trial.name
    last = read_jsonl(run / "metrics" / "windows.jsonl")[-1]
    shown = last["evaluation"] or last
    row: dict[str, Any] = {"trial": trial.name, "point": trial.point, "seed": trial.seed}
    row |= trial.values | {"status": status, "env_steps": last["env_steps_total"]}
    for measure in _MEASURES:
        value = shown[measure]
        row[measure] = value["mean"] if isinstance(value, dict) else value
    return row
