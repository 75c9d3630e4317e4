"""/api/hall and /api/saved: the replays that the server keeps itself."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request

from playserver.boards import Board
from playserver.http.dependencies import INT_MAX, LIMIT_MAX, ClientDep, ServerDep
from playserver.http.openapi import ABR_BODY
from playserver.models.replays import StoredReplay, StoredReplayList

LIMIT_DEFAULT: Final = 100

Offset = Annotated[int, Query(ge=0, le=INT_MAX)]
Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX)]

router = APIRouter(tags=["hall"])


@router.get("/hall")
def list_hall(
    server: ServerDep,
    *,
    board: Board = "standard",
    offset: Offset = 0,
    limit: Limit = LIMIT_DEFAULT,
) -> StoredReplayList:
    """Return the hall of fame: the highest net profit first. Boards differ in their time budget."""
    return _page(server.hall_of_fame.best(board), offset, limit)


@router.post("/hall", status_code=HTTPStatus.CREATED, openapi_extra=ABR_BODY)
async def upload(request: Request, server: ServerDep, client: ClientDep) -> StoredReplay:
    """Take an .abr file as the body, simulate it again, and keep it if it is true."""
    server.rates.uploads.take(client)
    data = await request.body()
    async with server.uploading:  # one at a time: each may cost a second of a core
        return await asyncio.to_thread(server.hall_of_fame.admit, data)


@router.get("/saved")
def list_saved(
    server: ServerDep, *, offset: Offset = 0, limit: Limit = LIMIT_DEFAULT
) -> StoredReplayList:
    """Return the replays of play sessions that were saved, the newest first."""
    return _page(server.saved_replays.entries(), offset, limit)


def _page(replays: list[StoredReplay], offset: int, limit: int) -> StoredReplayList:
    return StoredReplayList(total=len(replays), replays=replays[offset : offset + limit])
