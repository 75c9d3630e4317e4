"""An SQLite index of the files in run folders; it can be rebuilt from them at any time."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from playserver.errors import IndexFileError
from playserver.runs.appended import Appended, Mark, read_appended
from replaykit.library import DerivedDatabase, Schema

LOCK_TIMEOUT_S: Final = 0.2

_TABLES: Final = """
CREATE TABLE file (
  run_id TEXT, name TEXT, inode INTEGER, size INTEGER, mtime_ns INTEGER,
  read_bytes INTEGER, lines INTEGER, tail BLOB, PRIMARY KEY (run_id, name)
) WITHOUT ROWID;
CREATE TABLE run (run_id TEXT PRIMARY KEY, created TEXT NOT NULL, json TEXT NOT NULL);
CREATE TABLE replay (
  run_id TEXT, line INTEGER, replay_id TEXT, window INTEGER, policy TEXT, json TEXT NOT NULL,
  PRIMARY KEY (run_id, line)
);
CREATE TABLE tag (run_id TEXT, line INTEGER, tag TEXT);
CREATE INDEX tag_of_replay ON tag (run_id, line);
CREATE TABLE series (run_id TEXT, metric TEXT, points BLOB, PRIMARY KEY (run_id, metric));
"""
SCHEMA: Final = Schema(application_id=0x70727370, version=3, tables=_TABLES)
"""Increase `version` when the tables change; an index of another version is rebuilt."""

_TABLES_OF_RUN: Final = ("tag", "replay", "series", "file", "run")
_FILTERS: Final = {
    "run_id": "run_id = ?",
    "replay_id": "replay_id = ?",
    "window": "window = ?",
    "policy": "policy = ?",
    "tag": "EXISTS (SELECT 1 FROM tag WHERE tag.run_id = replay.run_id"
    " AND tag.line = replay.line AND tag.tag = ?)",
}

Column = npt.NDArray[np.float64]
Update = Callable[[Appended], None]


class Index:
    """The tables, and how they follow the files.

    All methods may be called from any thread; calls run one at a time.

    Args:
        runs_dir: The folder of the run folders.
        path: The index file, which is reused at the next start. None keeps the index in memory
            (SQLite moves it to a temporary file when it grows).

    Raises:
        IndexFileError: The file is not an index, or another process uses it.
    """

    def __init__(self, runs_dir: Path, path: Path | None = None) -> None:
        try:
            self._db = DerivedDatabase(
                path, SCHEMA, origin=str(runs_dir), is_exclusive=True, timeout_s=LOCK_TIMEOUT_S
            )
        except sqlite3.Error as error:
            raise IndexFileError(
                f"{path} cannot be the index ({error}); name another file"
            ) from None

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    def follow(self, run_id: str, path: Path, update: Update) -> None:
        """Pass what is new in a file to `update`, which writes it into the tables.

        If `update` raises, nothing is written, and the file is read again at the next call.
        """
        with self._db.writing() as db:
            row = db.execute(
                "SELECT inode, size, mtime_ns, read_bytes, lines, tail FROM file"
                " WHERE run_id = ? AND name = ?",
                (run_id, path.name),
            ).fetchone()
            mark = None if row is None else Mark(*row)
            if mark is not None and _is_unchanged(path, mark):
                return
            appended = read_appended(path, mark)
            update(appended)
            values = (run_id, path.name, *astuple(appended.mark))
            db.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)

    def forget_all_but(self, run_ids: set[str]) -> None:
        """Delete the rows of runs whose folders are gone."""
        with self._db.writing() as db:
            known = {row[0] for row in db.execute("SELECT DISTINCT run_id FROM file")}
            for gone in known - run_ids:
                for table in _TABLES_OF_RUN:
                    db.execute(f"DELETE FROM {table} WHERE run_id = ?", (gone,))

    def put_run(self, run_id: str, created: str, run_json: str) -> None:
        """Store the state of a run."""
        with self._db.writing() as db:
            db.execute("INSERT OR REPLACE INTO run VALUES (?, ?, ?)", (run_id, created, run_json))

    def put_replays(self, run_id: str, entries: list[dict[str, Any]], appended: Appended) -> None:
        """Store entries of a run's replays."""
        with self._db.writing() as db:
            if appended.is_restart:
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
        """Store the columns of a run's metrics, or append to them."""
        with self._db.writing() as db:
            if appended.is_restart:
                db.execute("DELETE FROM series WHERE run_id = ?", (run_id,))
            length_before = appended.mark.lines - len(appended.lines)
            if not appended.lines:
                return
            for metric in set(columns) | set(self.metrics(run_id)):
                new = columns.get(metric, np.full(len(appended.lines), np.nan))
                points = np.concatenate([self._points(run_id, metric, length_before), new])
                db.execute(
                    "INSERT OR REPLACE INTO series VALUES (?, ?, ?)",
                    (run_id, metric, points.tobytes()),
                )

    def runs_json(self) -> list[str]:
        """Return the states of all runs, newest first."""
        rows = self._db.rows("SELECT json FROM run ORDER BY created DESC, run_id DESC")
        return [row[0] for row in rows]

    def run_json(self, run_id: str) -> str | None:
        """Return the state of a run."""
        rows = self._db.rows("SELECT json FROM run WHERE run_id = ?", run_id)
        return rows[0][0] if rows else None

    def metrics(self, run_id: str) -> list[str]:
        """Return the names of a run's metrics, sorted."""
        rows = self._db.rows("SELECT metric FROM series WHERE run_id = ? ORDER BY metric", run_id)
        return [row[0] for row in rows]

    def series(self, run_id: str, metric: str) -> Column | None:
        """Return the column of a metric, None if the run does not have it."""
        rows = self._db.rows(
            "SELECT points FROM series WHERE run_id = ? AND metric = ?", run_id, metric
        )
        return np.frombuffer(rows[0][0], np.float64) if rows else None

    def find_replays(
        self, where: dict[str, str | int], offset: int, limit: int
    ) -> tuple[int, list[tuple[str, str]]]:
        """Return the number of matching replays, and run id and entry of some, newest first.

        Args:
            where: Values that must match, by `run_id`, `replay_id`, `window`, `policy` or `tag`.
            offset: Replays to skip.
            limit: Most replays to return; -1 for all.
        """
        clauses = ["1", *(_FILTERS[name] for name in where)]
        source = f"FROM replay LEFT JOIN run USING (run_id) WHERE {' AND '.join(clauses)}"
        with self._db.writing():  # both queries see the same rows
            (total,) = self._db.rows(f"SELECT count(*) {source}", *where.values())[0]
            rows = self._db.rows(
                f"SELECT run_id, replay.json {source}"
                " ORDER BY created DESC, run_id DESC, line DESC LIMIT ? OFFSET ?",
                *where.values(),
                limit,
                offset,
            )
        return total, [(run_id, entry) for run_id, entry in rows]

    def _points(self, run_id: str, metric: str, length: int) -> Column:
        points = self.series(run_id, metric)
        return np.full(length, np.nan) if points is None else points


def _is_unchanged(path: Path, mark: Mark) -> bool:
    try:
        return mark.is_current(path.stat())
    except FileNotFoundError:
        return mark == Mark()
