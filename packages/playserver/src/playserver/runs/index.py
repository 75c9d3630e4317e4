"""An SQLite index of what the files in run folders say; it can be made from them at any time."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import astuple
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from playserver.errors import IndexFileError
from playserver.runs.appended import Appended, Mark, read_appended

FORMAT: Final = 2
"""Counts up when the tables change; an index of another format is made again."""
APPLICATION_ID: Final = 0x70727370
"""Marks a file as an index of ours, so that no other database is ever emptied."""

_TABLES: Final = """
CREATE TABLE origin (runs_dir TEXT NOT NULL);
CREATE TABLE file (
  run_id TEXT, name TEXT, inode INTEGER, size INTEGER, mtime_ns INTEGER,
  read_bytes INTEGER, lines INTEGER, tail BLOB, PRIMARY KEY (run_id, name)
) WITHOUT ROWID;
CREATE TABLE run (run_id TEXT PRIMARY KEY, created TEXT NOT NULL, shape TEXT NOT NULL);
CREATE TABLE replay (
  run_id TEXT, line INTEGER, replay_id TEXT, window INTEGER, policy TEXT, shape TEXT NOT NULL,
  PRIMARY KEY (run_id, line)
);
CREATE TABLE tag (run_id TEXT, line INTEGER, tag TEXT);
CREATE INDEX tag_of_replay ON tag (run_id, line);
CREATE TABLE series (run_id TEXT, metric TEXT, points BLOB, PRIMARY KEY (run_id, metric));
"""
_NAMES: Final = ("tag", "replay", "series", "file", "run", "origin")

Column = npt.NDArray[np.float64]
Store = Callable[[Appended], None]


class Index:
    """The tables, and how they follow the files.

    All methods may be called from any thread; one at a time is served.

    Args:
        runs_dir: The folder that is indexed.
        path: Where the index is kept between starts; None for one that goes with the process
            (SQLite moves it to a temporary file when it grows).

    Raises:
        IndexFileError: The file is something else, or another process uses it.
    """

    def __init__(self, runs_dir: Path, path: Path | None = None) -> None:
        self._lock = threading.RLock()
        self._db = sqlite3.connect(
            "" if path is None else path, check_same_thread=False, isolation_level=None, timeout=0.2
        )
        try:
            _prepare(self._db, str(runs_dir))
        except sqlite3.Error as error:
            self._db.close()
            raise IndexFileError(f"{path} can not be the index: {error}") from None

    def close(self) -> None:
        """Close the database."""
        with self._lock:
            self._db.close()

    def follow(self, run_id: str, path: Path, store: Store) -> None:
        """Hand what is new in a file to `store`, which writes it into the tables.

        Nothing is written where `store` raises, so that the file is read again at the next call.
        """
        with self._writing() as db:
            row = db.execute(
                "SELECT inode, size, mtime_ns, read_bytes, lines, tail FROM file"
                " WHERE run_id = ? AND name = ?",
                (run_id, path.name),
            ).fetchone()
            mark = None if row is None else Mark(*row)
            if mark is not None and _is_unchanged(path, mark):
                return
            appended = read_appended(path, mark)
            store(appended)
            values = (run_id, path.name, *astuple(appended.mark))
            db.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)

    def keep_runs(self, run_ids: set[str]) -> None:
        """Forget the runs whose folders are gone."""
        with self._writing() as db:
            known = {row[0] for row in db.execute("SELECT DISTINCT run_id FROM file")}
            for gone in known - run_ids:
                for table in ("run", "replay", "tag", "series", "file"):
                    db.execute(f"DELETE FROM {table} WHERE run_id = ?", (gone,))

    def put_run(self, run_id: str, created: str, shape: str) -> None:
        """Store how a run stands."""
        with self._writing() as db:
            db.execute("INSERT OR REPLACE INTO run VALUES (?, ?, ?)", (run_id, created, shape))

    def put_replays(self, run_id: str, entries: list[dict[str, Any]], appended: Appended) -> None:
        """Store rows of the index of replays."""
        with self._writing() as db:
            if appended.is_anew:
                db.execute("DELETE FROM replay WHERE run_id = ?", (run_id,))
                db.execute("DELETE FROM tag WHERE run_id = ?", (run_id,))
            first = appended.mark.lines - len(entries)
            for line, entry in enumerate(entries, first):
                values = (entry["replay_id"], entry["window"], entry["policy"])
                db.execute(
                    "INSERT INTO replay VALUES (?, ?, ?, ?, ?, ?)",
                    (run_id, line, *values, json.dumps(entry)),
                )
                tags = [(run_id, line, tag) for tag in entry["tags"]]
                db.executemany("INSERT INTO tag VALUES (?, ?, ?)", tags)

    def put_series(self, run_id: str, columns: dict[str, Column], appended: Appended) -> None:
        """Store or prolong the columns of a run's metrics."""
        with self._writing() as db:
            if appended.is_anew:
                db.execute("DELETE FROM series WHERE run_id = ?", (run_id,))
            before = appended.mark.lines - len(appended.lines)
            if not appended.lines:
                return
            for metric in set(columns) | set(self.metrics(run_id)):
                new = columns.get(metric, np.full(len(appended.lines), np.nan))
                points = np.concatenate([self._points(run_id, metric, before), new])
                db.execute(
                    "INSERT OR REPLACE INTO series VALUES (?, ?, ?)",
                    (run_id, metric, points.tobytes()),
                )

    def run_shapes(self) -> list[str]:
        """Return how all runs stand, the newest first."""
        rows = self._all("SELECT shape FROM run ORDER BY created DESC, run_id DESC")
        return [row[0] for row in rows]

    def run_shape(self, run_id: str) -> str | None:
        """Return how a run stands."""
        rows = self._all("SELECT shape FROM run WHERE run_id = ?", run_id)
        return rows[0][0] if rows else None

    def metrics(self, run_id: str) -> list[str]:
        """Return the names of a run's metrics, sorted."""
        rows = self._all("SELECT metric FROM series WHERE run_id = ? ORDER BY metric", run_id)
        return [row[0] for row in rows]

    def series(self, run_id: str, metric: str) -> Column | None:
        """Return a column, None where the run does not have it."""
        rows = self._all(
            "SELECT points FROM series WHERE run_id = ? AND metric = ?", run_id, metric
        )
        return np.frombuffer(rows[0][0], np.float64) if rows else None

    def find_replays(
        self, where: dict[str, str | int], offset: int, limit: int
    ) -> tuple[int, list[tuple[str, str]]]:
        """Return how many replays there are, and run id and shape of some, the newest first.

        Args:
            where: What they must have, by `run_id`, `replay_id`, `window`, `policy` or `tag`.
            offset: Replays to pass over.
            limit: Most to return.
        """
        clauses, values = ["1"], list(where.values())
        for name in where:
            clauses.append(_CLAUSES[name])
        source = f"FROM replay LEFT JOIN run USING (run_id) WHERE {' AND '.join(clauses)}"
        with self._lock:
            (total,) = self._all(f"SELECT count(*) {source}", *values)[0]
            rows = self._all(
                f"SELECT run_id, replay.shape {source}"
                " ORDER BY created DESC, run_id DESC, line DESC LIMIT ? OFFSET ?",
                *values,
                limit,
                offset,
            )
        return total, rows

    def _points(self, run_id: str, metric: str, length: int) -> Column:
        points = self.series(run_id, metric)
        return np.full(length, np.nan) if points is None else points

    def _all(self, query: str, *values: str | int) -> list[Any]:
        with self._lock:
            return self._db.execute(query, values).fetchall()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """Make what is written within one whole, together with what is written around it."""
        with self._lock:
            if self._db.in_transaction:
                yield self._db
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")


_CLAUSES: Final = {
    "run_id": "run_id = ?",
    "replay_id": "replay_id = ?",
    "window": "window = ?",
    "policy": "policy = ?",
    "tag": "EXISTS (SELECT 1 FROM tag WHERE tag.run_id = replay.run_id"
    " AND tag.line = replay.line AND tag.tag = ?)",
}


def _prepare(db: sqlite3.Connection, runs_dir: str) -> None:
    """Make the tables where they are not those of this folder and format.

    Raises:
        sqlite3.Error: The file is no database, in use, or not an index of ours.
    """
    db.execute("PRAGMA locking_mode = EXCLUSIVE")
    (application_id,) = db.execute("PRAGMA application_id").fetchone()
    (tables,) = db.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if tables and application_id != APPLICATION_ID:
        raise sqlite3.DatabaseError("it is a database of another program")
    db.execute("BEGIN EXCLUSIVE")
    (form,) = db.execute("PRAGMA user_version").fetchone()
    is_ours = form == FORMAT and db.execute("SELECT runs_dir FROM origin").fetchone() == (runs_dir,)
    if not is_ours:
        for name in _NAMES:
            db.execute(f"DROP TABLE IF EXISTS {name}")
        for statement in filter(str.strip, _TABLES.split(";")):
            db.execute(statement)
        db.execute("INSERT INTO origin VALUES (?)", (runs_dir,))
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {FORMAT}")
    db.execute("COMMIT")


def _is_unchanged(path: Path, mark: Mark) -> bool:
    try:
        return mark.is_of(path.stat())
    except FileNotFoundError:
        return mark == Mark()
