"""An SQLite index of a folder of replays: what they hold, and what stands beside them."""

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
from replaykit.library.folder import SUFFIX

DATABASE_NAME: Final = "replays.sqlite"
SCHEMA: Final = 1
RUN_INDEX: Final = "index.jsonl"
"""What a training run writes beside its replays: tags and times, by file name."""

_TABLES: Final = """
CREATE TABLE replays (
    path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
    error TEXT, is_whole INTEGER, content_digest TEXT,
    seed TEXT, episode TEXT, options TEXT, start TEXT, parent_digest TEXT, parent_step INTEGER,
    player_kind TEXT, policy TEXT, policy_version TEXT, policy_digest TEXT,
    config_digest TEXT, window INTEGER,
    return REAL, net_profit REAL, steps INTEGER, ticks INTEGER, end_cause TEXT,
    run_id TEXT, created TEXT
);
CREATE TABLE tags (path TEXT NOT NULL, tag TEXT NOT NULL, PRIMARY KEY (path, tag));
CREATE INDEX replays_return ON replays (return);
CREATE INDEX replays_policy ON replays (policy, window);
CREATE INDEX tags_tag ON tags (tag);
"""
ORDERS: Final = ("path", "return", "net_profit", "steps", "ticks", "window", "created")


@dataclass(frozen=True, slots=True)
class IndexChange:
    """What an update did, in files."""

    added: int
    changed: int
    removed: int
    unreadable: int
    """Of all that are there now."""


def update_index(
    folder: Path | str,
    database: Path | str | None = None,
    *,
    progress: Callable[[int], None] = lambda _: None,
) -> IndexChange:
    """Bring the index of a folder up to date; files that did not change are not read again.

    Tags, times and the run's name come from the `index.jsonl` that trainkit writes beside its
    replays. A file that can not be read is in the index with its error.

    Args:
        folder: With replays anywhere below it.
        database: `replays.sqlite` in the folder by default.
        progress: Called with 1 for every file that was looked at.

    Raises:
        ReplayError: The folder is none, or the database is something else.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise ReplayError(f"{folder}: no such folder")
    files = sorted(folder.rglob(f"*{SUFFIX}"))
    added = changed = 0
    with _connected(database_path(folder, database)) as connection:
        known = {
            path: (size, mtime)
            for path, size, mtime in connection.execute("SELECT path, size, mtime_ns FROM replays")
        }
        beside: dict[Path, dict[str, Any]] = {}
        for file in files:
            name = file.relative_to(folder).as_posix()
            facts = file.stat()
            if file.parent not in beside:
                beside[file.parent] = _run_rows(file.parent / RUN_INDEX)
            if known.get(name) != (facts.st_size, facts.st_mtime_ns):
                added, changed = added + (name not in known), changed + (name in known)
                row = {"path": name, "size": facts.st_size, "mtime_ns": facts.st_mtime_ns}
                _put(connection, row | _row_of(file))
            _put_run_facts(connection, name, file, beside[file.parent].get(file.name, {}))
            progress(1)
        gone = known.keys() - {file.relative_to(folder).as_posix() for file in files}
        for table in ("replays", "tags"):
            statement = f"DELETE FROM {table} WHERE path = ?"  # our own two names
            connection.executemany(statement, [(path,) for path in gone])
        query = "SELECT COUNT(*) FROM replays WHERE error IS NOT NULL"
        unreadable = connection.execute(query).fetchone()[0]
    return IndexChange(added, changed, len(gone), unreadable)


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
    """Return the rows of an index that fit everything that is asked for.

    Args:
        database: Of update_index.
        tag: As `best_so_far`.
        policy: Name of the player.
        window: Of the training.
        min_return: The least return.
        max_return: The greatest return.
        order: One of ORDERS.
        descending: Whether the highest comes first.
        limit: How many at most.

    Raises:
        ReplayError: There is no such index or order.
    """
    if order not in ORDERS:
        raise ReplayError(f"order is {order!r}, expected one of {', '.join(ORDERS)}")
    if not Path(database).is_file():
        raise ReplayError(f"{database}: no such index")
    conditions = {
        "path IN (SELECT path FROM tags WHERE tag = ?)": tag,
        "policy = ?": policy,
        "window = ?": window,
        "return >= ?": min_return,
        "return <= ?": max_return,
    }
    asked = {text: value for text, value in conditions.items() if value is not None}
    where = f"WHERE {' AND '.join(asked)}" if asked else ""
    way = "DESC" if descending else "ASC"
    text = f"SELECT * FROM replays {where} ORDER BY {order} {way}, path LIMIT ?"
    with _connected(Path(database)) as connection:
        rows = connection.execute(text, [*asked.values(), -1 if limit is None else limit])
        found = [dict(row) for row in rows]
        for row in found:
            tags = connection.execute(
                "SELECT tag FROM tags WHERE path = ? ORDER BY tag", [row["path"]]
            )
            row["tags"] = [tag for (tag,) in tags]
            row["options"] = json.loads(row["options"]) if row["options"] else None
    return found


def database_path(folder: Path, database: Path | str | None) -> Path:
    """Return where the index of a folder is."""
    return folder / DATABASE_NAME if database is None else Path(database)


@contextmanager
def _connected(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection whose work is one transaction; a new file gets the tables."""
    try:
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.row_factory = sqlite3.Row
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            has_tables = connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0]
            if version == 0 and not has_tables:
                connection.executescript(f"{_TABLES} PRAGMA user_version = {SCHEMA};")
            elif version != SCHEMA:
                raise ReplayError(f"{path}: index schema {version}, expected {SCHEMA}")
            yield connection
    except sqlite3.Error as error:
        raise ReplayError(f"{path}: {error}") from None


def _row_of(file: Path) -> dict[str, Any]:
    """Return what a file says of itself, or its error."""
    try:
        replay = Replay.read(file, allow_cut=True)
    except (ReplayError, OSError) as error:
        return {"error": str(error)}
    header, result = replay.header, replay.result
    row = {
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
        return row
    return row | {
        "content_digest": replay.content_digest,
        "return": result.total,
        "net_profit": result.net_profit,
        "ticks": result.ticks,
        "end_cause": result.end_cause,
    }


def _put(connection: sqlite3.Connection, row: dict[str, Any]) -> None:
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    connection.execute(
        f"INSERT OR REPLACE INTO replays ({names}) VALUES ({marks})",  # our names
        list(row.values()),
    )


def _put_run_facts(
    connection: sqlite3.Connection, name: str, file: Path, facts: dict[str, Any]
) -> None:
    """Keep what a run's index says of a file; its folder's parent is the run."""
    run_id = file.parent.parent.name if facts else None
    created = facts.get("created")
    connection.execute(
        "UPDATE replays SET run_id = ?, created = ? WHERE path = ?",
        [run_id, created if isinstance(created, str) else None, name],
    )
    connection.execute("DELETE FROM tags WHERE path = ?", [name])
    tags = facts.get("tags")
    wanted = {tag for tag in tags if isinstance(tag, str)} if isinstance(tags, list) else set()
    connection.executemany("INSERT INTO tags VALUES (?, ?)", [(name, tag) for tag in wanted])


def _run_rows(path: Path) -> dict[str, dict[str, Any]]:
    """Return the rows of a run's index by file name, passing over lines that are none."""
    found: dict[str, dict[str, Any]] = {}
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return found
    for line in lines:
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(row, dict) and isinstance(row.get("file"), str):
            found[row["file"]] = row
    return found
