"""Which checkpoints of a run stay on the disk, and the pointer to the best one."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from replaykit.files import rename
from trainkit.config.workflow import CheckpointSection
from trainkit.errors import TrainkitError
from trainkit.files import write_json
from trainkit.runs.paths import (
    CHECKPOINTS,
    RunPaths,
    checkpoint_folder,
    checkpoint_name,
    window_of_replay,
)
from trainkit.runs.window_value import value_at

KEEP: Final = "keep"
"""A checkpoint with a file of this name is never deleted."""
_SCHEMA: Final = 1


class Retention:
    """Deletes checkpoints that nothing names, after each window.

    What stays is decided by the rows and replays alone, so that a stopped run that resumes keeps
    the same checkpoints.

    Args:
        paths: Of the run.
        section: Of the configuration.
        rows: Of the complete windows.
    """

    def __init__(
        self, paths: RunPaths, section: CheckpointSection, rows: Iterable[dict[str, Any]] = ()
    ) -> None:
        self._paths = paths
        self._section = section
        self._last = 0
        self._best: dict[str, Any] | None = None
        for row in rows:
            self._note(row)

    @property
    def best(self) -> str | None:
        """The name of the best checkpoint."""
        return None if self._best is None else str(self._best["checkpoint"])

    def window_done(self, row: dict[str, Any]) -> None:
        """Take the row of a window."""
        self._note(row)

    def apply(self, replays: Iterable[str]) -> None:
        """Write the pointer to the best checkpoint, then delete those that nothing names.

        Args:
            replays: Ids of the replays whose checkpoints stay.
        """
        if self._best is None:
            self._paths.best.unlink(missing_ok=True)
        else:
            write_json(self._paths.best, self._best)
        kept = self._kept_windows({window_of_replay(replay) for replay in replays})
        for folder in self._paths.checkpoint_folders():
            if int(folder.name) not in kept and not (folder / KEEP).exists():
                _delete(folder)

    def _kept_windows(self, named: set[int]) -> set[int]:
        section, last = self._section, self._last
        kept = named | set(range(last - section.keep_last + 1, last + 1))
        if section.keep_every is not None:
            kept |= set(range(section.keep_every, last + 1, section.keep_every))
        if self._best is not None:
            kept.add(int(self._best["window"]))
        return kept

    def _note(self, row: dict[str, Any]) -> None:
        self._last = int(row["window"])
        metric = self._section.keep_best
        value = None if metric is None else value_at(row, metric)
        if value is None or (self._best is not None and value <= self._best["value"]):
            return
        self._best = {
            "schema": _SCHEMA,
            "checkpoint": checkpoint_name(self._last),
            "window": self._last,
            "replay": row["replay"],
            "metric": metric,
            "value": value,
        }


def keep_checkpoints(sources: Iterable[str]) -> None:
    """Mark the checkpoints that a table names, as far as their folders can be written.

    Args:
        sources: Run folders, checkpoints, and other players, which are left out.
    """
    for source in sources:
        with suppress(TrainkitError, OSError):  # a policy file, a URL, the run of another user
            folder = checkpoint_folder(Path(source))
            if folder.parent.name == CHECKPOINTS:
                (folder / KEEP).touch()


def _delete(folder: Path) -> None:
    """Rename a folder away, then delete it: it never is half there under its name."""
    temporary = folder.with_name(f".{folder.name}.tmp")
    shutil.rmtree(temporary, ignore_errors=True)
    rename(folder, temporary)
    shutil.rmtree(temporary, ignore_errors=True)
