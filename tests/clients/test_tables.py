"""Exported tables are read by default arguments: the same types and bits from every format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import envcore
import replaykit
from replaykit import export

pytestmark = pytest.mark.client

Columns = dict[str, tuple[str, list[Any]]]
"""Type and values by name, of any library."""

PLAYER = replaykit.Provenance(replaykit.Player(kind="bot", name="example"))


def read_with_polars(path: Path) -> Columns:
    polars = pytest.importorskip("polars")
    readers = {
        ".csv": polars.read_csv,
        ".parquet": polars.read_parquet,
        ".jsonl": polars.read_ndjson,
    }
    table = readers[path.suffix](path)
    return {name: (str(table[name].dtype), table[name].to_list()) for name in table.columns}


def read_with_duckdb(path: Path) -> Columns:
    duckdb = pytest.importorskip("duckdb")
    found = duckdb.sql(f"SELECT * FROM '{path}'")
    columns = list(zip(*found.fetchall(), strict=True))
    rows = zip(found.columns, found.types, columns, strict=True)
    return {name: (str(kind), list(values)) for name, kind, values in rows}


def read_with_pandas(path: Path) -> Columns:
    pandas = pytest.importorskip("pandas")
    if path.suffix == ".jsonl":
        table = pandas.read_json(path, lines=True, precise_float=True)  # the default rounds
    else:
        table = {".csv": pandas.read_csv, ".parquet": pandas.read_parquet}[path.suffix](path)
    values = {name: table[name].astype(object).where(table[name].notna(), None) for name in table}
    return {name: (str(table[name].dtype), list(values[name])) for name in table}


READERS = {"polars": read_with_polars, "duckdb": read_with_duckdb, "pandas": read_with_pandas}


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return an episode in all three formats; it starts with more rows than readers sample."""
    folder = tmp_path_factory.mktemp("tables")
    actions = [6] * 20 + [0] + [12, 28, 70] * 40 + [0, 1, 2] * 30 + [42]
    replay = replaykit.record_actions(
        actions, config=envcore.EnvConfig(time_max=3000), seed=2, provenance=PLAYER
    )
    assert replay.result is not None
    assert replay.result.end_cause is not None
    paths = {kind: folder / f"episode.{kind}" for kind in ("csv", "parquet", "jsonl")}
    frames = list(replaykit.frames(replay))
    export.export_csv(frames, paths["csv"])
    export.export_parquet(frames, paths["parquet"])
    export.export_jsonl(frames, paths["jsonl"])
    return paths


def differing(one: Columns, other: Columns, shared: Callable[[str], bool]) -> list[str]:
    return [name for name in one if shared(name) and one[name] != other[name]]


@pytest.mark.parametrize("library", READERS)
def test_csv_and_parquet_have_the_same_types_and_values(
    tables: dict[str, Path], library: str
) -> None:
    read = READERS[library]
    csv, parquet = read(tables["csv"]), read(tables["parquet"])

    assert list(csv) == list(parquet)
    assert differing(csv, parquet, lambda name: name != "events") == []
    assert [text or "" for text in csv["events"][1]] == parquet["events"][1]  # empty is missing


@pytest.mark.parametrize("library", READERS)
def test_json_lines_have_the_same_values(tables: dict[str, Path], library: str) -> None:
    read = READERS[library]
    lines, parquet = read(tables["jsonl"]), read(tables["parquet"])
    flat = (
        "step",
        "tick",
        "dt",
        "action",
        "action_name",
        "was_illegal",
        "reward",
        "return",
        "node",
    )

    assert [name for name in flat if lines[name][1] != parquet[name][1]] == []
    for name in ("terminated", "truncated", "end_cause"):
        assert lines[name][1] == parquet[name][1]


@pytest.mark.parametrize("library", READERS)
def test_every_row_has_an_end_cause(tables: dict[str, Path], library: str) -> None:
    for path in tables.values():
        causes = READERS[library](path)["end_cause"][1]
        assert set(causes[:-1]) == {"none"}
        assert causes[-1] != "none"
