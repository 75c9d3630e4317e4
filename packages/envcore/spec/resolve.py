"""Replace what the spec file gives by name: bounds, defaults, choices and the options' state."""

from __future__ import annotations

import re
from typing import Any

from schema import OPTION_STATE_TYPES, Row, Spec, SpecError

Number = int | float
BOUND_FREE = (-1, 0, 1)
"""Bounds that may stand as numbers: the ends of a flag, a share, and "none"."""
NAMED_TABLES = ("action", "option", "commodity", "observation", "env", "end_cause", "reward_mode")
TERM = re.compile(r"\s*([+-]?)\s*(?:(\d+)|(min|max)\((\w+)\.(\w+)\)|([A-Za-z_][\w.]*))")


def resolved(raw: Spec) -> Spec:
    """Return the spec with every named number in its place, as the digest covers it."""
    spec: Spec = {**raw}
    for name in ("env", "option", "bound", "state", "state_asteroid"):
        spec[name] = [dict(row) for row in raw[name]]
    for row in spec["option"]:
        if isinstance(row.get("choices"), str):
            row["choices"] = [choice["name"] for choice in raw[row["choices"]]]
    for row in spec["bound"]:
        row["value"] = number_of(row["value"], spec)
    for row in spec["env"]:
        row["time_max"] = number_of(row["time_max"], spec)
    spec["state"] = [whole for row in spec["state"] for whole in with_options(row, spec)]
    for row in spec["state"] + spec["state_asteroid"]:
        for end in {"low", "high"} & row.keys():
            row[end] = bound_of(row, end, spec)
    return spec


def with_options(row: Row, spec: Spec) -> list[Row]:
    """Return the row; for `config.*` a row for each option, with the option's bounds."""
    if row["path"] != "config.*":
        return [row]
    return [
        {
            "path": f"config.{option['name']}",
            "type": OPTION_STATE_TYPES[option["type"]],
            "low": option.get("low", 0),
            "high": option.get("high", max(1, len(option.get("choices", ())) - 1)),
        }
        for option in spec["option"]
    ]


def bound_of(row: Row, end: str, spec: Spec) -> Number:
    """Return a bound as a number of the value's type; refuse a number that has a name."""
    given = row[end]
    is_option = row["path"].startswith("config.")  # taken from the option's own row
    if not isinstance(given, str) and given not in BOUND_FREE and not is_option:
        named = [name for name, value in numbers_of(spec).items() if value == given]
        raise SpecError(
            f"state {row['path']}: {end} = {given!r} is a typed number. "
            f"Give a name{f', such as {named[0]!r}' if named else ''}, or declare a [[bound]]"
        )
    number = number_of(given, spec)
    return float(number) if row["type"] == "f64" else int(number)


def number_of(given: Number | str, spec: Spec) -> Number:
    """Return a number, or the value of an expression such as `cargo_max + 1`.

    Raises:
        SpecError: The expression has an unknown name or cannot be read.
    """
    if not isinstance(given, str):
        return given
    total: Number = 0
    at = 0
    while at < len(given):
        term = TERM.match(given, at)
        if term is None:
            raise SpecError(f"{given!r}: expected terms such as 'fuel_max - 1' at {given[at:]!r}")
        sign, digits, pick, table, column, name = term.groups()
        if pick:
            values = [row[column] for row in spec[table]]
            value = min(values) if pick == "min" else max(values)
        else:
            value = int(digits) if digits else named_number(name, spec)
        total += -value if sign == "-" else value
        at = term.end()
    return total


def named_number(name: str, spec: Spec) -> Number:
    """Return the number that a name stands for."""
    numbers = numbers_of(spec)
    if name not in numbers:
        raise SpecError(f"unknown number {name!r}: name a rule, a size, a bound or a row's value")
    return numbers[name]


def numbers_of(spec: Spec) -> dict[str, Number]:
    """Return every number of the spec by its name: `fuel_max`, `max_nodes`, `time_max.high`."""
    numbers: dict[str, Any] = dict(spec["sizes"])
    numbers |= {row["name"]: row["value"] for row in spec["rule"]}
    numbers |= {row["name"]: row["value"] for row in spec["bound"]}
    for table in NAMED_TABLES:
        for row in spec[table]:
            name = row.get("name", row.get("id"))
            numbers |= {f"{name}.{key}": value for key, value in row.items()}
    return {name: value for name, value in numbers.items() if is_number(value)}


def is_number(value: Any) -> bool:
    """Whether a TOML value is a number (a bool is none)."""
    return isinstance(value, int | float) and not isinstance(value, bool)
