"""Checks the files in a wheel and in an sdist."""

from __future__ import annotations

import tarfile
import zipfile
from collections.abc import Collection, Iterable
from pathlib import Path, PurePosixPath

JUNK = {"__pycache__", "node_modules", ".nox", ".venv", ".git", ".pytest_cache", ".mypy_cache"}
NEEDED_IN_SDIST = ("pyproject.toml", "PKG-INFO", "README.md", "CHANGELOG.md", "LICENSE")
MADE_BY_BUILDS = ("PKG-INFO", ".gitignore")
"""Files that build backends add to an sdist; hatchling adds .gitignore."""
PAGES = ("static/", "export/player.html")
"""Of playserver and replaykit: made by their hatch_build.py, not committed."""
NATIVE = (".so", ".pyd")


def wheel_files(path: Path) -> dict[str, bytes]:
    """Return the files of a wheel by their names."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}


def sdist_files(path: Path) -> dict[str, bytes]:
    """Return the files of an sdist by their names, without the folder that they all lie in."""
    found = {}
    with tarfile.open(path) as archive:
        for member in archive:
            content = archive.extractfile(member) if member.isfile() else None
            if content is not None:
                found[member.name.partition("/")[2]] = content.read()
    return found


def wheel_problems(
    name: str, version: str, files: Collection[str], sources: Iterable[str]
) -> list[str]:
    """Return what is wrong with the files of a wheel.

    Args:
        name: The package.
        version: Its version.
        files: Names in the wheel.
        sources: Names below `src/` that git tracks: all of them belong in it.
    """
    info = f"{name}-{version}.dist-info/"
    problems = [f"{file} is missing" for file in sources if file not in files]
    needed = (f"{name}/py.typed", f"{info}licenses/LICENSE", f"{info}METADATA", f"{info}RECORD")
    problems += [f"{file} is missing" for file in needed if file not in files]
    problems += [
        f"{file} does not belong in it" for file in files if not file.startswith((f"{name}/", info))
    ]
    made = {file for file in files if file.startswith(f"{name}/")} - set(sources)
    problems += [
        f"{file} is not in git"
        for file in sorted(made)
        if not file.endswith(NATIVE) and not file.startswith(_built(f"{name}/"))
    ]
    return [f"{name}'s wheel: {problem}" for problem in [*problems, *_junk_in(files)]]


def sdist_problems(name: str, files: Collection[str], tracked: Collection[str]) -> list[str]:
    """Return what is wrong with the files of an sdist.

    Args:
        name: The package.
        files: Names in the sdist.
        tracked: Names in the package's folder that git tracks.
    """
    sources = [file for file in tracked if file.startswith("src/")]
    problems = [f"{file} is missing" for file in (*NEEDED_IN_SDIST, *sources) if file not in files]
    if not any(file.startswith("tests/test_") for file in files):
        problems.append("its tests are missing")
    problems += [
        f"{file} is not in git"
        for file in sorted(set(files) - set(tracked))
        if file not in MADE_BY_BUILDS and not file.startswith(_built(f"src/{name}/"))
    ]
    return [f"{name}'s sdist: {problem}" for problem in [*problems, *_junk_in(files)]]


def _built(prefix: str) -> tuple[str, ...]:
    """Return how the names of built pages start."""
    return tuple(prefix + page for page in PAGES)


def _junk_in(files: Iterable[str]) -> list[str]:
    return [
        f"{file} does not belong in it" for file in files if JUNK & set(PurePosixPath(file).parts)
    ]
