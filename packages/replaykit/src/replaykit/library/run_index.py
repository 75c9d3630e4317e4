"""Reading `index.jsonl`, which a training run writes beside its replays: tags and times."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

FILE_NAME: Final = "index.jsonl"


@dataclass(frozen=True, kw_only=True, slots=True)
class RunFacts:
    """What a training run states of one of its replays."""

    run_id: str | None = None
    created: str | None = None
    tags: frozenset[str] = frozenset()


class RunIndexes:
    """Gives the facts of replays; reads the `index.jsonl` of each folder once."""

    def __init__(self) -> None:
        self._rows: dict[Path, dict[str, dict[str, Any]]] = {}

    def facts_of(self, file: Path) -> RunFacts:
        """Return what the run states of a replay; a replay outside a run has no facts."""
        if file.parent not in self._rows:
            self._rows[file.parent] = _rows_by_file_name(file.parent / FILE_NAME)
        row = self._rows[file.parent].get(file.name)
        if row is None:
            return RunFacts()
        created, tags = row.get("created"), row.get("tags")
        return RunFacts(
            run_id=file.parent.parent.name,  # <run>/replays/<file>
            created=created if isinstance(created, str) else None,
            tags=frozenset(tag for tag in tags if isinstance(tag, str))
            if isinstance(tags, list)
            else frozenset(),
        )


def _rows_by_file_name(path: Path) -> dict[str, dict[str, Any]]:
    """Return the rows of an `index.jsonl`; lines that are not rows are left out."""
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
