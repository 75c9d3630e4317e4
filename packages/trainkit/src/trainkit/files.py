"""Writing and reading files of JSON, atomically or line by line."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from replaykit.files import open_regular, write_atomically
from trainkit.errors import ConfigError


def home_path(text: str) -> Path:
    """Return the path that a configuration names; `~/` is the home folder.

    Raises:
        ConfigError: It begins with `~NAME`, and there is no such user.
    """
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise ConfigError(f"{text}: there is no user of this name, ~/ is your own home") from None


def printable(text: str) -> str:
    """Return a text with escapes for what UTF-8 cannot hold, as in paths that are not UTF-8."""
    return text.encode("utf-8", "backslashreplace").decode()


def parse_json(data: bytes | str) -> Any:
    """Return the value of a JSON text.

    Raises:
        ValueError: It is not JSON, or nested too deeply.
    """
    try:
        return json.loads(data)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def json_bytes(value: Any) -> bytes:
    """Return the value as one line of JSON with sorted keys: equal values, equal bytes."""
    return (json.dumps(value, sort_keys=True, allow_nan=False) + "\n").encode()


def write_json(path: Path, value: Any) -> None:
    """Write value as readable JSON, atomically."""
    text = json.dumps(value, indent=2, allow_nan=False) + "\n"
    write_atomically(path, text.encode())


def append_jsonl(path: Path, row: dict[str, Any]) -> None:
    """Append a row to a file of JSON lines and flush it to the disk."""
    line = json.dumps(row, separators=(",", ":"), allow_nan=False) + "\n"
    with path.open("ab") as file:
        file.write(line.encode())
        file.flush()
        os.fsync(file.fileno())


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a file of JSON lines, up to the first that is truncated or damaged.

    Raises:
        OSError: There is something that is not a file, or it cannot be read.
    """
    rows: list[dict[str, Any]] = []
    try:
        text = read_regular(path)
    except FileNotFoundError:
        return rows
    for line in text.splitlines(keepends=True):
        try:
            row = parse_json(line)
        except ValueError:
            break
        if not line.endswith(b"\n") or not isinstance(row, dict):
            break
        rows.append(row)
    return rows


def read_regular(path: Path) -> bytes:
    """Return the content of a file of a folder; a FIFO or a device in its place is not waited for.

    Raises:
        OSError: There is something that is not a file, or it cannot be read.
    """
    with open_regular(path) as file:
        return file.read()


def write_jsonl(path: Path, rows: list[dict[str, Any]]) -> None:
    """Write rows as append_jsonl does, atomically."""
    lines = [json.dumps(row, separators=(",", ":"), allow_nan=False) + "\n" for row in rows]
    write_atomically(path, "".join(lines).encode())


def sync_folder(path: Path) -> None:
    """Flush the names in a folder to the disk, on systems that support it."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
