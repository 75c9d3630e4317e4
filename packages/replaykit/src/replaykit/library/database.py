"""SQLite files that are made from other files: opened, checked, and rebuilt when out of date."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Schema:
    """Tables of a database and what identifies them."""

    application_id: int
    """Marks a file as a database of this kind; no other file is ever emptied."""
    version: int
    """Counts up when the tables change."""
    tables: str
    """CREATE statements; none of them contains a semicolon within it."""


class DerivedDatabase:
    """A database whose content can be made again from other files at any time.

    A new file gets the tables. A file of another schema version or another origin is emptied and
    gets them too. Threads may share a database; one statement or transaction runs at a time.
    Close it after use, for example with `contextlib.closing`.

    Args:
        path: The file; None for a temporary database that ends with the process.
        schema: The tables.
        origin: What the content is made from, such as a folder; any text.
        may_rebuild: Whether to make the tables where they are missing or out of date.
        is_exclusive: Whether to keep other processes from the file while it is open.
        timeout_s: How long to wait for another process that uses the file.

    Raises:
        sqlite3.Error: The file is not a database of this application id, is out of date and must
            not be rebuilt, or is in use.
    """

    def __init__(
        self,
        path: Path | str | None,
        schema: Schema,
        *,
        origin: str = "",
        may_rebuild: bool = True,
        is_exclusive: bool = False,
        timeout_s: float = 5.0,
    ) -> None:
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(
            path or "", check_same_thread=False, isolation_level=None, timeout=timeout_s
        )
        self._connection.row_factory = sqlite3.Row
        try:
            if is_exclusive:
                self._connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            if is_exclusive or not self._is_current(schema, origin):
                if not may_rebuild:
                    raise sqlite3.DatabaseError("the index is out of date: update it first")
                self._prepare(schema, origin)
        except sqlite3.Error:
            self._connection.close()
            raise

    def close(self) -> None:
        """Close the database."""
        with self._lock:
            self._connection.close()

    def rows(self, query: str, *values: Any) -> list[sqlite3.Row]:
        """Return all rows of a query."""
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Run the block in one transaction; nested blocks join it. An exception undoes it."""
        with self._lock:
            if self._connection.in_transaction:
                yield self._connection
            else:
                with self._transaction("IMMEDIATE") as connection:
                    yield connection

    @contextmanager
    def _transaction(self, kind: str) -> Iterator[sqlite3.Connection]:
        self._connection.execute(f"BEGIN {kind}")
        try:
            yield self._connection
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def _prepare(self, schema: Schema, origin: str) -> None:
        """Empty the file and make the tables, unless another process has just done so."""
        with self._transaction("EXCLUSIVE") as connection:
            if self._is_current(schema, origin):
                return
            names = "SELECT name FROM sqlite_master WHERE type = 'table'"
            for (name,) in connection.execute(names).fetchall():
                connection.execute(f'DROP TABLE "{name}"')
            connection.execute("CREATE TABLE origin (name TEXT NOT NULL)")
            connection.execute("INSERT INTO origin VALUES (?)", (origin,))
            for statement in filter(str.strip, schema.tables.split(";")):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {schema.application_id}")
            connection.execute(f"PRAGMA user_version = {schema.version}")

    def _is_current(self, schema: Schema, origin: str) -> bool:
        """Return whether the tables are those of the schema and the origin.

        Raises:
            sqlite3.Error: The file belongs to another program.
        """
        (application_id,) = self.rows("PRAGMA application_id")[0]
        (version,) = self.rows("PRAGMA user_version")[0]
        (tables,) = self.rows("SELECT count(*) FROM sqlite_master")[0]
        if tables and application_id != schema.application_id:
            raise sqlite3.DatabaseError(
                "not an index of this program: delete the file, or give another name"
            )
        if not tables or version != schema.version:
            return False
        return bool(self.rows("SELECT name FROM origin")[0]["name"] == origin)
