"""Where a replay's file is: in a run folder, the hall of fame or the saved sessions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from playserver.errors import DamagedFileError
from playserver.models.replays import ReplayEntry, StoredReplay
from playserver.replays.store import ReplayStore
from playserver.runs.catalog import Catalog
from playserver.runs.reading import unreadable
from replaykit import Replay, ReplayError
from replaykit.files import open_regular


@dataclass(frozen=True, slots=True)
class ReplayLocation:
    """A replay's file, and what is known of the replay without reading it.

    Attributes:
        entry: Its entry in lists.
        path: Its file.
        download_name: Name of the file when it is downloaded.
        title: Name of the replay in error messages.
    """

    entry: ReplayEntry
    path: Path
    download_name: str
    title: str

    def read(self) -> Replay:
        """Read the replay.

        Raises:
            ReplayError: Its file is damaged, or of another spec.
            DamagedFileError: Its file cannot be read.
        """
        try:
            with self.opened() as file:
                return Replay.open(file)
        except ReplayError as error:
            raise type(error)(f"{self.title}: {error}") from None

    def opened(self) -> BinaryIO:
        """Open the file.

        Raises:
            DamagedFileError: It cannot be read, or is not a file.
        """
        try:
            return open_regular(self.path)
        except OSError as error:
            raise DamagedFileError(f"{self.title}: {unreadable(self.path, error)}") from None


def location_in_run(catalog: Catalog, run_id: str, replay_id: str) -> ReplayLocation:
    """Return the location of a replay in a run.

    Raises:
        NotFoundError: There is no such run or replay.
    """
    return ReplayLocation(
        entry=catalog.replay_entry(run_id, replay_id),
        path=catalog.replay_path(run_id, replay_id),
        download_name=f"{run_id}-{replay_id}.abr",
        title=f"replay {replay_id} of run {run_id}",
    )


def location_in_store(
    store: ReplayStore, replay_id: str, tag: Literal["hall", "saved"]
) -> ReplayLocation:
    """Return the location of a replay in a store, whose entries get the tag.

    Raises:
        NotFoundError: The store has no such replay.
    """
    stored = store.entry(replay_id)
    return ReplayLocation(
        entry=_run_entry_of(stored, tag),
        path=store.path(replay_id),
        download_name=f"{tag}-{replay_id[:12]}.abr",
        title=f"replay {replay_id[:12]}",
    )


def _run_entry_of(stored: StoredReplay, tag: str) -> ReplayEntry:
    """Return the entry of a stored replay in the form of a run's replay."""
    shared = stored.model_dump(by_alias=True)
    own = {"window": None, "tags": [tag], "policy": stored.player, "deterministic": False}
    return ReplayEntry.model_validate(shared | own)
