"""Where a replay's file is: a run folder, the hall of fame, saved sessions or an evaluation."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Final, Literal

from playserver.errors import DamagedFileError
from playserver.models.replays import ReplayEntry, StoredReplay
from playserver.replays.store import ReplayStore, entry_of
from playserver.runs.catalog import Catalog
from playserver.runs.evaluation_bundle import BundleTable
from playserver.runs.evaluations import SEPARATOR, Evaluations
from playserver.runs.reading import unreadable
from replaykit import Replay, ReplayError
from replaykit.files import open_regular

_NO_ENTRY: Final = ReplayEntry.model_validate(
    dict.fromkeys(("replay_id", "policy", "seed", "episode"), "")
    | dict.fromkeys(("return", "net_profit", "steps", "ticks"), 0)
    | {"window": None, "tags": [], "deterministic": False, "end_cause": None, "created": None}
)


@dataclass(frozen=True, slots=True)
class ReplayLocation:
    """A replay's file, and what is known of the replay without reading it.

    Attributes:
        entry: Its entry in lists.
        path: Its file.
        download_name: Name of the file when it is downloaded.
        title: Name of the replay in error messages.
        member: Its bytes, if the file at the path is a bundle that contains it.
    """

    entry: ReplayEntry
    path: Path
    download_name: str
    title: str
    member: bytes | None = None

    @property
    def file_bytes(self) -> int:
        """Size of the replay's file."""
        return self.path.stat().st_size if self.member is None else len(self.member)

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
        if self.member is not None:
            return io.BytesIO(self.member)
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


def location_in_evaluation(
    evaluations: Evaluations, evaluation_id: str, replay_id: str
) -> ReplayLocation:
    """Return the location of a replay in a saved evaluation or a bundle.

    Raises:
        NotFoundError: There is no such evaluation or replay.
        DamagedFileError: The evaluation cannot be read.
        ReplayError: The replay is damaged, or of another spec.
    """
    table = evaluations.table(evaluation_id)
    is_bundle = isinstance(table, BundleTable)
    found = ReplayLocation(
        entry=_NO_ENTRY,
        path=table.path if isinstance(table, BundleTable) else table.replay_path(replay_id),
        download_name=f"{evaluation_id.rpartition(SEPARATOR)[2]}-{replay_id}.abr",
        title=f"replay {replay_id} of {evaluation_id}",
        member=table.replay_bytes(replay_id) if isinstance(table, BundleTable) else None,
    )
    replay = found.read()
    created = None if is_bundle else found.path.stat().st_mtime_ns
    stored = entry_of(replay, created or 0).model_copy(update={"replay_id": replay_id})
    return replace(found, entry=_run_entry_of(stored, "evaluation"))


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
