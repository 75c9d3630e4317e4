"""One palette and one vocabulary: declared in the spec file, and typed nowhere again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
SPEC: Final = (ROOT / "packages/envcore/src/envcore/spec.py").read_text(encoding="utf-8")
STYLES: Final = ROOT / "packages/playserver/web/src/styles"
PALETTE: Final = ROOT / "packages/playserver/web/src/generated/palette.css"
GENERATED: Final = {"spec.py", "palette.css"}
SOURCES: Final = (
    *(ROOT / "packages").glob("*/src/**/*.py"),
    *(ROOT / "packages/playserver/web/src").rglob("*.ts*"),
    *STYLES.glob("*.css"),
)


def colors() -> set[str]:
    """Return the colors of the spec, as rrggbb."""
    table = SPEC.split("\nCOLORS: Final", 1)[1].split("\n}\n", 1)[0]
    return set(re.findall(r"#([0-9a-f]{6})", table))


def typed() -> Iterator[str]:
    """Yield each place where a color of the spec is typed."""
    known = colors()
    for path in SOURCES:
        if path.name in GENERATED:
            continue
        for found in re.findall(r"(?:#|0x)([0-9a-fA-F]{6})", path.read_text(encoding="utf-8")):
            if found.lower() in known:
                yield f"{path.relative_to(ROOT)}: {found}"


def test_no_color_of_the_spec_is_typed_again() -> None:
    assert len(colors()) > 30
    assert list(typed()) == []


def test_every_color_that_a_style_uses_is_declared() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in (PALETTE, *STYLES.glob("*.css")))
    declared = set(re.findall(r"(--[\w-]+):", text))
    used = set(re.findall(r"var\((--(?:run|end|commodity|group|threat|series|term)-\w+)", text))
    assert used <= declared


@pytest.mark.parametrize("table", ["title", "key"])
def test_names_and_keys_of_actions_are_different(table: str) -> None:
    rows = re.findall(r"^    ActionSpec\(.*, '([^']+)', '([^']+)'\),$", SPEC, re.MULTILINE)
    values = [row[table == "key"] for row in rows]
    assert len(values) == len(set(values)) == 69
