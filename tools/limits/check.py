"""Compares what was measured with the limits and the list of exceptions."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.limits.measure import functions_of

FUNCTION_MAX = 40
FILE_MAX = 300
FUNCTION_HARD_MAX = 60
"""What an exception may allow."""
FILE_HARD_MAX = 500
KEYS = {"path", "function", "reason"}
EXCEPTIONS = Path(__file__).with_name("exceptions.toml")


Place = tuple[str, str]
"""A file, and the name of a function in it; an empty name stands for the file itself."""


@dataclass(frozen=True, slots=True)
class Excess:
    """A file or a function that is longer than its limit."""

    place: Place
    line: int
    length: int


def read_exceptions(path: Path) -> dict[Place, str]:
    """Return the reason of each exception.

    Raises:
        ValueError: An entry has no path or reason, another key, or stands twice.
    """
    reasons: dict[Place, str] = {}
    for row in tomllib.loads(path.read_text(encoding="utf-8")).get("exception", []):
        place = row.get("path", ""), row.get("function", "")
        if not row.get("path") or not row.get("reason") or set(row) - KEYS:
            raise ValueError(f"{path.name}: {row}: expected path, reason and perhaps function")
        if place in reasons:
            raise ValueError(f"{path.name}: {' '.join(place)}: listed twice, remove one entry")
        reasons[place] = row["reason"]
    return reasons


def excesses_of(file: str, source: bytes) -> list[Excess]:
    """Return the file itself and its functions, as far as they are too long.

    Functions of one name count as one, as long as the longest of them.
    """
    length = source.count(b"\n")
    found = [Excess((file, ""), 1, length)] if length > FILE_MAX else []
    longest: dict[Place, Excess] = {}
    for function in functions_of(Path(file).suffix, source):
        place = file, function.name
        before = longest.get(place)
        if function.length > (before.length if before else FUNCTION_MAX):
            longest[place] = Excess(place, function.line, function.length)
    return [*found, *longest.values()]


def problems_of(excesses: Iterable[Excess], exceptions: Mapping[Place, str]) -> list[str]:
    """Return a line for each excess that is not allowed and each exception that is not needed."""
    found = list(excesses)
    problems = [
        problem
        for excess in found
        if (problem := _problem_of(excess, is_listed=excess.place in exceptions))
    ]
    needed = {excess.place for excess in found}
    problems += [
        f"{EXCEPTIONS.name}: {' '.join(place).strip()} is within its limit, remove the entry"
        for place in exceptions
        if place not in needed
    ]
    return problems


def _problem_of(excess: Excess, *, is_listed: bool) -> str:
    """Return what is wrong with an excess; an empty text if it is allowed."""
    file, function = excess.place
    limit, most = (FUNCTION_MAX, FUNCTION_HARD_MAX) if function else (FILE_MAX, FILE_HARD_MAX)
    if is_listed and excess.length <= most:
        return ""
    allowed = f"an exception allows {most}" if is_listed else f"expected up to {limit}"
    what = function or "the file"
    return f"{file}:{excess.line}: {what} has {excess.length} lines, {allowed}: split it"
