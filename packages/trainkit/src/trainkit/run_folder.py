"""The run folder: its paths, its lock, and what it says of the run."""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from envcore import spec
from trainkit.config import RunConfig
from trainkit.errors import RunFolderError
from trainkit.files import write_json

RUN_ID = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$")
_PACKAGES = ("envcore", "replaykit", "trainkit", "gymnasium", "numpy", "stable-baselines3")
_TORCH_PACKAGES = ("sb3-contrib", "torch")


def now() -> str:
    """Return the time as ISO 8601 in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class RunFolder:
    """Paths within a run folder and the files that say how the run goes.

    Args:
        path: The folder; its name is the run's id.

    Raises:
        RunFolderError: The name is no run id.
    """

    def __init__(self, path: Path) -> None:
        if not RUN_ID.match(path.name):
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

    def create(self, config: RunConfig) -> None:
        """Make the folder of a new run.

        Raises:
            RunFolderError: A run is there already, or the folder can not be written.
        """
        if (self.path / "manifest.json").exists():
            raise RunFolderError(
                f"run_dir {self.path} already holds a run: name another one with "
                "--set run_dir=..., or move it away"
            )
        for folder in (self.windows.parent, self.replays, self.path / "checkpoints"):
            folder.mkdir(parents=True, exist_ok=True)
        (self.path / "config.yaml").write_text(config.to_yaml(), encoding="utf-8")
        write_json(self.path / "manifest.json", _manifest(config))
        self.windows.touch()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder's lock.

        Raises:
            RunFolderError: Another process holds it, or the folder can not be made.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            with FileLock(self.path / ".lock", timeout=0):
                yield
        except Timeout:
            raise RunFolderError(f"run_dir {self.path} is in use by another process") from None
        except OSError as error:
            raise RunFolderError(f"run_dir {self.path}: {error.strerror or error}") from None


def checkpoint_name(window: int) -> str:
    """Return the name of a window's checkpoint."""
    return f"{window:06d}"


class RunMetadata:
    """run_metadata.json: how the run stands, rewritten whole at every change."""

    def __init__(self, folder: RunFolder, config: RunConfig) -> None:
        self._path = folder.path / "run_metadata.json"
        self._values: dict[str, Any] = {
            "schema": 1,
            "run_id": folder.path.name,
            "status": "running",
            "created": now(),
            "updated": now(),
            "env_id": spec.ENV_ID,
            "algorithm": config.algorithm,
            "window": 0,
            "windows_total": config.windows,
            "env_steps": 0,
            "env_steps_total": config.total_steps,
            "latest_window": None,
            "latest_checkpoint": None,
            "latest_replay": None,
            "error": None,
            "links": {},
        }
        self.update()

    def update(self, **values: Any) -> None:
        """Change some values and write the file."""
        self._values |= values | {"updated": now()}
        write_json(self._path, self._values)


def _manifest(config: RunConfig) -> dict[str, Any]:
    return {
        "schema": 1,
        "created": now(),
        "command": sys.argv,
        "config_digest": config.digest(),
        "spec_digest": spec.SPEC_DIGEST,
        "seed": str(config.seed),
        "versions": {name: version(name) for name in (*_PACKAGES, *_TORCH_PACKAGES)},
        "python": platform.python_version(),
        "platform": platform.platform(),
    }
