"""/api/hall and /api/saved: the replays that the server stores."""

from __future__ import annotations

import asyncio
from http import HTTPStatus

from fastapi import APIRouter, Request

from playserver.boards import Board
from playserver.http.dependencies import LIMIT_DEFAULT, ClientDep, Limit, Offset, ServerDep
from playserver.http.media import ABR_BODY
from playserver.models.base import Decimal64
from playserver.models.replays import StoredReplay, StoredReplayList
from playserver.replays.store import ReplayStore

router = APIRouter(tags=["hall"])


@router.get("/hall")
def list_hall(
    server: ServerDep,
    *,
    board: Board = "standard",
    seed: Decimal64 | None = None,
    offset: Offset = 0,
    limit: Limit = LIMIT_DEFAULT,
) -> StoredReplayList:
    """Return a board of the hall of fame, highest net profit first.

    Boards differ in their time budget. With a seed, the flights on that seed alone.
    """
    store = server.hall_of_fame
    return _page(store.best(board, seed), store, offset, limit)


@router.post("/hall", status_code=HTTPStatus.CREATED, openapi_extra=ABR_BODY)
async def upload(request: Request, server: ServerDep, client: ClientDep) -> StoredReplay:
    """Verify an .abr file by simulating it, and store it in the hall of fame."""
    server.rates.uploads.take(client)
    data = await request.body()
    async with server.uploading:  # one at a time: each may take a second of a core
        return await asyncio.to_thread(server.hall_of_fame.admit, data)


@router.get("/saved")
def list_saved(
    server: ServerDep, *, offset: Offset = 0, limit: Limit = LIMIT_DEFAULT
) -> StoredReplayList:
    """Return the saved replays of play sessions, newest first."""
    store = server.saved_replays
    return _page(store.entries(), store, offset, limit)


def _page(
    replays: list[StoredReplay], store: ReplayStore, offset: int, limit: int
) -> StoredReplayList:
    return StoredReplayList(
        total=len(replays),
        replays=replays[offset : offset + limit],
        problems=store.problems(),
    )
