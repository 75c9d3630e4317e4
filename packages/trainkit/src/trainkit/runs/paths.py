"""Where everything in a run folder is; the only module that knows the names of its files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from trainkit.errors import RunFolderError
from trainkit.files import parse_json

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
BEST: Final = "best"
"""Names the best checkpoint: RUN@best, and checkpoints/best.json."""
INITIAL: Final = "init"
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

    @property
    def best(self) -> Path:
        """The pointer to the best checkpoint."""
        return self.checkpoints / f"{BEST}.json"

    @property
    def initial(self) -> Path:
        """The weights that training started from, if not from random ones."""
        return self.root / INITIAL

    def checkpoint_folders(self) -> list[Path]:
        """Return the folders of all checkpoints here, in the order of their windows."""
        found = (p for p in self.checkpoints.iterdir() if p.name.isdecimal() and p.is_dir())
        return sorted(found, key=lambda path: int(path.name))

    def checkpoint(self, window: int) -> Path:
        """Return the folder of a window's checkpoint."""
        return self.checkpoints / checkpoint_name(window)

    def replay(self, window: int) -> Path:
        """Return the file of a window's replay."""
        return self.replays / f"{replay_name(window)}.abr"

    def of_window(self, window: int) -> list[str]:
        """Return the files that a window wrote or changed, relative to the folder, with `/`."""
        paths = [
            *(self.config, self.manifest),
            *sorted(self.checkpoint(window).iterdir()),
            *filter(Path.exists, [self.best]),
            *sorted(self.initial.glob("*")),
            *(self.replay(window), self.replay_index, self.windows, self.timing),
            *(path for path in sorted(self.tensorboard.rglob("*")) if path.is_file()),
            self.metadata,
        ]
        return [path.relative_to(self.root).as_posix() for path in paths]


def checkpoint_name(window: int) -> str:
    """Return the name of a window's checkpoint."""
    return f"{window:06d}"


def replay_name(window: int) -> str:
    """Return the id of a window's replay."""
    return f"w{window:06d}"


def window_of_replay(replay: str) -> int:
    """Return the window of a replay's id; see replay_name."""
    return int(replay[1:])


def checkpoint_folder(path: Path) -> Path:
    """Return the checkpoint at path: the folder itself, or the latest one of a run.

    `RUN@best` is the one that checkpoints/best.json names, and `RUN@12` that of window 12.

    Raises:
        RunFolderError: There is none.
    """
    run, at, name = path.name.rpartition("@")
    if at and run and not path.exists():
        return _named_checkpoint(RunPaths(path.with_name(run)), name)
    if path.parent.name == CHECKPOINTS or (path / POLICY).is_file():
        return path
    found = sorted(p for p in path.glob(f"{CHECKPOINTS}/[0-9]*") if p.is_dir())
    if not found:
        raise RunFolderError(
            f"{path}: no checkpoint here; name a checkpoint's folder, or a run folder with one"
        )
    return found[-1]


def is_run_or_checkpoint(path: Path) -> bool:
    """Return whether a path is a folder, or names a checkpoint of one, as RUN@best does."""
    run, at, _ = path.name.rpartition("@")
    return path.is_dir() or bool(at and run and path.with_name(run).is_dir())


def _named_checkpoint(paths: RunPaths, name: str) -> Path:
    try:
        if name == BEST:
            name = str(parse_json(paths.best.read_bytes())["checkpoint"])
        folder = paths.checkpoint(int(name))
    except (OSError, ValueError, KeyError, TypeError):
        folder = paths.checkpoints / name
    if not folder.is_dir():
        have = [path.name for path in paths.checkpoint_folders()] if folder.parent.is_dir() else []
        raise RunFolderError(
            f"{paths.root}@{name}: no such checkpoint, expected @{BEST} or one of "
            f"{', '.join(have) or 'none'}"
        )
    return folder


def policy_name(checkpoint: Path) -> str:
    """Return the name of a checkpoint's policy in tables, as in `first@000050`."""
    return f"{checkpoint.resolve().parent.parent.name}@{checkpoint.name}"
