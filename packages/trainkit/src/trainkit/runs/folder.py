"""The run folder: creating one, locking it, and checking that a run may resume in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from filelock import FileLock, Timeout

from envcore import spec
from replaykit.files import write_atomically
from trainkit.config.loading import load_config
from trainkit.config.schema import RunConfig
from trainkit.errors import RunFolderError
from trainkit.files import parse_json, write_json
from trainkit.runs.initial import write_initial
from trainkit.runs.manifest import features_version, manifest_of, now
from trainkit.runs.paths import CHECKPOINTS, CONFIG, ID, INITIAL, METRICS, REPLAYS, RunPaths

_LOOKED_AT_S: Final = 0.5
"""How long a start waits for the lock: who asks whether it is held takes it for a moment."""


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

    def create(
        self,
        config: RunConfig,
        *,
        torch_threads: int,
        processes: int,
        initial: dict[str, bytes] | None = None,
    ) -> None:
        """Make the folder of a new run; manifest.json is written last and marks it complete.

        Args:
            config: Of the run.
            torch_threads: Of each process.
            processes: That train the run together.
            initial: Files of `init/`, the weights that it starts from.

        Raises:
            RunFolderError: The folder holds something else.
        """
        of_run = {CONFIG, METRICS, REPLAYS, CHECKPOINTS, INITIAL}  # left by an interrupted start
        names = [path.name for path in self.root.iterdir()]
        others = [name for name in names if name not in of_run and name[0] != "."]
        if others:
            raise RunFolderError(
                f"run_dir {self.root} holds other files ({min(others)}): name a new folder, an "
                "empty one or the folder of a run"
            )
        for folder in (self.windows.parent, self.replays, self.checkpoints):
            folder.mkdir(parents=True, exist_ok=True)
        if initial:
            write_initial(self.initial, initial)
        write_atomically(self.config, config.to_yaml().encode())
        self.windows.touch()
        self.replay_index.touch()
        manifest = manifest_of(config, torch_threads=torch_threads, processes=processes)
        write_json(self.manifest, manifest)

    @property
    def holds_run(self) -> bool:
        """Whether a run was started here."""
        return self.manifest.exists()

    @property
    def torch_threads(self) -> int:
        """Threads of torch in each process, as decided when the run started."""
        return int(self._manifest()["torch_threads"])

    def check_same(self, config: RunConfig, *, processes: int) -> None:
        """Check that the run here has this configuration, spec, features and processes.

        `windows` may be more than those of the run: that extends it.

        Raises:
            RunFolderError: Something differs.
        """
        stored = load_config(self.config).without_plumbing()
        given = config.without_plumbing()
        stored["windows"] = max(stored["windows"], given["windows"])
        if stored != given:
            key, old, new = next(_differences(stored, given))
            raise RunFolderError(
                f"run_dir {self.root} holds a run with {key} = {old}, this configuration has "
                f"{new}: name another folder with --set run_dir=..., or move that one away"
            )
        manifest = self._manifest()
        digest = str(manifest["spec_digest"])
        if digest != spec.SPEC_DIGEST:
            raise RunFolderError(
                f"run_dir {self.root} holds a run with spec digest {digest[:12]}, this build has "
                f"{spec.SPEC_DIGEST[:12]}: name another folder, or use the envcore that started it"
            )
        version = manifest.get("features_version")
        if version != features_version(config):
            raise RunFolderError(
                f"run_dir {self.root} holds a run with memory features of version {version}, this "
                f"trainkit has version {features_version(config)}: name another folder, or use the "
                "trainkit that started it"
            )
        if manifest["processes"] != processes:
            raise RunFolderError(
                f"run_dir {self.root} holds a run of {manifest['processes']} processes, this is "
                f"one of {processes}: resume with --processes {manifest['processes']}, or name "
                "another folder"
            )

    def extend(self, config: RunConfig, window: int) -> int | None:
        """Store the configuration of a run that resumes, and its extension in the manifest.

        Args:
            config: Whose `windows` may be more than those of the run here.
            window: The last complete one.

        Returns:
            The windows that the run had before, None if it has as many now.
        """
        stored = load_config(self.config)
        windows = [stored.windows, config.windows]
        if windows[0] != windows[1]:
            manifest = self._manifest()
            earlier = [r for r in manifest.get("extensions", []) if r["windows"] != windows]
            extension = {"after_window": window, "windows": windows, "at": now()}
            manifest |= {"extensions": [*earlier, extension], "config_digest": config.digest()}
            write_json(self.manifest, manifest)
        if stored != config:
            write_atomically(self.config, config.to_yaml().encode())
        return None if windows[0] == windows[1] else windows[0]

    def _manifest(self) -> dict[str, Any]:
        """Return the manifest, with the keys that a resume needs."""
        try:
            manifest: dict[str, Any] = parse_json(self.manifest.read_bytes())
            needed = {"spec_digest", "torch_threads", "processes"} - manifest.keys()
        except (ValueError, TypeError, AttributeError):
            raise RunFolderError(
                f"run_dir {self.root}: manifest.json is damaged; restore it or name another folder"
            ) from None
        if needed:
            raise RunFolderError(
                f"run_dir {self.root}: manifest.json has no {min(needed)}: it is damaged, or an "
                "older trainkit started the run; name another folder"
            )
        return manifest

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Make the folder and hold its lock.

        Raises:
            RunFolderError: Another process holds the lock, or the folder cannot be made.
        """
        lock = FileLock(self.lock, timeout=_LOOKED_AT_S, poll_interval=_LOOKED_AT_S / 20)
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
