"""The configuration of a sweep: a grid or a random search over keys, and seeds."""

from __future__ import annotations

import itertools
import math
from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from trainkit.config.section import Positive, Section


class Spread(Section):
    """The values that a random search samples for a key; exactly one is given."""

    choice: list[Any] | None = Field(None, min_length=1, description="one of these")
    uniform: Annotated[list[float], Field(min_length=2, max_length=2)] | None = Field(
        None, description="a number between two"
    )
    log_uniform: Annotated[list[float], Field(min_length=2, max_length=2)] | None = Field(
        None, description="a number between two, log-uniform"
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

    def sample(self, rng: np.random.Generator) -> Any:
        """Return a value."""
        if self.choice is not None:
            return self.choice[int(rng.integers(len(self.choice)))]
        low, high = self.uniform or self.log_uniform or (0.0, 0.0)
        if self.uniform is not None:
            return float(rng.uniform(low, high))
        return math.exp(float(rng.uniform(math.log(low), math.log(high))))


class RandomSection(Section):
    """A random search."""

    samples: Positive = Field(8, description="points to train")
    seed: Annotated[int, Field(ge=0)] = Field(0, description="of the samples")
    keys: dict[str, Spread] = Field(description="what to sample, by key, as in ppo.gamma")


class SweepConfig(Section):
    """A grid or a random search over configurations and seeds."""

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
    engine: Literal["local", "ray"] = Field("local", description="processes here, or Ray")
    workers: Positive | None = Field(
        None, description="runs at once; null is 1 here, and all processors of a Ray cluster"
    )
    retries: Annotated[int, Field(ge=0)] = Field(
        2, description="how often a run whose process died is resumed"
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
        """Return the values of each point by key; a single empty point if nothing varies."""
        if self.random is None:
            combinations = itertools.product(*self.grid.values())
            return [dict(zip(self.grid, values, strict=True)) for values in combinations]
        rng = np.random.default_rng(self.random.seed)
        return [
            {key: spread.sample(rng) for key, spread in self.random.keys.items()}
            for _ in range(self.random.samples)
        ]
