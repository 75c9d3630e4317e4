"""GET /api/runs/{run_id}/live: news of a training run as server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Header
from fastapi.sse import EventSourceResponse, ServerSentEvent

from playserver.http.dependencies import INT_MAX, After, CatalogDep, ClientDep, ServerDep
from playserver.models.runs import Run, Window
from playserver.models.server import Problem
from playserver.runs.live import news_of

EVENTS: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "content": {
            "text/event-stream": {
                "x-events": {
                    name: {"$ref": f"#/components/schemas/{model.__name__}"}
                    for name, model in {"run": Run, "window": Window, "problem": Problem}.items()
                }
            }
        }
    }
}
"""The schema of the data of each event, which OpenAPI itself cannot say."""

router = APIRouter(prefix="/runs", tags=["runs"])


async def check_run(run_id: str, catalog: CatalogDep) -> None:
    """Refuse an unknown run before the answer starts."""
    await asyncio.to_thread(catalog.run_status, run_id)


async def count_stream(server: ServerDep, client: ClientDep) -> AsyncIterator[None]:
    """Count a stream while it is open."""
    with server.streams.opened(client):
        yield


@router.get(
    "/{run_id}/live",
    response_class=EventSourceResponse,
    dependencies=[Depends(check_run), Depends(count_stream)],
    responses=EVENTS,
)
async def follow_run(
    run_id: str,
    catalog: CatalogDep,
    server: ServerDep,
    *,
    after: After = 0,
    last_event_id: Annotated[int | None, Header(ge=0, le=INT_MAX)] = None,
) -> AsyncIterator[ServerSentEvent]:
    """Send events: `run` when its status changes, `window` for every window after `after`.

    A browser that reconnects sends the last window that it saw as Last-Event-ID.
    """

    async def pause() -> None:
        await asyncio.sleep(server.settings.limits.news_every_s)

    last_window = after if last_event_id is None else last_event_id
    is_over = server.is_stopping.is_set
    async for event in news_of(catalog, run_id, last_window, pause, is_over):
        yield event
