"""A number of the spec is declared once: bots, page and messages do not type it again.

A coincidence is allowed by a row of duplicated_numbers.toml, with its reason.
"""

from __future__ import annotations

import ast
import dataclasses
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from envcore import spec

from tools.repository import ROOT

ALLOWED_PATH = Path(__file__).with_name("duplicated_numbers.toml")
ALLOWED: list[dict[str, Any]] = tomllib.loads(ALLOWED_PATH.read_text(encoding="utf-8"))["allowed"]

BOTS = ROOT / "packages" / "trainkit" / "src" / "trainkit" / "bots"
PAGE = ROOT / "packages" / "playserver" / "web" / "src"
RULES_OF_PLAY = ("engine", "panels", "play")
"""Folders of the page about the world; the others draw, and their numbers are pixels."""
GENERATED = ("generated", "spec.py", "config.py")
INTEGERS_FROM = 12
"""Smaller whole numbers count things everywhere; equality is a coincidence."""
COMMON = {0.5, 100.0, *(2.0**power for power in range(4, 9))}
"""Halves, percents and powers of two: likewise."""
LISTS = [spec.STOCK_SHOWN, spec.SELL_FRACTIONS, spec.SELL_PERCENTS]

NUMBER = r"\d[\d,_]*(?:\.\d+)?(?:e-?\d+)?"
CODE_NUMBER = re.compile(rf"(?<![\w.#]){NUMBER}(?![\w%]|\.\d)")
TEXT_NUMBER = re.compile(
    rf"(?<![\w.])({NUMBER})(?= (?:units|ticks?|credits?|fuel|heat|hull|alert|%)\b)"
    r"|(?<= of )(\d{2,})\b|(?<![\w,])(?<!\d\.)(\d{1,3}(?:,\d{3})+)(?![\w,])"
)
COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", re.DOTALL)


@dataclass(frozen=True)
class Typed:
    """A number of the spec in a source file."""

    file: str
    line: int
    number: float
    names: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.file}:{self.line} types {self.number:g}, as {' and '.join(self.names)}"


def spec_numbers() -> dict[float, list[str]]:
    """Return the names of every number of the spec that is specific enough."""
    found: dict[float, list[str]] = {}

    def note(name: str, value: Any) -> None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return
        if float(value).is_integer() and abs(value) < INTEGERS_FROM:
            return
        if abs(value) in COMMON:
            return
        found.setdefault(abs(float(value)), []).append(name)

    for name, value in vars(spec).items():
        if name.isupper():
            note(f"spec.{name}", value)
    tables = (spec.ACTIONS, spec.OPTIONS, spec.COMMODITY_TABLE, spec.SCAN_MODES, spec.MINING_MODES)
    for table in tables:
        for row in table:
            for field in dataclasses.fields(row):
                if field.name not in ("id", "arg"):
                    note(f"{row.name}.{field.name}", getattr(row, field.name))
    for env_id, time_max in spec.ENV_TIME_MAX.items():
        note(env_id, time_max)
    return found


NUMBERS = spec_numbers()


def typed(path: Path, line: int, text: str) -> Iterator[Typed]:
    """Yield the number, if the spec has it."""
    number = float(text.replace(",", "").replace("_", ""))
    if names := NUMBERS.get(number):
        yield Typed(path.relative_to(ROOT).as_posix(), line, number, tuple(names[:3]))


def in_python_code(path: Path) -> Iterator[Typed]:
    """Yield numbers in the code of a Python file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            yield from typed(path, node.lineno, repr(node.value))


def in_python_texts(path: Path) -> Iterator[Typed]:
    """Yield numbers with a unit in the strings of a Python file, docstrings left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield from in_text(path, node.lineno, node.value)


def in_page(path: Path) -> Iterator[Typed]:
    """Yield numbers in the code and the texts of a file of the page, comments left out."""
    source = path.read_text(encoding="utf-8")
    bare = COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), source)
    speaks_of_rules = path.relative_to(PAGE).parts[0] in RULES_OF_PLAY
    for line, text in enumerate(bare.splitlines(), 1):
        seen = set(in_text(path, line, text))
        if speaks_of_rules:
            for found in CODE_NUMBER.findall(text):
                seen |= set(typed(path, line, found))
        yield from seen


def in_text(path: Path, line: int, text: str) -> Iterator[Typed]:
    """Yield numbers that a text gives a unit, or writes with a separator of thousands."""
    for groups in TEXT_NUMBER.findall(text):
        yield from typed(path, line, next(filter(None, groups)))


def sources() -> Iterator[tuple[Path, Any]]:
    """Yield every file that must not type numbers again, and what reads it."""
    for path in sorted(BOTS.rglob("*.py")):
        yield path, in_python_code
    for path in sorted((ROOT / "packages").glob("*/src/**/*.py")):
        if path.name not in GENERATED:
            yield path, in_python_texts
    for path in sorted(PAGE.rglob("*.ts*")):
        if not {"generated", "testing"} & set(path.parts) and ".test." not in path.name:
            yield path, in_page


def is_allowed(found: Typed) -> bool:
    """Whether the list has a reason for it."""
    return any(found.file == row["file"] and found.number in row["numbers"] for row in ALLOWED)


FOUND = [found for path, read in sources() for found in read(path)]


def test_no_number_of_the_spec_is_typed_again() -> None:
    again = [str(found) for found in FOUND if not is_allowed(found)]
    assert again == [], "\n".join(
        ["Take these from envcore.spec or generated/spec.ts, or give a reason:", *again]
    )


def test_no_list_of_the_spec_is_typed_again() -> None:
    for path, _ in sources():
        text = "".join(path.read_text(encoding="utf-8").split())
        for values in LISTS:
            body = ",".join(rf"{re.escape(f'{value:g}')}(\.0)?" for value in values)
            assert not re.search(rf"[\[(]{body},?[\])]", text), f"{path}: {values}"


@pytest.mark.parametrize("row", ALLOWED, ids=lambda row: Path(row["file"]).name)
def test_every_reason_is_needed(row: dict[str, Any]) -> None:
    assert set(row) == {"file", "numbers", "reason"}
    assert row["reason"]
    here = {found.number for found in FOUND if found.file == row["file"]}
    assert set(row["numbers"]) <= here


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Vent 20 heat", 20),
        ("cargo of 200", 200),
        ("1..1,000,000", 1_000_000),
        ("120 units of fuel", 120),
    ],
)
def test_numbers_in_texts_are_found(text: str, number: float) -> None:
    assert [found.number for found in in_text(ALLOWED_PATH, 1, text)] == [number]
