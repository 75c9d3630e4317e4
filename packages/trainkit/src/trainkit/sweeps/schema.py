"""The configuration of a sweep: a grid, a random search or Optuna over keys, and seeds."""

from __future__ import annotations

import itertools
import math
from typing import Annotated, Any, Final, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from trainkit.config.section import Positive, Section

_OWN_KEYS: Final = {"seed": "the sweep's seeds", "run_dir": "the sweep's folder"}
"""Keys of each run that the sweep gives."""


class Spread(Section):
    """The values that a search samples for a key; exactly one is given."""

    choice: list[Any] | None = Field(None, min_length=1, description="one of these")
    uniform: Annotated[list[float], Field(min_length=2, max_length=2)] | None = Field(
        None, description="a number between two"
    )
    log_uniform: Annotated[list[float], Field(min_length=2, max_length=2)] | None = Field(
        None, description="a number between two, log-uniform"
    )
    int_uniform: Annotated[list[int], Field(min_length=2, max_length=2)] | None = Field(
        None, description="an integer between two, both included"
    )

    @model_validator(mode="after")
    def _check_one(self) -> Self:
        given = [name for name in type(self).model_fields if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError("expected exactly one of choice, uniform, log_uniform, int_uniform")
        bounds = self.uniform or self.log_uniform or self.int_uniform
        if bounds and not (bounds[0] < bounds[1] and (not self.log_uniform or bounds[0] > 0)):
            raise ValueError(f"{given[0]} is {bounds}, expected a lower and a higher bound")
        return self

    def sample(self, rng: np.random.Generator) -> Any:
        """Return a value."""
        if self.choice is not None:
            return self.choice[int(rng.integers(len(self.choice)))]
        if self.int_uniform is not None:
            first, last = self.int_uniform
            return int(rng.integers(first, last, endpoint=True))
        low, high = self.uniform or self.log_uniform or (0.0, 0.0)
        if self.uniform is not None:
            return float(rng.uniform(low, high))
        return math.exp(float(rng.uniform(math.log(low), math.log(high))))


class RandomSection(Section):
    """A random search."""

    samples: Positive = Field(8, description="points to train")
    seed: Annotated[int, Field(ge=0)] = Field(0, description="of the samples")
    keys: Annotated[dict[str, Spread], Field(min_length=1)] = Field(
        description="what to sample, by key, as in ppo.gamma"
    )


class OptunaSection(Section):
    """A search by Optuna's TPE: new points are sampled where earlier ones did well."""

    samples: Positive = Field(20, description="points to train; each with all seeds")
    seed: Annotated[int, Field(ge=0)] = Field(0, description="of the samples")
    keys: Annotated[dict[str, Spread], Field(min_length=1)] = Field(
        description="what to sample, by key, as in ppo.gamma"
    )
    metric: str = Field(
        "evaluation.net_profit",
        description="of the last window, by its path in windows.jsonl: the mean of a distribution",
    )
    goal: Literal["maximize", "minimize"] = Field("maximize", description="of the metric")
    startup: Positive = Field(5, description="random points before TPE and pruning begin")
    prune: bool = Field(
        True,
        description="stop a point whose metric is worse than the median of earlier points at the "
        "same window",
    )
    warmup_windows: Annotated[int, Field(ge=0)] = Field(
        3, description="windows of a point before it can be pruned"
    )


class SweepConfig(Section):
    """A grid, a random search or a search by Optuna over configurations and seeds."""

    config: str = Field(
        description="the configuration to start from: a file, relative to this one, or a template"
    )
    folder: str = Field(description="where the runs are written, each in its own; ~/ is home")
    seeds: Annotated[list[int], Field(min_length=1)] = Field(
        [1, 2, 3],
        description="each point is trained with all of them; one seed is not enough to compare",
    )
    set: dict[str, Any] = Field({}, description="keys that all runs share, as in windows")
    grid: dict[str, list[Any]] = Field({}, description="all combinations of these values, by key")
    random: RandomSection | None = Field(None, description="instead of a grid")
    optuna: OptunaSection | None = Field(None, description="instead of a grid")
    search: Literal["grid", "random", "optuna"] | None = Field(
        None, description="which of the three; null: the one that is given, else a single point"
    )
    engine: Literal["local", "ray"] = Field("local", description="processes here, or Ray")
    workers: Positive | None = Field(
        None, description="runs at once; null is 1 here, and all processors of a Ray cluster"
    )
    retries: Annotated[int, Field(ge=0)] = Field(
        2, description="how often a run whose process died is resumed"
    )

    @model_validator(mode="after")
    def _check_together(self) -> Self:
        sections = {"grid": self.grid, "random": self.random, "optuna": self.optuna}
        given = [name for name, section in sections.items() if section]
        if len(given) > 1:
            raise ValueError(f"{given[0]} and {given[1]} are both given, expected one of them")
        if self.search is not None and given != [self.search]:
            raise ValueError(
                f"search is {self.search!r}, expected a section {self.search} and no other"
            )
        for key, values in self.grid.items():
            if not values:
                raise ValueError(f"grid.{key} is empty, expected values")
        if len(set(self.seeds)) < len(self.seeds):
            raise ValueError(f"seeds is {self.seeds}, expected each seed once")
        for name, keys in (("set", self.set), (given[0] if given else "", self.keys)):
            for key in set(keys) & set(_OWN_KEYS):
                raise ValueError(f"{name} has the key {key}, which comes from {_OWN_KEYS[key]}")
        return self

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that vary."""
        section = self.random or self.optuna
        return tuple(self.grid if section is None else section.keys)

    def points(self) -> list[dict[str, Any]]:
        """Return the values of each point by key; a single empty point if nothing varies.

        With Optuna, points depend on the results of others: there are none.
        """
        if self.optuna is not None:
            return []
        if self.random is None:
            combinations = itertools.product(*self.grid.values())
            return [dict(zip(self.grid, values, strict=True)) for values in combinations]
        rng = np.random.default_rng(self.random.seed)
        return [
            {key: spread.sample(rng) for key, spread in self.random.keys.items()}
            for _ in range(self.random.samples)
        ]
