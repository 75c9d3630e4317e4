"""Recipes: which files a change of a kind edits, read from recipes.toml and applied to a copy."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

RECIPES_PATH = Path(__file__).with_name("recipes.toml")
COPIED = (
    "packages/envcore",
    "packages/envref",
    "packages/replaykit/src",
    "packages/trainkit/src",
    "packages/playserver/src",
    "packages/playserver/web/src/generated",
    "docs/environment.md",
    "docs/envcore_api.md",
)
"""What the generator writes and what a build needs."""
LEFT_OUT = shutil.ignore_patterns("__pycache__", "build", "*.so", "node_modules")


class RecipeError(ValueError):
    """A recipe does not fit the repository: its anchor is missing or stands more than once."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace a text that stands exactly once in a file."""

    file: str
    before: str
    after: str

    def apply(self, root: Path) -> None:
        """Edit the file below root.

        Raises:
            RecipeError: The text to replace is missing or stands more than once.
        """
        path = root / self.file
        text = path.read_text(encoding="utf-8")
        count = text.count(self.before)
        if count != 1:
            raise RecipeError(
                f"{self.file} has {count} times {self.before.strip()!r}, expected once. "
                "Adapt tools/recipes/recipes.toml."
            )
        path.write_text(text.replace(self.before, self.after), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Recipe:
    """The edits of one kind of change, and the most files that it may take."""

    name: str
    files_max: int
    edits: tuple[Edit, ...]

    @property
    def files(self) -> list[str]:
        """The files that the recipe edits, in order."""
        return list(dict.fromkeys(edit.file for edit in self.edits))


def read_recipes() -> list[Recipe]:
    """Return every recipe of recipes.toml."""
    rows = tomllib.loads(RECIPES_PATH.read_text(encoding="utf-8"))["recipe"]
    return [Recipe(row["name"], row["files"], tuple(edits_of(row["edit"]))) for row in rows]


def edits_of(rows: list[dict[str, str]]) -> Iterator[Edit]:
    """Yield the edits; without the line break that opens a text in TOML."""
    for row in rows:
        yield Edit(row["file"], row["before"].removeprefix("\n"), row["after"].removeprefix("\n"))


def copy_repository(root: Path, to: Path) -> None:
    """Copy what the recipes edit, generate and build."""
    for name in COPIED:
        source, target = root / name, to / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=LEFT_OUT)
        else:
            shutil.copy(source, target)
