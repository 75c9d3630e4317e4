"""Sections about more than one training: where it starts, its stages, and what is kept of it."""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from typing import Any, Final, Self

from pydantic import Field, model_validator

from trainkit.config.section import Positive, Section, Share

_SIGNS: Final = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le}
_CONDITION: Final = re.compile(
    r"\s*(?P<metric>[a-z][a-z0-9_.]*)\s*(?P<sign>[<>]=?)\s*(?P<bound>[-+]?[0-9.][0-9_.eE+-]*)\s*"
    r"(,\s*at most (?P<most>[0-9]{1,9}) windows?\s*)?"
)


class CheckpointSection(Section):
    """Which checkpoints stay; a checkpoint that a replay, a table or a pointer names always does.

    Those are the checkpoints of the replays in run_metadata.json, and folders with a file `keep`.
    """

    keep_last: Positive = Field(
        10, description="of the latest windows; where the last one is damaged, the one before helps"
    )
    keep_every: Positive | None = Field(
        50, description="of every N-th window as well, to look back; null: none"
    )
    keep_best: str | None = Field(
        "evaluation.net_profit",
        description="the one with the highest value of this metric, which checkpoints/best.json "
        "names; null: none",
    )


class InitSection(Section):
    """Weights that training starts from, instead of random ones."""

    path: str | None = Field(
        None,
        description="a run folder, a checkpoint, a policy file or pretrained:NAME, of the same "
        "network; copied when the run starts; null: random weights",
    )
    optimizer: bool = Field(
        False, description="take Adam's moments of a checkpoint as well; new worlds make them stale"
    )
    normaliser: bool = Field(
        True,
        description="take the statistics of observations and rewards as well: the weights expect "
        "inputs at that scale",
    )

    @model_validator(mode="before")
    @classmethod
    def _take_path(cls, raw: Any) -> Any:
        """Take `init_from: PATH` as `init_from: {path: PATH}`."""
        return {"path": raw} if isinstance(raw, str) else raw


@dataclass(frozen=True)
class Condition:
    """A metric of a window compared with a number."""

    metric: str
    sign: str
    bound: float

    def is_met(self, value: float | None) -> bool:
        """Return whether a value fulfils it; none does not."""
        return value is not None and bool(_SIGNS[self.sign](value, self.bound))


class StageSection(Section):
    """A part of a curriculum: other values of some keys, for some windows."""

    name: str | None = Field(None, description="a word for logs")
    windows: Positive | Share | None = Field(
        None,
        description="its windows, or below 1 their share of the run; with `until`, at most so "
        "many; null: to the end of the run",
    )
    until: str | None = Field(
        None,
        description="it ends after the first window for which this holds, as in "
        "evaluation.net_profit > 40000; optionally with `, at most 20 windows`",
    )
    env: dict[str, Any] = Field(
        {}, description="keys of env that differ; evaluations and replays keep those of the run"
    )
    ppo: dict[str, Any] = Field({}, description="keys of ppo that differ")
    demonstrations: dict[str, Any] = Field(
        {}, description="keys of demonstrations that differ; with a bot, the stage starts with them"
    )

    @model_validator(mode="after")
    def _check_end(self) -> Self:
        if self.until is None:
            return self
        found = _CONDITION.fullmatch(self.until)
        try:
            assert found is not None
            float(found["bound"])
        except (AssertionError, ValueError):
            raise ValueError(
                f"until is {self.until[:100]!r}, expected METRIC > NUMBER with >, >=, < or <=, as "
                "in evaluation.net_profit > 40000"
            ) from None
        if found["most"] is not None and (self.windows is not None or int(found["most"]) < 1):
            raise ValueError(
                f"until is {self.until!r} and windows is {self.windows}, expected one number of "
                "windows, 1 or more"
            )
        return self

    @property
    def condition(self) -> Condition | None:
        """What ends the stage before its last window."""
        found = _CONDITION.fullmatch(self.until or "")
        return found and Condition(found["metric"], found["sign"], float(found["bound"]))

    def limit(self, run_windows: int) -> int | None:
        """Return the most windows that it takes in a run of so many, None to the end of it."""
        found = _CONDITION.fullmatch(self.until or "")
        if found and found["most"]:
            return int(found["most"])
        if isinstance(self.windows, float):
            return max(int(self.windows * run_windows), 1)
        return self.windows
