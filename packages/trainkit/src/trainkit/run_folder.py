"""The run folder: its paths, its lock, and what it says of the run."""

from __future__ import annotations

import json
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
from replaykit.files import write_atomically
from trainkit.config import RunConfig
from trainkit.config_file import load_config
from trainkit.errors import RunFolderError
from trainkit.files import write_json

RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
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
        write_json(self.path / "manifest.json", _manifest(config))

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


class RunMetadata:
    """run_metadata.json: how the run stands, rewritten whole at every change.

    Args:
        folder: Of the run.
        config: Of the run.
        window: The last whole window, 0 if there is none.
        tagged: The latest replay of every tag.
    """

    def __init__(
        self, folder: RunFolder, config: RunConfig, window: int, tagged: dict[str, str]
    ) -> None:
        self._config = config
        self._path = folder.path / "run_metadata.json"
        self._values: dict[str, Any] = {
            "schema": 1,
            "run_id": folder.path.name,
            "status": "running",
            "created": self._created(),
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
            "best_replay": None,
            "milestones": {},
            "error": None,
            "links": {},
        }
        self.window_done(window, tagged)

    def window_done(self, window: int, tagged: dict[str, str]) -> None:
        """Say that a window is whole, and which replay has each tag."""
        milestones = {
            tag.removeprefix("milestone:"): replay
            for tag, replay in tagged.items()
            if tag.startswith("milestone:")
        }
        self.update(
            best_replay=tagged.get("best_so_far"),
            milestones=milestones,
            window=window,
            env_steps=window * self._config.window_steps,
            latest_window=window or None,
            latest_checkpoint=checkpoint_name(window) if window else None,
            latest_replay=replay_name(window) if window else None,
        )

    def _created(self) -> str:
        try:
            return str(json.loads(self._path.read_bytes())["created"])
        except (OSError, ValueError, KeyError, TypeError):
            return now()

    def update(self, **values: Any) -> None:
        """Change some values and write the file."""
        self._values |= values | {"updated": now()}
        write_json(self._path, self._values)


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
