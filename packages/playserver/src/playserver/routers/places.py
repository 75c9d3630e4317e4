"""The places where replays are kept: found here, and handed to the endpoints of a replay."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from playserver.catalog import Catalog
from playserver.deps import CatalogDep, ServerDep
from playserver.kept import Kept
from playserver.models import ReplayEntry
from playserver.play_models import KeptReplay
from playserver.shelves import Shelf


def locate_in_run(
    run_id: str, replay_id: str, connection: HTTPConnection, catalog: CatalogDep
) -> None:
    """Find a replay of a run."""
    connection.state.kept = kept_in_run(catalog, run_id, replay_id)


def locate_in_hall(replay_id: str, connection: HTTPConnection, server: ServerDep) -> None:
    """Find a replay in the hall of fame."""
    connection.state.kept = _kept_on(server.hall, replay_id, "hall")


def locate_saved(replay_id: str, connection: HTTPConnection, server: ServerDep) -> None:
    """Find a replay of a play session."""
    connection.state.kept = _kept_on(server.saved, replay_id, "saved")


def kept_in_run(catalog: Catalog, run_id: str, replay_id: str) -> Kept:
    """Return a replay of a run."""
    return Kept(
        entry=catalog.replay_entry(run_id, replay_id),
        path=catalog.replay_path(run_id, replay_id),
        file_name=f"{run_id}-{replay_id}.abr",
        name=f"replay {replay_id} of run {run_id}",
    )


async def kept_of(connection: HTTPConnection) -> Kept:
    """Return the replay that was found."""
    kept: Kept = connection.state.kept
    return kept


KeptDep = Annotated[Kept, Depends(kept_of)]


def _kept_on(shelf: Shelf, replay_id: str, tag: str) -> Kept:
    kept = shelf.entry(replay_id)
    return Kept(
        entry=_entry_of(kept, tag),
        path=shelf.path(replay_id),
        file_name=f"{tag}-{replay_id[:12]}.abr",
        name=f"replay {replay_id[:12]}",
    )


def _entry_of(kept: KeptReplay, tag: str) -> ReplayEntry:
    """Return a replay that belongs to no run in the shape of one that does."""
    same = kept.model_dump(by_alias=True)
    own = {"window": None, "tags": [tag], "policy": kept.player, "deterministic": False}
    return ReplayEntry.model_validate(same | own)
