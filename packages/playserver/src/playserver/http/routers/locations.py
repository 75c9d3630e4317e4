"""Finds the replay that a path names and passes its location to the endpoints of replays.py."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from playserver.http.dependencies import CatalogDep, ServerDep
from playserver.replays.locations import (
    ReplayLocation,
    location_in_evaluation,
    location_in_run,
    location_in_store,
)


def locate_in_run(
    run_id: str, replay_id: str, connection: HTTPConnection, catalog: CatalogDep
) -> None:
    """Find a replay of a run."""
    connection.state.location = location_in_run(catalog, run_id, replay_id)


def locate_in_hall(replay_id: str, connection: HTTPConnection, server: ServerDep) -> None:
    """Find a replay in the hall of fame."""
    connection.state.location = location_in_store(server.hall_of_fame, replay_id, "hall")


def locate_saved(replay_id: str, connection: HTTPConnection, server: ServerDep) -> None:
    """Find the saved replay of a play session."""
    connection.state.location = location_in_store(server.saved_replays, replay_id, "saved")


def locate_in_evaluation(
    evaluation_id: str, replay_id: str, connection: HTTPConnection, server: ServerDep
) -> None:
    """Find a replay in a saved evaluation or a bundle."""
    found = location_in_evaluation(server.evaluations, evaluation_id, replay_id)
    connection.state.location = found


async def location_of(connection: HTTPConnection) -> ReplayLocation:
    """Return the location that was found."""
    location: ReplayLocation = connection.state.location
    return location


LocationDep = Annotated[ReplayLocation, Depends(location_of)]
