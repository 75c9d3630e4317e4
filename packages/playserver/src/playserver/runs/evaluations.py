"""Saved evaluations and bundles below the runs folder, and the replays in them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from playserver.errors import DamagedFileError, NotFoundError
from playserver.ids import inside, is_id, printable, shown
from playserver.models.runs import EvaluationDetail, EvaluationPlayer, SavedEvaluation
from playserver.runs.evaluation_bundle import BundleTable
from playserver.runs.evaluation_folder import FolderTable
from playserver.runs.folder import RunFolder
from playserver.runs.reading import unreadable
from replaykit import ReplayError

SEPARATOR: Final = "~"
"""Between the folders in the id of an evaluation; no name of a run contains it."""
DEPTH_MAX: Final = 3
"""Folders below the runs folder that are searched."""
BUNDLE: Final = ".zip"
_NOT_SEARCHED: Final = frozenset({"checkpoints", "metrics", "replays", "tensorboard"})

Table = FolderTable | BundleTable


@dataclass(frozen=True, slots=True)
class Place:
    """Where an evaluation is: its id, its path below the runs folder, and the path itself."""

    evaluation_id: str
    below: str
    path: Path


class Evaluations:
    """The evaluations below a folder; whatever one of them is, the others are there.

    Args:
        root: The runs folder.
    """

    def __init__(self, root: Path) -> None:
        self._root = Path(os.path.realpath(root))

    def all(self) -> list[SavedEvaluation]:
        """Return all evaluations, newest first."""
        found = [self._summary(place) for place in self._places(self._root, ())]
        return sorted(found, key=lambda one: (one.created, one.evaluation_id), reverse=True)

    def find(self, evaluation_id: str) -> EvaluationDetail:
        """Return an evaluation.

        Raises:
            NotFoundError: There is none with this id.
        """
        place = self._place(evaluation_id)
        summary = self._summary(place)
        table = None if summary.error is not None else _table_of(place)
        whole = table.evaluation if isinstance(table, FolderTable) else None
        return EvaluationDetail.model_validate(summary.model_dump() | {"table": whole})

    def table(self, evaluation_id: str) -> Table:
        """Return the table of an evaluation.

        Raises:
            NotFoundError: There is none with this id.
            DamagedFileError: It cannot be read.
        """
        return _table_of(self._place(evaluation_id))

    def _place(self, evaluation_id: str) -> Place:
        parts = evaluation_id.split(SEPARATOR)
        path: Path | None = self._root
        for part in parts:
            path = inside(path, part) if path is not None and is_id(part) else None
        if path is None or len(parts) > DEPTH_MAX or not _is_evaluation(path):
            raise NotFoundError(f"there is no evaluation {shown(evaluation_id)}")
        return Place(evaluation_id, "/".join(parts), path)

    def _places(self, folder: Path, parts: tuple[str, ...]) -> Iterator[Place]:
        try:
            paths = sorted(folder.iterdir())
        except OSError:  # the list of runs says so
            return
        for path in paths:
            if not is_id(path.name) or inside(folder, path.name) is None:
                continue
            here = (*parts, path.name)
            if _is_evaluation(path):
                yield Place(SEPARATOR.join(here), "/".join(here), path)
            elif len(here) < DEPTH_MAX and path.name not in _NOT_SEARCHED and _is_folder(path):
                yield from self._places(path, here)

    def _summary(self, place: Place) -> SavedEvaluation:
        players: list[EvaluationPlayer] = []
        error = None
        try:
            table = _table_of(place)
            players = table.players()
        except DamagedFileError as damage:
            error = str(damage)
        return SavedEvaluation(
            evaluation_id=place.evaluation_id,
            kind="bundle" if place.path.suffix == BUNDLE else "folder",
            path=printable(place.below),
            created=_time_of(place.path),
            players=players,
            error=error,
        )


def _table_of(place: Place) -> Table:
    source = place.path if place.path.suffix == BUNDLE else FolderTable.table_path(place.path)
    try:
        state = source.stat()
        return _read(place.path, state.st_mtime_ns, state.st_size)
    except OSError as error:
        raise unreadable(source, error) from None
    except ReplayError as error:
        raise DamagedFileError(f"{printable(place.below)}: {error}") from None


@lru_cache(maxsize=64)
def _read(path: Path, _mtime_ns: int, _size: int) -> Table:
    """Read a table; a file that has not changed is not read again."""
    return BundleTable.read(path) if path.suffix == BUNDLE else FolderTable.read(path)


def _is_evaluation(path: Path) -> bool:
    """Whether a path is a bundle by its name, or a saved evaluation by its files."""
    if path.suffix == BUNDLE and not _is_folder(path):
        return os.path.lexists(path)
    return FolderTable.is_one(path) and not RunFolder(path).is_complete


def _is_folder(path: Path) -> bool:
    return os.path.isdir(path) and not path.is_symlink()  # noqa: PTH112  # it raises nothing


def _time_of(path: Path) -> str:
    try:
        seconds = path.stat().st_mtime
    except OSError:
        seconds = 0.0
    return datetime.fromtimestamp(seconds, UTC).isoformat()
