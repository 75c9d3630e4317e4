"""/healthz and /metrics: for monitoring the server."""

from __future__ import annotations

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST

from playserver.errors import UnhealthyError
from playserver.http.dependencies import ServerDep
from playserver.models.server import Health

router = APIRouter(tags=["health"])


@router.get("/healthz")
def read_health(server: ServerDep) -> Health:
    """Return `ok` if the server works: it answers, and the runs folder has not gone."""
    if server.lacks_runs():
        raise UnhealthyError("the runs folder does not exist any more")
    return Health(status="ok")


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {CONTENT_TYPE_LATEST: {"schema": {"type": "string"}}}}},
)
async def read_metrics(server: ServerDep) -> Response:
    """Return metrics in Prometheus's text format."""
    return Response(server.telemetry.exposition(), media_type=CONTENT_TYPE_LATEST)
