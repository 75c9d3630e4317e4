"""GET /api/runs/{run_id}/replays/{replay_id}: one replay, its file, its truth and its frames."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query
from fastapi.responses import FileResponse

import replaykit
from playserver import simulate
from playserver.deps import INT_MAX, CatalogDep, count_simulation
from playserver.errors import BadRequestError
from playserver.models import FramePage, ReplayDetail, Verdict
from playserver.openapi import ABR_FILE

FRAMES_MAX: Final = 2000
"""Frames of a page; about a megabyte of JSON."""

router = APIRouter(prefix="/runs/{run_id}/replays/{replay_id}", tags=["replays"])


@router.get("", dependencies=[Depends(count_simulation)])
def read_replay(run_id: str, replay_id: str, catalog: CatalogDep) -> ReplayDetail:
    """Return what a replay says of itself, and the belt in which it happens."""
    replay = catalog.replay(run_id, replay_id)
    header = replay.header
    return ReplayDetail(
        entry=catalog.replay_entry(run_id, replay_id),
        env_id=header.env_id,
        options=header.config.to_dict(),
        player_kind=header.player.kind,
        player_name=header.player.name,
        player_version=header.player.version,
        content_digest=replay.content_digest,
        file_bytes=catalog.replay_path(run_id, replay_id).stat().st_size,
        belt=simulate.belt_of(replay),
    )


@router.get("/file", response_class=FileResponse, responses=ABR_FILE)
def read_file(run_id: str, replay_id: str, catalog: CatalogDep) -> FileResponse:
    """Return the .abr file."""
    return FileResponse(
        catalog.replay_path(run_id, replay_id),
        media_type="application/octet-stream",
        filename=f"{run_id}-{replay_id}.abr",
    )


@router.get("/verify", dependencies=[Depends(count_simulation)])
def verify(run_id: str, replay_id: str, catalog: CatalogDep) -> Verdict:
    """Simulate the replay again and say whether it is true."""
    verdict = replaykit.verify(catalog.replay(run_id, replay_id))
    return Verdict(is_true=verdict.is_true, message=verdict.message)


@router.get("/frames", dependencies=[Depends(count_simulation)])
def list_frames(
    run_id: str,
    replay_id: str,
    catalog: CatalogDep,
    *,
    start: Annotated[int, Query(ge=0, le=INT_MAX)] = 0,
    stop: Annotated[int | None, Query(ge=0, le=INT_MAX)] = None,
    stride: Annotated[int, Query(ge=1, le=INT_MAX)] = 1,
) -> FramePage:
    """Return the frames start, start + stride, ... below stop, at most FRAMES_MAX of them."""
    replay = catalog.replay(run_id, replay_id)
    total = len(replay.actions) + 1
    if start >= total:
        raise BadRequestError(f"start is {start}, expected 0..{total - 1}")
    end = min(total if stop is None else stop, total, start + stride * FRAMES_MAX)
    return FramePage(
        replay_id=replay_id,
        start=start,
        stop=end,
        stride=stride,
        total=total,
        frames=simulate.frames_of(replay, start, end, stride),
    )
