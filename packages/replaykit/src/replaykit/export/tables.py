"""Exporting frames as JSON lines, CSV and Parquet, while they are simulated."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final, TextIO

from replaykit.errors import MissingExtraError
from replaykit.export.rows import flat_row, nested_row
from replaykit.files import growing_file
from replaykit.simulate.frames import Frame

_ROWS_PER_GROUP: Final = 4096


def json_lines(frames: Iterable[Frame]) -> Iterator[str]:
    """Yield a line of JSON for every frame."""
    for frame in frames:
        yield json.dumps(nested_row(frame), allow_nan=False) + "\n"


def export_jsonl(frames: Iterable[Frame], path: Path | str) -> None:
    """Write a line of JSON for every frame, with observation and truth if the frames have them."""
    with growing_file(path) as file, io.TextIOWrapper(file, encoding="utf-8") as text:
        text.writelines(json_lines(frames))


def export_csv(frames: Iterable[Frame], path: Path | str) -> None:
    """Write a table with a row for every frame; numbers are exact when read back."""
    with growing_file(path) as file, io.TextIOWrapper(file, encoding="utf-8", newline="") as text:
        write_csv(frames, text)


def write_csv(frames: Iterable[Frame], text: TextIO) -> None:
    """Write a table to an open text file; bools are true and false, as most readers expect."""
    rows = (_with_plain_bools(flat_row(frame)) for frame in frames)
    first = next(rows, None)
    if first is None:
        return
    writer = csv.DictWriter(text, first, lineterminator="\n")
    writer.writeheader()
    writer.writerows(chain([first], rows))


def _with_plain_bools(row: dict[str, Any]) -> dict[str, Any]:
    return {key: str(v).lower() if isinstance(v, bool) else v for key, v in row.items()}


def export_parquet(frames: Iterable[Frame], path: Path | str) -> None:
    """Write a Parquet table with a row for every frame; needs the extra `parquet`.

    Raises:
        MissingExtraError: pyarrow is not installed.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415  # an extra
        import pyarrow.parquet as pq  # noqa: PLC0415
    except ImportError:
        raise MissingExtraError(
            "Parquet needs pyarrow: install it with pip install pyarrow"
        ) from None
    rows = (flat_row(frame) for frame in frames)
    with growing_file(path) as file:
        group = list(islice(rows, _ROWS_PER_GROUP))
        if not group:
            return
        schema = _schema(pa, group[0])
        with pq.ParquetWriter(file, schema, compression="zstd") as writer:
            while group:
                writer.write_table(pa.Table.from_pylist(group, schema=schema))
                group = list(islice(rows, _ROWS_PER_GROUP))


def _schema(pa: Any, row: dict[str, Any]) -> Any:
    """Return the schema: types from the first row, given for columns that may be empty there."""
    by_name = {"action": pa.int64(), "action_name": pa.string()}
    by_type = {bool: pa.bool_(), int: pa.int64(), float: pa.float64(), str: pa.string()}
    return pa.schema([(key, by_name.get(key) or by_type[type(row[key])]) for key in row])
