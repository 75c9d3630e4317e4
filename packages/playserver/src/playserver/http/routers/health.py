"""/healthz and /metrics: for those who watch over the server."""

from __future__ import annotations

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST

from playserver.errors import UnhealthyError
from playserver.http.dependencies import ServerDep
from playserver.models.server import Health

router = APIRouter(tags=["health"])


@router.get("/healthz")
def read_health(server: ServerDep) -> Health:
    """Return that the server is well: it answers, and its folder of runs is there."""
    if not server.settings.runs_dir.is_dir():
        raise UnhealthyError("the folder of runs is gone")
    return Health(status="ok")


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {CONTENT_TYPE_LATEST: {"schema": {"type": "string"}}}}},
)
async def read_metrics(server: ServerDep) -> Response:
    """Return figures in the text format of Prometheus."""
    return Response(server.telemetry.exposition(), media_type=CONTENT_TYPE_LATEST)
