"""Paths in a run folder; docs/formats/run_folder.md defines them and what the files contain."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

CHECKPOINT_DIGITS: Final = 6


@dataclass(frozen=True, slots=True)
class RunFolder:
    """The folder of a run.

    Attributes:
        path: The folder; its name is the id of the run.
    """

    path: Path

    @property
    def run_id(self) -> str:
        """Id of the run."""
        return self.path.name

    @property
    def is_complete(self) -> bool:
        """Whether the folder holds a run: its manifest is written last when a run starts.

        A folder that cannot be read counts as a run, so that it is listed with its problem.
        """
        try:
            os.lstat(self.manifest)
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError:
            return True
        return True

    @property
    def lock(self) -> Path:
        """The file that the training process holds a lock on."""
        return self.path / ".lock"

    @property
    def config(self) -> Path:
        """The resolved configuration."""
        return self.path / "config.yaml"

    @property
    def manifest(self) -> Path:
        """Versions, digests, platform, seed and command."""
        return self.path / "manifest.json"

    @property
    def metadata(self) -> Path:
        """The status of the run."""
        return self.path / "run_metadata.json"

    @property
    def evaluation(self) -> Path:
        """The table of `trainkit evaluate`, if there is one."""
        return self.path / "evaluation.json"

    @property
    def windows(self) -> Path:
        """One row of metrics per window."""
        return self.path / "metrics" / "windows.jsonl"

    @property
    def timing(self) -> Path:
        """One row of durations per window."""
        return self.path / "metrics" / "timing.jsonl"

    @property
    def replays(self) -> Path:
        """The folder of `.abr` files."""
        return self.path / "replays"

    @property
    def replay_index(self) -> Path:
        """One row per replay."""
        return self.replays / "index.jsonl"

    def checkpoint(self, window: int) -> Path:
        """Return the folder of a window's checkpoint."""
        return self.path / "checkpoints" / f"{window:0{CHECKPOINT_DIGITS}d}"

    def checkpoints(self) -> list[int]:
        """Return the windows that have a checkpoint, ascending."""
        found = (self.path / "checkpoints").glob(CHECKPOINT_DIGITS * "[0-9]")
        try:
            return sorted(int(path.name) for path in found)
        except OSError:  # the server shows them, but needs none
            return []
