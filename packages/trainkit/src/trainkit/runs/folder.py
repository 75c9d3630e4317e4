"""The run folder: creating one, locking it, and checking that a run may resume in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from filelock import FileLock, Timeout

from envcore import spec
from trainkit.config.loading import load_config
from trainkit.config.schema import RunConfig
from trainkit.errors import RunFolderError
from trainkit.files import write_atomically, write_json
from trainkit.runs.manifest import features_version, manifest_of
from trainkit.runs.paths import CHECKPOINTS, CONFIG, ID, METRICS, REPLAYS, RunPaths


@dataclass(frozen=True)
class RunFolder(RunPaths):
    """The folder of a run that trains here.

    Args:
        root: The folder; its name is the run's id.

    Raises:
        RunFolderError: The name is not an id.
    """

    def __post_init__(self) -> None:
        if not ID.fullmatch(self.root.name):
            raise RunFolderError(
                f"run_dir {self.root}: the name of a run has letters, digits, '.', '_' and '-' "
                "only, begins with a letter or digit and has at most 128 characters"
            )

    def create(self, config: RunConfig) -> None:
        """Make the folder of a new run; manifest.json is written last and marks it complete.

        Raises:
            RunFolderError: The folder holds something else.
        """
        of_run = {CONFIG, METRICS, REPLAYS, CHECKPOINTS}  # left by an interrupted start
        names = [path.name for path in self.root.iterdir()]
        others = [name for name in names if name not in of_run and name[0] != "."]
        if others:
            raise RunFolderError(
                f"run_dir {self.root} holds other files ({min(others)}): name a new folder, an "
                "empty one or the folder of a run"
            )
        for folder in (self.windows.parent, self.replays, self.checkpoints):
            folder.mkdir(parents=True, exist_ok=True)
        write_atomically(self.config, config.to_yaml().encode())
        self.windows.touch()
        self.replay_index.touch()
        write_json(self.manifest, manifest_of(config))

    @property
    def holds_run(self) -> bool:
        """Whether a run was started here."""
        return self.manifest.exists()

    def check_same(self, config: RunConfig) -> None:
        """Check that the run here has this configuration, spec and version of the features.

        Raises:
            RunFolderError: Something differs.
        """
        stored = load_config(self.config).without_plumbing()
        given = config.without_plumbing()
        if stored != given:
            key, old, new = next(_differences(stored, given))
            raise RunFolderError(
                f"run_dir {self.root} holds a run with {key} = {old}, this configuration has "
                f"{new}: name another folder with --set run_dir=..., or move that one away"
            )
        try:
            manifest = json.loads(self.manifest.read_bytes())
            digest = str(manifest["spec_digest"])
            version = manifest.get("features_version")
        except (ValueError, KeyError, TypeError, AttributeError):
            raise RunFolderError(
                f"run_dir {self.root}: manifest.json is damaged; restore it or name another folder"
            ) from None
        if digest != spec.SPEC_DIGEST:
            raise RunFolderError(
                f"run_dir {self.root} holds a run with spec digest {digest[:12]}, this build has "
                f"{spec.SPEC_DIGEST[:12]}: name another folder, or use the envcore that started it"
            )
        if version != features_version(config):
            raise RunFolderError(
                f"run_dir {self.root} holds a run with memory features of version {version}, this "
                f"trainkit has version {features_version(config)}: name another folder, or use the "
                "trainkit that started it"
            )

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Make the folder and hold its lock.

        Raises:
            RunFolderError: Another process holds the lock, or the folder cannot be made.
        """
        lock = FileLock(self.lock, timeout=0)
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except Timeout:
            raise RunFolderError(f"run_dir {self.root} is in use by another process") from None
        except OSError as error:
            raise RunFolderError(f"run_dir {self.root}: {error.strerror or error}") from None
        try:
            yield
        finally:
            lock.release()


def _differences(
    old: dict[str, Any], new: dict[str, Any], path: str = ""
) -> Iterator[tuple[str, Any, Any]]:
    """Yield the path of each key whose value differs, with both values."""
    for key in new | old:
        before, after = old.get(key), new.get(key)
        if isinstance(before, dict) and isinstance(after, dict):
            yield from _differences(before, after, f"{path}{key}.")
        elif before != after:
            yield path + key, before, after
