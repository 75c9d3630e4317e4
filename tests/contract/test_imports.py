"""The imports between packages that docs/architecture.md allows."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from lib.repository import MAY_IMPORT, PACKAGE_NAMES, ROOT


@pytest.mark.parametrize("name", PACKAGE_NAMES)
def test_a_package_imports_what_its_arrow_allows(name: str) -> None:
    for path in (ROOT / "packages" / name / "src").rglob("*.py"):
        siblings = set(imported_by(path)) & set(MAY_IMPORT) - {name}
        assert siblings <= MAY_IMPORT[name], f"{path.name} imports {siblings}"


def imported_by(path: Path) -> Iterator[str]:
    """Yield the top names of what a Python file imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]
