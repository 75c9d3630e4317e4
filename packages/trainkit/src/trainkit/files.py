"""Writing into a run folder so that nothing is ever half written."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from replaykit.files import write_atomically


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
