"""Databases that are made from other files: checked, rebuilt, shared."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from replaykit.library import DerivedDatabase, Schema

SCHEMA = Schema(
    application_id=0x1234,
    version=1,
    tables="CREATE TABLE word (text TEXT); CREATE INDEX word_text ON word (text);",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "words.sqlite"


def add(database: DerivedDatabase, *words: str) -> None:
    with database.writing() as connection:
        connection.executemany("INSERT INTO word VALUES (?)", [(word,) for word in words])


def words_in(database: DerivedDatabase) -> list[str]:
    return [text for (text,) in database.rows("SELECT text FROM word ORDER BY text")]


def test_content_stays_between_openings(path: Path) -> None:
    for is_exclusive in (True, False, True):
        with closing(DerivedDatabase(path, SCHEMA, is_exclusive=is_exclusive)) as database:
            add(database, "belt")
    with closing(DerivedDatabase(path, SCHEMA, may_rebuild=False)) as database:
        assert words_in(database) == ["belt"] * 3
    assert "belt" in words_in_file(path)


def words_in_file(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("SELECT * FROM word").fetchall())


@pytest.mark.parametrize(
    ("schema", "origin"), [(replace(SCHEMA, version=2), "runs"), (SCHEMA, "other runs")]
)
def test_another_version_or_origin_empties_it(path: Path, schema: Schema, origin: str) -> None:
    with closing(DerivedDatabase(path, SCHEMA, origin="runs")) as database:
        add(database, "belt")

    with pytest.raises(sqlite3.DatabaseError, match="out of date: update it"):
        DerivedDatabase(path, schema, origin=origin, may_rebuild=False)
    assert "belt" in words_in_file(path)
    with closing(DerivedDatabase(path, schema, origin=origin)) as database:
        assert words_in(database) == []


def test_a_database_of_another_program_is_never_emptied(path: Path) -> None:
    with closing(DerivedDatabase(path, SCHEMA)) as database:
        add(database, "belt")

    for may_rebuild in (True, False):
        with pytest.raises(sqlite3.DatabaseError, match="not an index of this program"):
            DerivedDatabase(path, replace(SCHEMA, application_id=5), may_rebuild=may_rebuild)
    assert "belt" in words_in_file(path)


def test_an_exception_undoes_the_outermost_transaction(path: Path) -> None:
    with closing(DerivedDatabase(path, SCHEMA)) as database:
        add(database, "belt")

        def add_and_fail() -> None:
            with database.writing():
                add(database, "rock")
                raise KeyError

        with pytest.raises(KeyError):
            add_and_fail()
        assert words_in(database) == ["belt"]


def test_threads_share_a_database() -> None:
    with closing(DerivedDatabase(None, SCHEMA)) as database:
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda number: add(database, str(number), "x"), range(50)))
        assert len(words_in(database)) == 100


def test_an_exclusive_database_keeps_others_out(path: Path) -> None:
    with (
        closing(DerivedDatabase(path, SCHEMA, is_exclusive=True)),
        pytest.raises(sqlite3.OperationalError, match="locked"),
    ):
        DerivedDatabase(path, SCHEMA, timeout_s=0.01)
