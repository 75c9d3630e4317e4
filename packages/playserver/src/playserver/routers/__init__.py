"""The endpoints under /api, a file per kind of thing."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from playserver.routers import across, hall, live, meta, places, play, replays, runs

api = APIRouter(prefix="/api")
for room in (play, meta, runs, live, across, hall):  # routes are tried in this order
    api.include_router(room.router)
for prefix, locate in (
    ("/runs/{run_id}/replays/{replay_id}", places.locate_in_run),
    ("/hall/{replay_id}", places.locate_in_hall),
    ("/saved/{replay_id}", places.locate_saved),
):
    api.include_router(replays.router, prefix=prefix, dependencies=[Depends(locate)])
