"""An SQLite index of a folder of replays: updating it and querying it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from replaykit.errors import ReplayError
from replaykit.format.replay import Replay
from replaykit.library.database import DerivedDatabase
from replaykit.library.folder import SUFFIX
from replaykit.library.index_schema import ORDERS, SCHEMA
from replaykit.library.run_index import RunFacts, RunIndexes

DATABASE_NAME: Final = "replays.sqlite"


@dataclass(frozen=True, slots=True)
class IndexChange:
    """Number of files that an update added, changed and removed."""

    added: int
    changed: int
    removed: int
    unreadable: int
    """Of all files in the index."""


def update_index(
    folder: Path | str,
    database: Path | str | None = None,
    *,
    progress: Callable[[int], None] = lambda _: None,
) -> IndexChange:
    """Bring the index of a folder up to date; unchanged files are not read again.

    Tags, times and the name of the run come from the `index.jsonl` that trainkit writes beside
    its replays. A file that cannot be read has a row with its error.

    Args:
        folder: Folder with replays anywhere below it.
        database: The index; `replays.sqlite` in the folder by default.
        progress: Called with 1 for every file.

    Raises:
        ReplayError: The folder does not exist, or the database is something else.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise ReplayError(f"{folder}: no such folder")
    files = {
        file.relative_to(folder).as_posix(): file for file in sorted(folder.rglob(f"*{SUFFIX}"))
    }
    runs = RunIndexes()
    added = changed = 0
    with (
        _opened(database_path(folder, database), may_rebuild=True) as index,
        index.writing() as connection,
    ):
        known = {
            path: (size, mtime_ns)
            for path, size, mtime_ns in index.rows("SELECT path, size, mtime_ns FROM replays")
        }
        for path, file in files.items():
            facts = file.stat()
            if known.get(path) != (facts.st_size, facts.st_mtime_ns):
                added, changed = added + (path not in known), changed + (path in known)
                row = {"path": path, "size": facts.st_size, "mtime_ns": facts.st_mtime_ns}
                _put(connection, row | _columns_of(file))
            _put_run_facts(connection, path, runs.facts_of(file))
            progress(1)
        removed = [(path,) for path in known.keys() - files.keys()]
        connection.executemany("DELETE FROM replays WHERE path = ?", removed)
        connection.executemany("DELETE FROM tags WHERE path = ?", removed)
        ((unreadable,),) = index.rows("SELECT count(*) FROM replays WHERE error IS NOT NULL")
    return IndexChange(added, changed, len(removed), unreadable)


def query_index(
    database: Path | str,
    *,
    tag: str | None = None,
    policy: str | None = None,
    window: int | None = None,
    min_return: float | None = None,
    max_return: float | None = None,
    order: str = "path",
    descending: bool = False,
    limit: int | None = None,
) -> list[dict[str, Any]]:
    """Return the rows of an index that fulfil all given conditions.

    Args:
        database: Index written by update_index.
        tag: Tag of a training run, such as `best_so_far`.
        policy: Name of the player.
        window: Training window.
        min_return: Lowest return.
        max_return: Highest return.
        order: Column of ORDERS.
        descending: Whether the highest comes first.
        limit: Most rows to return.

    Raises:
        ReplayError: There is no such index or order.
    """
    if order not in ORDERS:
        raise ReplayError(f"order is {order!r}, expected one of {', '.join(ORDERS)}")
    if not Path(database).is_file():
        raise ReplayError(f"{database}: no such index: make it with `replaykit index FOLDER`")
    conditions = {
        "path IN (SELECT path FROM tags WHERE tag = ?)": tag,
        "policy = ?": policy,
        "window = ?": window,
        "return >= ?": min_return,
        "return <= ?": max_return,
    }
    given = {text: value for text, value in conditions.items() if value is not None}
    where = f"WHERE {' AND '.join(given)}" if given else ""
    direction = "DESC" if descending else "ASC"
    query = f"SELECT * FROM replays {where} ORDER BY {order} {direction}, path LIMIT ?"
    with _opened(database, may_rebuild=False) as index:
        found = [
            dict(row) for row in index.rows(query, *given.values(), -1 if limit is None else limit)
        ]
        for row in found:
            tags = index.rows("SELECT tag FROM tags WHERE path = ? ORDER BY tag", row["path"])
            row["tags"] = [tag for (tag,) in tags]
            row["options"] = json.loads(row["options"]) if row["options"] else None
    return found


def database_path(folder: Path, database: Path | str | None) -> Path:
    """Return the path of a folder's index."""
    return folder / DATABASE_NAME if database is None else Path(database)


@contextmanager
def _opened(path: Path | str, *, may_rebuild: bool) -> Iterator[DerivedDatabase]:
    try:
        with closing(DerivedDatabase(path, SCHEMA, may_rebuild=may_rebuild)) as index:
            yield index
    except sqlite3.Error as error:
        raise ReplayError(f"{path}: {error}") from None


def _columns_of(file: Path) -> dict[str, Any]:
    """Return the columns that a file gives: its header and result, or its error."""
    try:
        replay = Replay.read(file, allow_cut=True)
    except (ReplayError, OSError) as error:
        return {"error": str(error)}
    header, result = replay.header, replay.result
    columns = {
        "is_whole": replay.is_whole,
        "seed": str(header.seed),
        "episode": str(header.episode),
        "options": json.dumps(header.config.to_dict()),
        "start": header.start,
        "parent_digest": header.parent.digest if header.parent else None,
        "parent_step": header.parent.step if header.parent else None,
        "player_kind": header.player.kind,
        "policy": header.player.name,
        "policy_version": header.player.version,
        "policy_digest": header.player.digest,
        "config_digest": header.training.config_digest if header.training else None,
        "window": header.training.window if header.training else None,
        "steps": len(replay.actions),
    }
    if result is None:
        return columns
    return columns | {
        "content_digest": replay.content_digest,
        "return": result.total,
        "net_profit": result.net_profit,
        "ticks": result.ticks,
        "end_cause": result.end_cause,
    }


def _put(connection: sqlite3.Connection, row: dict[str, Any]) -> None:
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    connection.execute(
        f"INSERT OR REPLACE INTO replays ({names}) VALUES ({marks})",  # names of index_schema
        list(row.values()),
    )


def _put_run_facts(connection: sqlite3.Connection, path: str, facts: RunFacts) -> None:
    connection.execute(
        "UPDATE replays SET run_id = ?, created = ? WHERE path = ?",
        [facts.run_id, facts.created, path],
    )
    connection.execute("DELETE FROM tags WHERE path = ?", [path])
    rows = [(path, tag) for tag in sorted(facts.tags)]
    connection.executemany("INSERT INTO tags VALUES (?, ?)", rows)
