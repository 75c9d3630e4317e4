"""Every package declares what it imports, and imports what it declares."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.repository import PACKAGE_NAMES, ROOT, project_of

WITHOUT_IMPORT = {
    "playserver": {"httptools", "uvloop", "websockets"},  # uvicorn loads them
}
"""Requirements that no file of the package imports, by package."""


def imported_modules(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the top-level module of every absolute import, also inside functions."""
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((alias.name.partition(".")[0], path) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module.partition(".")[0], path


def declared_distributions(name: str) -> set[str]:
    """Return the distributions that a package requires, with those of its extras."""
    project = project_of(name)
    extras = project.get("optional-dependencies", {}).values()
    requirements = [*project["dependencies"], *(text for texts in extras for text in texts)]
    return {canonicalize_name(Requirement(text).name) for text in requirements}


def distributions_of(module: str, installed: Mapping[str, list[str]]) -> set[str]:
    """Return the distributions that provide a module; its own name if it is not installed."""
    return {canonicalize_name(name) for name in installed.get(module, [module])}


@pytest.mark.parametrize("name", PACKAGE_NAMES)
def test_every_import_is_declared(name: str) -> None:
    declared, installed = declared_distributions(name), packages_distributions()
    undeclared = {
        f"{path.relative_to(ROOT)} imports {module}"
        for module, path in imported_modules(ROOT / "packages" / name / "src")
        if module not in sys.stdlib_module_names | {name}
        if not distributions_of(module, installed) & declared
    }
    assert undeclared == set(), "add the requirement to `dependencies` or to an extra"


@pytest.mark.parametrize("name", PACKAGE_NAMES)
def test_every_dependency_is_imported(name: str) -> None:
    installed = packages_distributions()
    imported: set[str] = set()
    for module, _ in imported_modules(ROOT / "packages" / name / "src"):
        imported |= distributions_of(module, installed)
    required = {
        canonicalize_name(Requirement(text).name) for text in project_of(name)["dependencies"]
    }
    assert required - imported == WITHOUT_IMPORT.get(name, set())
