"""The run folder: its paths, its lock, and what it says of the run."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from envcore import spec
from trainkit.config.loading import load_config
from trainkit.config.schema import RunConfig
from trainkit.errors import RunFolderError
from trainkit.files import write_atomically, write_json
from trainkit.runs.manifest import manifest_of

RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")


class RunFolder:
    """Paths within a run folder and the files that say how the run goes.

    Args:
        path: The folder; its name is the run's id.

    Raises:
        RunFolderError: The name is no run id.
    """

    def __init__(self, path: Path) -> None:
        if not RUN_ID.fullmatch(path.name):
            raise RunFolderError(
                f"run_dir {path}: a run's name has letters, digits, '.', '_' and '-' only, begins "
                "with a letter or digit and has at most 128 characters"
            )
        self.path = path
        self.windows = path / "metrics" / "windows.jsonl"
        self.timing = path / "metrics" / "timing.jsonl"
        self.replays = path / "replays"
        self.replay_index = self.replays / "index.jsonl"
        self.tensorboard = path / "tensorboard"

    def checkpoint(self, window: int) -> Path:
        """Return the folder of a window's checkpoint."""
        return self.path / "checkpoints" / checkpoint_name(window)

    def files_of(self, window: int) -> list[str]:
        """Return the files that a window wrote or changed, relative to the folder."""
        checkpoint = self.checkpoint(window)
        paths = [
            *(self.path / name for name in ("config.yaml", "manifest.json")),
            *sorted(checkpoint.iterdir()),
            self.replays / f"{replay_name(window)}.abr",
            self.replay_index,
            self.windows,
            self.timing,
            *(path for path in sorted(self.tensorboard.rglob("*")) if path.is_file()),
            self.path / "run_metadata.json",
        ]
        return [str(path.relative_to(self.path)) for path in paths]

    def create(self, config: RunConfig) -> None:
        """Make the folder of a new run; manifest.json comes last and says that it is whole.

        Raises:
            RunFolderError: The folder holds something else.
        """
        ours = {"config.yaml", "metrics", "replays", "checkpoints"}  # of a start that was cut off
        others = [p.name for p in self.path.iterdir() if p.name not in ours and p.name[0] != "."]
        if others:
            raise RunFolderError(
                f"run_dir {self.path} holds other files ({min(others)}), expected a new folder, "
                "an empty one or a run's"
            )
        for folder in (self.windows.parent, self.replays, self.path / "checkpoints"):
            folder.mkdir(parents=True, exist_ok=True)
        write_atomically(self.path / "config.yaml", config.to_yaml().encode())
        self.windows.touch()
        self.replay_index.touch()
        write_json(self.path / "manifest.json", manifest_of(config))

    @property
    def holds_run(self) -> bool:
        """Whether a run was started here."""
        return (self.path / "manifest.json").exists()

    def check_same(self, config: RunConfig) -> None:
        """Check that the run here has this configuration and this spec.

        Raises:
            RunFolderError: Something differs.
        """
        there = load_config(self.path / "config.yaml").without_folder()
        here = config.without_folder()
        if there != here:
            key, old, new = next(_differences(there, here))
            raise RunFolderError(
                f"run_dir {self.path} holds a run with {key} = {old}, this configuration has "
                f"{new}: name another folder with --set run_dir=..., or move that one away"
            )
        try:
            digest = str(json.loads((self.path / "manifest.json").read_bytes())["spec_digest"])
        except (ValueError, KeyError, TypeError):
            raise RunFolderError(f"run_dir {self.path}: manifest.json is damaged") from None
        if digest != spec.SPEC_DIGEST:
            raise RunFolderError(
                f"run_dir {self.path} holds a run with spec digest {digest[:12]}, this build has "
                f"{spec.SPEC_DIGEST[:12]}: name another folder, or use the envcore that began it"
            )

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder's lock.

        Raises:
            RunFolderError: Another process holds it, or the folder can not be made.
        """
        lock = FileLock(self.path / ".lock", timeout=0)
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except Timeout:
            raise RunFolderError(f"run_dir {self.path} is in use by another process") from None
        except OSError as error:
            raise RunFolderError(f"run_dir {self.path}: {error.strerror or error}") from None
        try:
            yield
        finally:
            lock.release()


def checkpoint_name(window: int) -> str:
    """Return the name of a window's checkpoint."""
    return f"{window:06d}"


def replay_name(window: int) -> str:
    """Return the id of a window's replay."""
    return f"w{window:06d}"


def _differences(
    there: dict[str, Any], here: dict[str, Any], path: str = ""
) -> Iterator[tuple[str, Any, Any]]:
    """Yield the keys whose values differ, with both."""
    for key in here | there:
        old, new = there.get(key), here.get(key)
        if isinstance(old, dict) and isinstance(new, dict):
            yield from _differences(old, new, f"{path}{key}.")
        elif old != new:
            yield path + key, old, new


def checkpoint_folder(path: Path) -> Path:
    """Return the checkpoint at path: itself, or the latest of a run folder.

    Raises:
        RunFolderError: There is none.
    """
    if path.parent.name == "checkpoints" or (path / "policy.safetensors").is_file():
        return path
    found = sorted(p for p in path.glob("checkpoints/[0-9]*") if p.is_dir())
    if not found:
        raise RunFolderError(f"{path}: expected a checkpoint, or a run folder that has one")
    return found[-1]
