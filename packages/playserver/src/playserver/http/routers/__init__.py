"""The endpoints under /api, one module per topic."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from playserver.http.dependencies import check_query
from playserver.http.routers import (
    bots,
    evaluations,
    hall_of_fame,
    live,
    locations,
    meta,
    multi_run,
    play,
    policies,
    replays,
    runs,
)

api = APIRouter(prefix="/api", dependencies=[Depends(check_query)])
# routes are tried in this order
for module in (play, meta, runs, live, multi_run, evaluations, hall_of_fame, bots, policies):
    api.include_router(module.router)
for prefix, locate in (
    ("/runs/{run_id}/replays/{replay_id}", locations.locate_in_run),
    ("/evaluations/{evaluation_id}/replays/{replay_id}", locations.locate_in_evaluation),
    ("/hall/{replay_id}", locations.locate_in_hall),
    ("/saved/{replay_id}", locations.locate_saved),
):
    api.include_router(replays.router, prefix=prefix, dependencies=[Depends(locate)])
