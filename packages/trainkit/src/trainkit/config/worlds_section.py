"""The section `worlds` of a configuration: the seeds to train on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from trainkit.config.section import Section
from trainkit.config.seeds import SEED_SETS

_COUNT_MAX: Final = 2**20
_SEED_MAX: Final = SEED_SETS["train"].stop - 1

_Count = Annotated[int, Field(ge=1, le=_COUNT_MAX)]
_Seeds = Annotated[
    list[Annotated[int, Field(ge=0, le=_SEED_MAX)]], Field(min_length=1, max_length=_COUNT_MAX)
]


class WorldsSection(Section):
    """A fixed set of worlds to train on, for studies of generalization."""

    seeds: _Count | _Seeds | None = Field(
        None,
        description="N: every episode is episode 0 of one of the seeds 0..N-1, whatever the run's "
        "seed is; a list: of one of these; null: world i plays the endless episodes of seed + i",
    )

    @model_validator(mode="after")
    def _check_once(self) -> Self:
        if isinstance(self.seeds, list) and len(set(self.seeds)) < len(self.seeds):
            twice = next(seed for seed in self.seeds if self.seeds.count(seed) > 1)
            raise ValueError(f"worlds.seeds has {twice} twice, expected each seed once")
        return self

    @property
    def seed_set(self) -> Sequence[int] | None:
        """The seeds, None if worlds are not limited."""
        return range(self.seeds) if isinstance(self.seeds, int) else self.seeds
