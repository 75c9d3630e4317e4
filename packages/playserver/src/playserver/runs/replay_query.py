"""Which replays a request wants, and in which order: conditions as SQL over the index."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from playserver.errors import BadRequestError

ReplaySort = Literal[
    "newest", "window", "return", "net_profit", "steps", "ticks", "policy", "run", "created"
]
Order = Literal["asc", "desc"]

NUMBERS: Final = ("window", "return", "net_profit", "steps", "ticks")
"""Columns that a condition such as `return>100` can name."""
OPERATORS: Final = {">=": ">=", "<=": "<=", "!=": "<>", "=": "=", ">": ">", "<": "<"}
_CONDITION: Final = re.compile(r"\s*([A-Za-z_][\w.\-/]*)\s*(>=|<=|!=|=|>|<)\s*(.*?)\s*", re.DOTALL)
_HAS_TAG: Final = (
    "EXISTS (SELECT 1 FROM tag WHERE tag.run_id = replay.run_id AND tag.line = replay.line"
    " AND tag.tag IN ({marks}))"
)
_COLUMNS: Final = {"run": "run_id", "created": "replay.created", "newest": "run.created"}


@dataclass(frozen=True, slots=True)
class Condition:
    """A comparison such as `return>=100`.

    Attributes:
        name: What is compared.
        operator: A key of OPERATORS.
        value: The other side, as text.
    """

    name: str
    operator: str
    value: str


def parse_condition(text: str) -> Condition:
    """Return a condition.

    Raises:
        BadRequestError: The text is not one.
    """
    match = _CONDITION.fullmatch(text)
    if match is None or not match[3]:
        raise BadRequestError(
            f"where is {text!r:.80}, expected a name, one of {' '.join(OPERATORS)}, and a value, "
            "as in return>=100"
        )
    return Condition(*match.groups())


def number_of(condition: Condition) -> float:
    """Return the value of a condition on a number.

    Raises:
        BadRequestError: It is not a number.
    """
    try:
        return float(condition.value)
    except ValueError:
        raise BadRequestError(
            f"where compares {condition.name:.60} with {condition.value!r:.60}, expected a number"
        ) from None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReplayQuery:
    """Conditions on replays, all of which must hold, and their order.

    Attributes:
        runs: Ids of runs, any of which may match; empty for all.
        equal: Values by column: `replay_id`, `window`, `policy`, `seed`, `end_cause`,
            `deterministic`.
        tags_any: Tags of which a replay must have one; empty for any.
        tags_all: Tags that a replay must have.
        search: Text that the run, the replay, the policy, the seed or a tag must contain.
        conditions: Comparisons of NUMBERS.
        sort: The column to sort by; `newest` is the newest run and its newest replay first.
        order: Whether the lowest or the highest comes first; None for the usual order of `sort`.
    """

    runs: Sequence[str] = ()
    equal: tuple[tuple[str, str | int], ...] = ()
    tags_any: Sequence[str] = ()
    tags_all: Sequence[str] = ()
    search: str = ""
    conditions: tuple[Condition, ...] = ()
    sort: ReplaySort = "newest"
    order_wanted: Order | None = None

    def clause(self) -> tuple[str, list[Any]]:
        """Return the condition in SQL, and its values.

        Raises:
            BadRequestError: A condition names something else than NUMBERS.
        """
        parts: list[tuple[str, Sequence[Any]]] = [("1", ())]
        if self.runs:
            parts.append((f"run_id IN ({_marks(self.runs)})", self.runs))
        parts += [(f"replay.{name} = ?", (value,)) for name, value in self.equal]
        if self.tags_any:
            parts.append((_HAS_TAG.format(marks=_marks(self.tags_any)), self.tags_any))
        parts += [(_HAS_TAG.format(marks="?"), (tag,)) for tag in self.tags_all]
        if self.search:
            parts.append(_search_clause(self.search))
        for one in self.conditions:
            if one.name not in NUMBERS:
                raise BadRequestError(
                    f"where names {one.name:.60}, expected one of {', '.join(NUMBERS)}"
                )
            parts.append((f"replay.{one.name} {OPERATORS[one.operator]} ?", (number_of(one),)))
        return " AND ".join(text for text, _ in parts), [v for _, values in parts for v in values]

    def order(self) -> str:
        """Return the ORDER BY in SQL; equal values come newest first, missing ones last."""
        usual: Order = "asc" if self.sort in ("policy", "run") else "desc"
        direction = (self.order_wanted or usual).upper()
        if self.sort == "newest":
            return f"run.created {direction}, run_id {direction}, line {direction}"
        column = _COLUMNS.get(self.sort, f"replay.{self.sort}")
        return f"{column} {direction} NULLS LAST, run.created DESC, run_id DESC, line DESC"


def _search_clause(text: str) -> tuple[str, list[str]]:
    escaped = re.sub(r"([\\%_])", r"\\\1", text)
    like = "LIKE ? ESCAPE '\\'"
    columns = ("run_id", "replay_id", "policy", "seed")
    has_tag = (
        "EXISTS (SELECT 1 FROM tag WHERE tag.run_id = replay.run_id AND tag.line = replay.line"
        f" AND tag.tag {like})"
    )
    found = [*(f"replay.{column} {like}" for column in columns), has_tag]
    return f"({' OR '.join(found)})", [f"%{escaped}%"] * len(found)


def _marks(values: Sequence[Any]) -> str:
    return ", ".join("?" * len(values))


SORTS: Final = get_args(ReplaySort)
