"""Puts what the files of a run say into the shapes of models.py."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from playserver.errors import DamagedFileError
from playserver.models.runs import Evaluation, Run
from playserver.runs.files import read_object, read_rows, shaped

STALE_AFTER: Final = timedelta(minutes=5)
STALE_WINDOWS: Final = 10
"""A run is stale when it was silent for as long as this many of its windows took, and for
`STALE_AFTER`."""


def run_of(folder: Path) -> Run:
    """Return how a run stands; one whose metadata can not be read says so itself."""
    path = folder / "run_metadata.json"
    try:
        return shaped(Run, read_object(path) | {"run_id": folder.name, "is_stale": False}, path)
    except FileNotFoundError:  # it is still being made
        error = None
    except DamagedFileError as damage:
        error = str(damage)
    return Run(run_id=folder.name, error=error)


def is_silent(folder: Path, run: Run) -> bool:
    """Whether a run has not been heard of for much longer than its windows take."""
    try:
        silence = datetime.now(UTC) - datetime.fromisoformat(run.updated or "")
        if silence <= STALE_AFTER:
            return False
        rows = read_rows(folder / "metrics" / "timing.jsonl")
        longest = timedelta(seconds=max((float(row["wall_s"]) for row in rows), default=0.0))
    except (DamagedFileError, KeyError, TypeError, ValueError, OverflowError):
        return True
    return silence > STALE_WINDOWS * longest


def evaluation_of(folder: Path) -> Evaluation | None:
    """Return the evaluation that lies in a run folder, if there is one."""
    path = folder / "evaluation.json"
    try:
        value = read_object(path)
    except FileNotFoundError:
        return None
    seeds = value.get("seeds") or {}
    flat = value | {"seeds_first": seeds.get("first"), "seeds_count": seeds.get("count")}
    return shaped(Evaluation, flat, path)


def checkpoints_of(folder: Path) -> list[int]:
    """Return the windows whose checkpoint lies in a run folder, ascending."""
    found = (folder / "checkpoints").glob(6 * "[0-9]")
    return sorted(int(path.name) for path in found)


def with_text_ids(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row whose 64-bit numbers are strings, whichever its writer chose."""
    return row | {key: str(row.get(key, "")) for key in ("seed", "episode")}
