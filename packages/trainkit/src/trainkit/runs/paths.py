"""Where everything in a run folder is; the only module that knows the names of its files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from trainkit.errors import RunFolderError

ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
"""Ids of runs and replays, which are names of files and folders."""

CONFIG: Final = "config.yaml"
MANIFEST: Final = "manifest.json"
METADATA: Final = "run_metadata.json"
METRICS: Final = "metrics"
CHECKPOINTS: Final = "checkpoints"
REPLAYS: Final = "replays"
REPLAY_INDEX: Final = "index.jsonl"
TENSORBOARD: Final = "tensorboard"
POLICY: Final = "policy.safetensors"
"""The policy's file in a checkpoint's folder."""


@dataclass(frozen=True)
class RunPaths:
    """The files of a run, from the folder that holds them."""

    root: Path

    @property
    def config(self) -> Path:
        """The resolved configuration."""
        return self.root / CONFIG

    @property
    def manifest(self) -> Path:
        """Versions, digests and command; written last when a run starts."""
        return self.root / MANIFEST

    @property
    def metadata(self) -> Path:
        """The state of the run, rewritten whole."""
        return self.root / METADATA

    @property
    def windows(self) -> Path:
        """A row per window."""
        return self.root / METRICS / "windows.jsonl"

    @property
    def timing(self) -> Path:
        """A row per window with what depends on the clock."""
        return self.root / METRICS / "timing.jsonl"

    @property
    def checkpoints(self) -> Path:
        """A folder per window."""
        return self.root / CHECKPOINTS

    @property
    def replays(self) -> Path:
        """A replay per window, and their index."""
        return self.root / REPLAYS

    @property
    def replay_index(self) -> Path:
        """A row per replay."""
        return self.replays / REPLAY_INDEX

    @property
    def tensorboard(self) -> Path:
        """Event files."""
        return self.root / TENSORBOARD

    @property
    def lock(self) -> Path:
        """Held by the process that trains."""
        return self.root / ".lock"

    def checkpoint(self, window: int) -> Path:
        """Return the folder of a window's checkpoint."""
        return self.checkpoints / checkpoint_name(window)

    def replay(self, window: int) -> Path:
        """Return the file of a window's replay."""
        return self.replays / f"{replay_name(window)}.abr"

    def of_window(self, window: int) -> list[str]:
        """Return the files that a window wrote or changed, relative to the folder."""
        paths = [
            *(self.config, self.manifest),
            *sorted(self.checkpoint(window).iterdir()),
            *(self.replay(window), self.replay_index, self.windows, self.timing),
            *(path for path in sorted(self.tensorboard.rglob("*")) if path.is_file()),
            self.metadata,
        ]
        return [str(path.relative_to(self.root)) for path in paths]


def checkpoint_name(window: int) -> str:
    """Return the name of a window's checkpoint."""
    return f"{window:06d}"


def replay_name(window: int) -> str:
    """Return the id of a window's replay."""
    return f"w{window:06d}"


def checkpoint_folder(path: Path) -> Path:
    """Return the checkpoint at path: the folder itself, or the latest one of a run.

    Raises:
        RunFolderError: There is none.
    """
    if path.parent.name == CHECKPOINTS or (path / POLICY).is_file():
        return path
    found = sorted(p for p in path.glob(f"{CHECKPOINTS}/[0-9]*") if p.is_dir())
    if not found:
        raise RunFolderError(
            f"{path}: no checkpoint here; name a checkpoint's folder, or a run folder with one"
        )
    return found[-1]


def policy_name(checkpoint: Path) -> str:
    """Return the name of a checkpoint's policy in tables, as in `first@000050`."""
    return f"{checkpoint.resolve().parent.parent.name}@{checkpoint.name}"
