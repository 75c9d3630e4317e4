"""GET /api/runs/{run_id}/live: what is new in a run that trains."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header
from fastapi.sse import EventSourceResponse, ServerSentEvent

from playserver.http.dependencies import INT_MAX, After, CatalogDep, ClientDep, ServerDep
from playserver.runs.live import news_of

router = APIRouter(prefix="/runs", tags=["runs"])


async def check_run(run_id: str, catalog: CatalogDep) -> None:
    """Refuse a run that is not there before anything is sent."""
    await asyncio.to_thread(catalog.run_status, run_id)


async def count_stream(server: ServerDep, client: ClientDep) -> AsyncIterator[None]:
    """Count a stream while it is open."""
    with server.streams.opened(client):
        yield


@router.get(
    "/{run_id}/live",
    response_class=EventSourceResponse,
    dependencies=[Depends(check_run), Depends(count_stream)],
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

    A browser that comes back says in Last-Event-ID which window it saw last.
    """

    async def pause() -> None:
        await asyncio.sleep(server.settings.limits.news_every_s)

    known = after if last_event_id is None else last_event_id
    async for event in news_of(catalog, run_id, known, pause):
        yield event
