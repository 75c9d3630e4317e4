"""What lies in the runs folder: runs, windows and replays, by ids that lead nowhere else."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from playserver.errors import DamagedFileError, NotFoundError
from playserver.models import Evaluation, ReplayEntry, Run, RunDetail, Window
from playserver.run_files import read_object, read_rows, read_yaml, shaped
from replaykit import Replay, ReplayError

ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
STALE_AFTER: Final = timedelta(minutes=5)
STALE_WINDOWS: Final = 10
"""A run is stale when it was silent for as long as this many of its windows took, and for
`STALE_AFTER`."""


class Catalog:
    """Reads the run folders afresh at every call: they change while runs train.

    Args:
        runs_dir: The folder with a folder per run in it.
    """

    def __init__(self, runs_dir: Path) -> None:
        self._root = runs_dir.resolve()

    def runs(self) -> list[Run]:
        """Return all runs, the newest first."""
        folders = (self._folder_or_none(path.name) for path in self._root.iterdir())
        runs = [_run_of(folder) for folder in folders if folder is not None]
        return sorted(runs, key=lambda run: (run.created or "", run.run_id), reverse=True)

    def run(self, run_id: str) -> RunDetail:
        """Return a run with its configuration and its evaluation."""
        folder = self._folder(run_id)
        return RunDetail(
            run=_run_of(folder),
            config=read_yaml(folder / "config.yaml"),
            evaluation=_evaluation_of(folder),
        )

    def windows(self, run_id: str) -> list[Window]:
        """Return the rows of metrics/windows.jsonl."""
        path = self._folder(run_id) / "metrics" / "windows.jsonl"
        return [shaped(Window, row, path) for row in read_rows(path)]

    def replays(self, run_id: str) -> list[ReplayEntry]:
        """Return the index of the replays, the newest first."""
        path = self._folder(run_id) / "replays" / "index.jsonl"
        rows = [shaped(ReplayEntry, _with_text_ids(row), path) for row in read_rows(path)]
        return rows[::-1]

    def replay_entry(self, run_id: str, replay_id: str) -> ReplayEntry:
        """Return what the index says of a replay."""
        for entry in self.replays(run_id):
            if entry.replay_id == replay_id:
                return entry
        raise NotFoundError(f"run {run_id} has no replay {_shown(replay_id)}")

    def replay_path(self, run_id: str, replay_id: str) -> Path:
        """Return where the file of a replay is."""
        self.replay_entry(run_id, replay_id)
        folder = self._folder(run_id) / "replays"
        path = _inside(folder, f"{replay_id}.abr") if ID.fullmatch(replay_id) else None
        if path is None or not path.is_file():
            raise NotFoundError(f"run {run_id} has no file for replay {_shown(replay_id)}")
        return path

    def replay(self, run_id: str, replay_id: str) -> Replay:
        """Return a replay.

        Raises:
            ReplayError: Its file is damaged, or of another spec.
        """
        try:
            return Replay.read(self.replay_path(run_id, replay_id))
        except ReplayError as error:
            raise type(error)(f"replay {replay_id} of run {run_id}: {error}") from None

    def _folder(self, run_id: str) -> Path:
        folder = self._folder_or_none(run_id)
        if folder is None:
            raise NotFoundError(f"there is no run {_shown(run_id)}")
        return folder

    def _folder_or_none(self, run_id: str) -> Path | None:
        folder = _inside(self._root, run_id) if ID.fullmatch(run_id) else None
        return folder if folder is not None and (folder / "manifest.json").is_file() else None


def _inside(folder: Path, name: str) -> Path | None:
    """Return a path in the folder, None where a link leads out of it."""
    path = (folder / name).resolve()
    return path if path.parent == folder.resolve() else None


def _shown(text: str) -> str:
    return text if ID.fullmatch(text) else repr(text[:40])


def _run_of(folder: Path) -> Run:
    """Return how a run stands; one whose metadata can not be read says so itself."""
    path = folder / "run_metadata.json"
    try:
        metadata = read_object(path)
        is_stale = metadata.get("status") == "running" and _is_silent(folder, metadata)
        return shaped(Run, metadata | {"run_id": folder.name, "is_stale": is_stale}, path)
    except FileNotFoundError:  # it is still being made
        error = None
    except DamagedFileError as damage:
        error = str(damage)
    return Run(run_id=folder.name, error=error)


def _is_silent(folder: Path, metadata: dict[str, Any]) -> bool:
    """Whether a run has not been heard of for much longer than its windows take."""
    try:
        silence = datetime.now(UTC) - datetime.fromisoformat(metadata["updated"])
        rows = read_rows(folder / "metrics" / "timing.jsonl")
        longest = timedelta(seconds=max((float(row["wall_s"]) for row in rows), default=0.0))
    except (KeyError, TypeError, ValueError, OverflowError):
        return True
    return silence > max(STALE_AFTER, STALE_WINDOWS * longest)


def _evaluation_of(folder: Path) -> Evaluation | None:
    path = folder / "evaluation.json"
    try:
        value = read_object(path)
    except FileNotFoundError:
        return None
    seeds = value.get("seeds") or {}
    flat = value | {"seeds_first": seeds.get("first"), "seeds_count": seeds.get("count")}
    return shaped(Evaluation, flat, path)


def _with_text_ids(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row whose 64-bit numbers are strings, whichever its writer chose."""
    return row | {key: str(row.get(key, "")) for key in ("seed", "episode")}
