"""/api/hall and /api/saved: the replays that the server keeps itself."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Request

from playserver.deps import INT_MAX, LIMIT_MAX, ClientDep, ServerDep
from playserver.openapi import ABR_BODY
from playserver.play_models import KeptReplay, KeptReplayList

LIMIT_DEFAULT: Final = 100

Offset = Annotated[int, Query(ge=0, le=INT_MAX)]
Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX)]

router = APIRouter(tags=["hall"])


@router.get("/hall")
def list_hall(
    server: ServerDep,
    *,
    board: Literal["standard", "short"] = "standard",
    offset: Offset = 0,
    limit: Limit = LIMIT_DEFAULT,
) -> KeptReplayList:
    """Return the hall of fame: the highest net profit first. Boards differ in their time budget."""
    return _page(server.hall.best(board), offset, limit)


@router.post("/hall", status_code=HTTPStatus.CREATED, openapi_extra=ABR_BODY)
async def upload(request: Request, server: ServerDep, client: ClientDep) -> KeptReplay:
    """Take an .abr file as the body, simulate it again, and keep it if it is true."""
    server.rates.uploads.take(client)
    data = await request.body()
    async with server.uploading:  # one at a time: each may cost a second of a core
        return await asyncio.to_thread(server.hall.accept, data)


@router.get("/saved")
def list_saved(
    server: ServerDep, *, offset: Offset = 0, limit: Limit = LIMIT_DEFAULT
) -> KeptReplayList:
    """Return the replays of play sessions that were saved, the newest first."""
    return _page(server.saved.entries(), offset, limit)


def _page(replays: list[KeptReplay], offset: int, limit: int) -> KeptReplayList:
    return KeptReplayList(total=len(replays), replays=replays[offset : offset + limit])
