"""Which files the linters read that do not find them by themselves."""

from __future__ import annotations

import tomllib
from pathlib import Path

from tools.repository import PACKAGE_DIRS, ROOT

CPP_FOLDERS = ("packages/envcore/cpp", "benchmarks")


def cpp_files() -> list[str]:
    """Return the C++ files that are written by hand."""
    found = [path for folder in CPP_FOLDERS for path in (ROOT / folder).rglob("*.[ch]pp")]
    return sorted(str(path) for path in found if path.parent.name != "generated")


def import_contracts() -> list[str]:
    """Return the files with contracts for import-linter: the root's, then each package's."""
    files = [folder / "pyproject.toml" for folder in (ROOT, *PACKAGE_DIRS)]
    return [str(file) for file in files if "importlinter" in _tools_of(file)]


def _tools_of(file: Path) -> set[str]:
    return set(tomllib.loads(file.read_text(encoding="utf-8")).get("tool", {}))
