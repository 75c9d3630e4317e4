"""Which runs a request wants, and in which order: by state, configuration and last metrics."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from playserver.errors import BadRequestError
from playserver.models.runs import Run, RunStatus
from playserver.runs.replay_query import Condition, Order

FIELDS: Final = ("created", "updated", "run_id", "status", "algorithm", "window", "env_steps_total")
"""Fields of a run that conditions and the order can name."""
CONFIG: Final = "config."
"""Starts the name of a key of the configuration, as in `config.ppo.gamma`."""
_COMPARE: Final[dict[str, Callable[[Any, Any], bool]]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "!=": operator.ne,
    "=": operator.eq,
    ">": operator.gt,
    "<": operator.lt,
}
_TEXT_FIELDS: Final = frozenset({"created", "updated", "run_id", "status", "algorithm"})

Value = float | str | None
Lookup = Callable[[Run, str], Value]
"""The value of a name for a run: a field, a key of its configuration, or its last metric."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RunQuery:
    """Conditions on runs, all of which must hold, and their order.

    Attributes:
        status: Statuses, any of which may match; empty for all.
        algorithm: The algorithm, None for all.
        search: Text that the id, the algorithm or the status must contain.
        conditions: Comparisons of FIELDS, of keys of the configuration (`config.ppo.gamma`), or of
            metrics (`return.mean`), whose last value counts.
        sort: The name to sort by, one of the same.
        order_wanted: Whether the lowest or the highest comes first; highest by default.
    """

    status: Sequence[RunStatus] = ()
    algorithm: str | None = None
    search: str = ""
    conditions: tuple[Condition, ...] = ()
    sort: str = "created"
    order_wanted: Order | None = None

    def select(self, runs: list[Run], value_of: Lookup) -> list[Run]:
        """Return the matching runs in order; runs without a value come last.

        Raises:
            BadRequestError: A condition cannot be compared, or no run knows its name.
        """
        names = {self.sort, *(one.name for one in self.conditions)} - {*FIELDS}
        for name in sorted(names):
            if runs and all(value_of(run, name) is None for run in runs):
                raise BadRequestError(
                    f"no run has {name:.60}: expected one of {', '.join(FIELDS)}, a metric such as "
                    f"return.mean, or a key of the configuration such as {CONFIG}seed"
                )
        found = [run for run in runs if self._matches(run, value_of)]
        if (self.sort, self.order_wanted) == ("created", None):
            return found  # as they come
        keyed = [(value_of(run, self.sort), run) for run in found]
        has_value = [pair for pair in keyed if pair[0] is not None]
        has_value.sort(
            key=lambda pair: _sort_key(pair[0]),
            reverse=self.order_wanted != "asc",
        )
        return [run for _, run in (*has_value, *(pair for pair in keyed if pair[0] is None))]

    def _matches(self, run: Run, value_of: Lookup) -> bool:
        texts = (run.run_id, run.algorithm or "", run.status)
        return (
            (not self.status or run.status in self.status)
            and self.algorithm in (None, run.algorithm)
            and any(self.search.lower() in text.lower() for text in texts)
            and all(_holds(one, value_of(run, one.name)) for one in self.conditions)
        )


def field_of(run: Run, name: str) -> Value:
    """Return the value of one of FIELDS."""
    value: Value = getattr(run, name)
    return value


def key_of(config: Any, name: str) -> Value:
    """Return the value of a key of a configuration by its path; None if it has none."""
    for part in name.removeprefix(CONFIG).split("."):
        config = config.get(part) if isinstance(config, dict) else None
    if isinstance(config, bool):
        return str(config).lower()
    return config if isinstance(config, int | float | str) else None


def _holds(condition: Condition, value: Value) -> bool:
    """Whether a value fulfils a condition; a missing value fulfils none."""
    if value is None:
        return False
    wanted: Value = condition.value
    if isinstance(value, int | float):
        try:
            wanted = float(condition.value)
        except ValueError:
            return condition.operator == "!="
    return _COMPARE[condition.operator](value, wanted)


def _sort_key(value: Value) -> tuple[bool, Any]:
    if isinstance(value, str):
        return True, value
    return False, -math.inf if value is None else float(value)
