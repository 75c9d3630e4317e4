"""The endpoints under /api, a file per kind of thing."""

from __future__ import annotations

from fastapi import APIRouter

from playserver.routers import meta, replays, runs

api = APIRouter(prefix="/api")
for room in (meta, runs, replays):
    api.include_router(room.router)
