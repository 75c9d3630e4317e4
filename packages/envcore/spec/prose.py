"""Fill the numbers into the prose of the spec file, and refuse those that are typed there."""

from __future__ import annotations

import re
from typing import Any

from resolve import Number, is_number, numbers_of
from schema import PROSE_KEYS, Row, Spec, SpecError

PLACEHOLDER = re.compile(r"\{([\w.]+)\}")
TYPED = re.compile(r"(?<![\w.{^])\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?")
FREE = (0, 1)
"""Numbers that prose may type: the ends of shares, flags and one-hot groups."""
SLOTS = {"arg": "k", "commodity": "c", "fraction": "p"}
"""Placeholders of an action's row that differ from one action of the row to the next."""
TYPED_BY_RIGHT = {
    "rule bell_center": "16 bits are the width of a part of a random word, not max_asteroids",
}
"""Rows whose text types a number that is by coincidence a value of the spec, with the reason."""
PROSE_TABLES = ("env", "action", "option", "info", "observation", "rule", "bound", "reward_term")
TEXT_KEYS = (*sorted(PROSE_KEYS - {"unit"}), "value")


def filled_prose(spec: Spec) -> Spec:
    """Return the spec with every placeholder in its prose filled.

    Raises:
        SpecError: A placeholder is unknown, or a text types a number that the spec declares.
    """
    numbers = numbers_of(spec)
    declared = {name: value for name, value in numbers.items() if abs(value) not in FREE}
    filled: Spec = {**spec}
    for table in PROSE_TABLES:
        filled[table] = [filled_row(row, table, numbers, declared) for row in spec[table]]
    return filled


def filled_row(
    row: Row, table: str, numbers: dict[str, Number], declared: dict[str, Number]
) -> Row:
    """Return a row, and the fields inside it, with its prose filled."""
    out = dict(row)
    for key in TEXT_KEYS:
        if isinstance(row.get(key), str):
            refuse_typed(row[key], f"{table} {row.get('name', row.get('id'))}", declared)
            out[key] = filled_text(row[key], row, numbers)
    if "decoded" in row:
        out["decoded"] = filled_row(row["decoded"], table, numbers, declared)
    if "fields" in row:
        out["fields"] = [filled_row(field, table, numbers, declared) for field in row["fields"]]
    return out


def filled_text(text: str, row: Row, numbers: dict[str, Number]) -> str:
    """Return a text with its placeholders filled: the row's own values come first."""

    def value_of(found: re.Match[str]) -> str:
        name = found[1]
        if name in SLOTS:
            return found[0]
        value: Any = row.get(name)
        if not is_number(value):
            value = numbers.get(name)
        if value is None:
            raise SpecError(f"unknown placeholder {{{name}}} in {text!r}")
        return number_text(value)

    return PLACEHOLDER.sub(value_of, text)


def refuse_typed(text: str, where: str, declared: dict[str, Number]) -> None:
    """Refuse a text that types a number which the spec declares."""
    if where in TYPED_BY_RIGHT:
        return
    for typed in TYPED.findall(PLACEHOLDER.sub("", text)):
        value = float(typed.replace(",", ""))
        names = [name for name, number in declared.items() if abs(number) == value]
        if names:
            raise SpecError(
                f"{where}: {text!r} types the number {typed}. Write a placeholder, such as "
                f"{{{names[0]}}}, or give a reason in TYPED_BY_RIGHT of spec/prose.py"
            )


def number_text(value: Number) -> str:
    """Return a number as readers see it: 1,000,000 or 199.99."""
    if float(value).is_integer() and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:g}"
