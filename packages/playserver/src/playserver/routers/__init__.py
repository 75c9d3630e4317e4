"""The endpoints under /api, a file per kind of thing."""

from __future__ import annotations

from fastapi import APIRouter

from playserver.routers import across, meta, play, replays, runs

api = APIRouter(prefix="/api")
for room in (meta, runs, across, replays, play):
    api.include_router(room.router)
