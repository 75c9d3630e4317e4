"""Summarizes a run folder: the state of the run and its evaluation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from playserver.errors import DamagedFileError
from playserver.models.replays import ReplayEntry
from playserver.models.runs import Evaluation, Run
from playserver.runs.files import model_of, read_object, read_rows
from playserver.runs.folder import RunFolder
from playserver.runs.lock import is_held

INT_MAX: Final = 2**63 - 1
"""SQLite's largest integer."""
STALE_AFTER: Final = timedelta(minutes=5)
STALE_WINDOWS: Final = 10
"""A running run is stale if its last update is older than `STALE_AFTER` and than this many times
its longest window."""


def run_of(folder: RunFolder) -> Run:
    """Return the state of a run; if its metadata is damaged, `error` gives the reason."""
    path = folder.metadata
    try:
        values = _with_step_counts(read_object(path))
        return model_of(Run, values | {"run_id": folder.run_id, "is_stale": False}, path)
    except FileNotFoundError:  # trainkit is still creating the folder
        error = None
    except DamagedFileError as damage:
        error = str(damage)
    return Run(run_id=folder.run_id, error=error)


def _with_step_counts(values: dict[str, Any]) -> dict[str, Any]:
    """Return metadata with today's names: older runs have the plan as `env_steps_total`."""
    if "env_steps" not in values:
        return values
    planned = values.get("env_steps_planned", values.get("env_steps_total"))
    return values | {"env_steps_total": values["env_steps"], "env_steps_planned": planned}


def is_stale(folder: RunFolder, run: Run) -> bool:
    """Whether a run claims to be running, but its process is gone.

    Its lock shows that; without one, as in a copy of the folder, the time of its last update.
    """
    if run.status != "running":
        return False
    held = is_held(folder.lock)
    if held is not None:
        return not held
    try:
        silence = datetime.now(UTC) - datetime.fromisoformat(run.updated or "")
        if silence <= STALE_AFTER:
            return False
        rows = [row for row in read_rows(folder.timing).values if row]
        longest = timedelta(seconds=max((float(row["wall_s"]) for row in rows), default=0.0))
    except (DamagedFileError, KeyError, TypeError, ValueError, OverflowError):
        return True
    return silence > STALE_WINDOWS * longest


def evaluation_of(folder: RunFolder) -> Evaluation | None:
    """Return the evaluation in a run folder, None if there is none.

    Raises:
        DamagedFileError: The file does not follow its format.
    """
    return evaluation_at(folder.evaluation)


def evaluation_at(path: Path) -> Evaluation | None:
    """Return the evaluation in a file, None if it does not exist.

    Raises:
        DamagedFileError: The file does not follow its format.
    """
    try:
        value = read_object(path)
    except FileNotFoundError:
        return None
    seeds = value.get("seeds")
    seeds = seeds if isinstance(seeds, dict) else {}
    flat = value | {"seeds_first": seeds.get("first"), "seeds_count": seeds.get("count")}
    return model_of(Evaluation, flat, path)


def entry_of_row(row: dict[str, Any]) -> ReplayEntry:
    """Return a row of replays/index.jsonl; writers give its 64-bit numbers in either form.

    Raises:
        DamagedFileError: It is not a row of a replay.
    """
    texts = {key: str(row.get(key, "")) for key in ("seed", "episode")}
    entry = model_of(ReplayEntry, row | texts)
    for name in ("window", "steps", "ticks"):
        if (getattr(entry, name) or 0) not in range(INT_MAX + 1):
            raise DamagedFileError(f"{name} is out of range")
    return entry
