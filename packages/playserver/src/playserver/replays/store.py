"""Replays that the server stores: a folder of `.abr` files named by their content digest.

Each file is its own entry: the list shows what the files contain. There is no table beside them
that could be lost or wrong.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import replaykit
from playserver.boards import board_of
from playserver.errors import ConflictError, DamagedFileError, NotFoundError
from playserver.ids import DIGEST, shown
from playserver.models.replays import StoredReplay
from playserver.runs.reading import unreadable
from replaykit import Replay, ReplayError
from replaykit.files import open_regular

PRACTICE_KEY: Final = "practice"
"""Key in a replay's header: true if steps were undone."""


class ReplayStore:
    """A folder of replays under their digests.

    Safe for use by several threads. The folder is created when the first replay is stored.

    Args:
        folder: The folder; None for a server that stores nothing.
        max_replays: Most replays that it may hold.
    """

    def __init__(self, folder: Path | None, max_replays: int) -> None:
        self._folder = folder
        self._max_replays = max_replays
        self._lock = threading.Lock()
        self._entries: dict[str, tuple[int, StoredReplay]] = {}
        self._problems: list[str] = []

    def entries(self) -> list[StoredReplay]:
        """Return all replays, newest first; `problems` has the files that cannot be read."""
        with self._lock:
            return sorted(self._scan().values(), key=lambda entry: entry.created, reverse=True)

    def problems(self) -> list[str]:
        """Return which files cannot be read, and why."""
        with self._lock:
            self._scan()
            return self._problems

    def entry(self, replay_id: str) -> StoredReplay:
        """Return the entry of a replay.

        Raises:
            NotFoundError: No stored replay has this id.
        """
        with self._lock:
            entry = self._scan().get(replay_id)
        if entry is None:
            raise NotFoundError(f"there is no replay {shown(replay_id)} here")
        return entry

    def path(self, replay_id: str) -> Path:
        """Return the path of a replay's file.

        Raises:
            NotFoundError: No stored replay has this id.
        """
        self.entry(replay_id)
        assert self._folder is not None
        return self._folder / f"{replay_id}.abr"

    def add(self, replay: Replay) -> StoredReplay:
        """Store a replay and return its entry; a replay that is already stored stays as it is.

        Raises:
            ConflictError: The server stores nothing, or the store is full.
        """
        if self._folder is None:
            raise ConflictError(
                "this server stores no replays: start it with `playserver serve --data FOLDER`"
            )
        replay_id = replay.content_digest
        with self._lock:
            entries = self._scan()
            if replay_id not in entries:
                replaced = self._replaced_by(replay, entries)
                self._folder.mkdir(parents=True, exist_ok=True)
                replay.write(self._folder / f"{replay_id}.abr")
                if replaced is not None:  # after the write: a full disk must not cost a replay
                    (self._folder / f"{replaced}.abr").unlink()
                entries = self._scan()
            return entries[replay_id]

    def _replaced_by(self, replay: Replay, entries: dict[str, StoredReplay]) -> str | None:  # noqa: ARG002  # for subclasses
        """Return the id of the replay that a new one replaces, None where there is space.

        Raises:
            ConflictError: The store is full.
        """
        if len(entries) >= self._max_replays:
            raise ConflictError(
                f"the store is full: it has {self._max_replays} replays; delete files in its folder"
            )
        return None

    def _scan(self) -> dict[str, StoredReplay]:
        """Return all entries by id; reads only files that are new or changed."""
        if self._folder is None:
            return {}
        found: dict[str, tuple[int, StoredReplay]] = {}
        self._problems = []
        for path in self._files(self._folder):
            if not DIGEST.fullmatch(path.stem):
                continue
            if path.is_symlink():
                self._problems.append(f"{path.stem[:12]}: a link, which is not followed")
                continue
            try:
                found[path.stem] = self._entry_of(path)
            except (ReplayError, DamagedFileError) as error:  # neither shown nor deleted
                self._problems.append(f"{path.stem[:12]}: {error}")
            except OSError as error:
                self._problems.append(f"{path.stem[:12]}: {unreadable(path, error)}")
        self._entries = found
        return {replay_id: entry for replay_id, (_, entry) in found.items()}

    def _files(self, folder: Path) -> list[Path]:
        """Return the files of the folder, which may not exist yet."""
        try:
            return sorted(path for path in folder.iterdir() if path.suffix == ".abr")
        except FileNotFoundError:
            return []
        except OSError as error:
            self._problems.append(str(unreadable(folder, error)))
            return []

    def _entry_of(self, path: Path) -> tuple[int, StoredReplay]:
        """Return the time of a file and its entry; it is read only if it has changed.

        Raises:
            OSError: It cannot be read, or is not a file.
            ReplayError: It is damaged or of another spec.
        """
        mtime_ns = path.stat().st_mtime_ns
        known = self._entries.get(path.stem)
        if known is not None and known[0] == mtime_ns:
            return known
        with open_regular(path) as file:
            return mtime_ns, entry_of(Replay.open(file), mtime_ns)


def entry_of(replay: Replay, mtime_ns: int) -> StoredReplay:
    """Return the entry of a replay whose file was written `mtime_ns` after the epoch.

    Raises:
        DamagedFileError: The replay has no result.
    """
    header, result = replay.header, result_of(replay)
    return StoredReplay.model_validate(
        {
            "replay_id": replay.content_digest,
            "board": board_of(header.config),
            "player": header.player.name,
            "player_kind": header.player.kind,
            "is_practice": bool(header.extra.get(PRACTICE_KEY)),
            "seed": str(header.seed),
            "episode": str(header.episode),
            "net_profit": result.net_profit,
            "return": result.total,
            "steps": result.steps,
            "ticks": result.ticks,
            "end_cause": result.end_cause,
            "created": datetime.fromtimestamp(mtime_ns / 1e9, UTC).isoformat(),
        }
    )


def result_of(replay: Replay) -> replaykit.Result:
    """Return the result of a replay.

    Raises:
        DamagedFileError: It has none.
    """
    if replay.result is None:
        raise DamagedFileError("the replay has no result: its recording was interrupted")
    return replay.result
