"""One replay, wherever it is stored: its description, file, verification, frames and stream."""

from __future__ import annotations

import asyncio
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, WebSocket
from fastapi.responses import Response

import replaykit
from playserver.errors import BadRequestError
from playserver.http.dependencies import (
    INT_MAX,
    ClientDep,
    ServerDep,
    count_simulation,
    refuse_unknown,
)
from playserver.http.media import ABR_ANSWER, ABR_MEDIA_TYPE, FileAnswer
from playserver.http.routers.locations import LocationDep
from playserver.models.replays import (
    STREAM_FRAMES_PER_S_MAX,
    FramePage,
    ReplayDetail,
    StreamCommand,
    Verdict,
)
from playserver.replays import simulate
from playserver.replays.stream import FrameStream

FRAMES_MAX: Final = 2000
"""Most frames in one answer, about a megabyte of JSON."""
STREAM_QUERY: Final = ("start", "stride", "frames_per_s")

Step = Annotated[int, Query(ge=0, le=INT_MAX)]
Stride = Annotated[int, Query(ge=1, le=INT_MAX)]

router = APIRouter(tags=["replays"])


@router.get("", dependencies=[Depends(count_simulation)])
def read_replay(location: LocationDep) -> ReplayDetail:
    """Return the header of a replay, and the belt at the start of its episode."""
    return simulate.detail_of(location, location.read())


@router.get("/file", response_class=Response, responses=ABR_ANSWER)
def read_file(location: LocationDep) -> Response:
    """Return the .abr file."""
    if location.member is not None:
        named = {"Content-Disposition": f'attachment; filename="{location.download_name}"'}
        return Response(location.member, media_type=ABR_MEDIA_TYPE, headers=named)
    location.opened().close()  # so that a file that cannot be read has its own answer
    return FileAnswer(location.path, location.download_name)


@router.get("/verify", dependencies=[Depends(count_simulation)])
def verify(location: LocationDep) -> Verdict:
    """Simulate the replay and return whether its recorded results are true."""
    return simulate.verdict_of(replaykit.verify(location.read()))


@router.get("/frames", dependencies=[Depends(count_simulation)])
def list_frames(
    location: LocationDep,
    *,
    start: Step = 0,
    stop: Annotated[int | None, Query(ge=0, le=INT_MAX)] = None,
    stride: Stride = 1,
) -> FramePage:
    """Return the frames start, start + stride, ... below stop, at most 2,000 of them."""
    replay = location.read()
    total = len(replay.actions) + 1
    if start >= total:
        raise BadRequestError(f"start is {start}, expected 0..{total - 1}")
    end = min(total if stop is None else stop, total, start + stride * FRAMES_MAX)
    return FramePage(
        replay_id=location.entry.replay_id,
        start=start,
        stop=end,
        stride=stride,
        total=total,
        frames=simulate.frames_of(replay, start, end, stride),
    )


@router.websocket("/stream")
async def stream_frames(
    socket: WebSocket,
    location: LocationDep,
    server: ServerDep,
    client: ClientDep,
    *,
    start: Step = 0,
    stride: Stride = 1,
    frames_per_s: Annotated[float, Query(gt=0, le=STREAM_FRAMES_PER_S_MAX)] = 10.0,
) -> None:
    """Send frames at a fixed rate as StreamMessages; the viewer may send StreamCommands."""
    refuse_unknown(socket, STREAM_QUERY)
    server.rates.simulations.take(client)
    with server.streams.opened(client):
        replay = await asyncio.to_thread(location.read)
        await socket.accept()
        command = StreamCommand(step=start, stride=stride, frames_per_s=frames_per_s, playing=True)
        await FrameStream(
            socket,
            replay,
            command,
            slow_s=server.settings.limits.slow_client_s,
            count=server.telemetry.frames.inc,
        ).run()
