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
from playserver.runs.replay_query import ReplayQuery
from replaykit.library import DerivedDatabase, Schema

LOCK_TIMEOUT_S: Final = 0.2

_TABLES: Final = """
CREATE TABLE file (
  run_id TEXT, name TEXT, inode INTEGER, size INTEGER, mtime_ns INTEGER,
  read_bytes INTEGER, lines INTEGER, tail BLOB, PRIMARY KEY (run_id, name)
) WITHOUT ROWID;
CREATE TABLE run (run_id TEXT PRIMARY KEY, created TEXT NOT NULL, json TEXT NOT NULL);
CREATE TABLE problem (run_id TEXT, name TEXT, text TEXT);
CREATE TABLE replay (
  run_id TEXT, line INTEGER, json TEXT NOT NULL, replay_id TEXT, window INTEGER, policy TEXT,
  deterministic INTEGER, seed TEXT, episode TEXT, return REAL, net_profit REAL, steps INTEGER,
  ticks INTEGER, end_cause TEXT, created TEXT, PRIMARY KEY (run_id, line)
);
CREATE TABLE tag (run_id TEXT, line INTEGER, tag TEXT);
CREATE INDEX tag_of_replay ON tag (run_id, line);
CREATE TABLE series (run_id TEXT, metric TEXT, points BLOB, PRIMARY KEY (run_id, metric));
"""
SCHEMA: Final = Schema(application_id=0x70727370, version=4, tables=_TABLES)
"""Increase `version` when the tables change; an index of another version is rebuilt."""

_TABLES_OF_RUN: Final = ("tag", "replay", "series", "problem", "file", "run")
_REPLAY_COLUMNS: Final = (
    *("replay_id", "window", "policy", "deterministic", "seed", "episode", "return"),
    *("net_profit", "steps", "ticks", "end_cause", "created"),
)
PROBLEMS_MAX: Final = 10
"""Most problems of a file that are kept: a wholly damaged file says the same a thousand times."""

Column = npt.NDArray[np.float64]
Update = Callable[[Appended], list[str]]
"""Writes new lines into the tables and returns what is wrong with some of them."""


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

        Raises:
            DamagedFileError: The file cannot be read.
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
            if appended.is_restart:
                db.execute("DELETE FROM problem WHERE run_id = ? AND name = ?", (run_id, path.name))
            for text in update(appended)[:PROBLEMS_MAX]:
                db.execute("INSERT INTO problem VALUES (?, ?, ?)", (run_id, path.name, text))
            values = (run_id, path.name, *astuple(appended.mark))
            db.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)

    def forget_all_but(self, run_ids: set[str]) -> None:
        """Delete the rows of runs whose folders are gone."""
        with self._db.writing() as db:
            query = "SELECT run_id FROM run UNION SELECT run_id FROM file"
            known = {row[0] for row in db.execute(query)}
            for gone in known - run_ids:
                for table in _TABLES_OF_RUN:
                    db.execute(f"DELETE FROM {table} WHERE run_id = ?", (gone,))

    def put_run(self, run_id: str, created: str, run_json: str) -> None:
        """Store the state of a run."""
        with self._db.writing() as db:
            db.execute("INSERT OR REPLACE INTO run VALUES (?, ?, ?)", (run_id, created, run_json))

    def put_replays(
        self, run_id: str, entries: list[dict[str, Any] | None], appended: Appended
    ) -> None:
        """Store the entries of a run's replays, a line each; None stands for a damaged line."""
        with self._db.writing() as db:
            if appended.is_restart:
                db.execute("DELETE FROM replay WHERE run_id = ?", (run_id,))
                db.execute("DELETE FROM tag WHERE run_id = ?", (run_id,))
            first = appended.mark.lines - len(entries)
            for line, entry in enumerate(entries, first):
                if entry is None:
                    continue
                values = [run_id, line, json.dumps(entry), *map(entry.get, _REPLAY_COLUMNS)]
                db.execute(f"INSERT INTO replay VALUES ({', '.join('?' * len(values))})", values)
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

    def problems(self) -> dict[str, list[str]]:
        """Return what is wrong with the files of each run, as far as they were read."""
        found: dict[str, list[str]] = {}
        for run_id, text in self._db.rows("SELECT DISTINCT run_id, text FROM problem"):
            found.setdefault(run_id, []).append(text)
        return found

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
        self, query: ReplayQuery, offset: int, limit: int
    ) -> tuple[int, list[tuple[str, str]]]:
        """Return the number of matching replays, and run id and entry of some, in its order.

        Args:
            query: What must match.
            offset: Replays to skip.
            limit: Most replays to return; -1 for all.
        """
        clause, values = query.clause()
        source = f"FROM replay LEFT JOIN run USING (run_id) WHERE {clause}"
        with self._db.writing():  # both queries see the same rows
            (total,) = self._db.rows(f"SELECT count(*) {source}", *values)[0]
            rows = self._db.rows(
                f"SELECT run_id, replay.json {source} ORDER BY {query.order()} LIMIT ? OFFSET ?",
                *values,
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
    except OSError:  # reading it says what is wrong
        return False
