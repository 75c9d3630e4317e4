"""/api/play: play sessions for clients without an engine of their own; step.py has the step."""

from __future__ import annotations

import asyncio
import secrets
from http import HTTPStatus
from importlib.metadata import version
from typing import Annotated

import numpy as np
from fastapi import APIRouter, Depends, Path, Response

import envcore
from playserver.http.dependencies import ClientDep, ServerDep, count_simulation, count_write
from playserver.http.media import ABR_ANSWER, ABR_MEDIA_TYPE
from playserver.ids import SESSION_ID
from playserver.models.play import (
    EnvOptions,
    PlayReset,
    PlaySession,
    PlayStart,
    PlayTurn,
    PlayUndo,
)
from playserver.models.replays import StoredReplay
from playserver.play.sessions import Session
from playserver.replays import simulate
from replaykit import Player

SessionId = Annotated[str, Path(pattern=f"^{SESSION_ID.pattern}$")]

router = APIRouter(prefix="/play", tags=["play"])


@router.post("", status_code=HTTPStatus.CREATED)
async def create_session(start: PlayStart, server: ServerDep, client: ClientDep) -> PlaySession:
    """Start a session; beyond the limits, the least recently used one is closed."""
    server.rates.creates.take(client)
    player = Player(kind="human", name=start.player, version=version("playserver"))
    session = Session(client, player)
    await asyncio.to_thread(
        session.start,
        envcore.EnvConfig(**start.options.model_dump()),
        secrets.randbits(64) if start.seed is None else int(start.seed),
        int(start.episode),
        start.actions,
    )
    num_evicted = server.sessions.add(session)
    return _session_answer(session, server.settings.limits.session_idle_s, num_evicted)


@router.get("/{session_id}")
async def read_session(session_id: SessionId, server: ServerDep) -> PlaySession:
    """Return a session, as after a reload of the page."""
    session = server.sessions.get(session_id)
    async with session.lock:
        return _session_answer(session, server.settings.limits.session_idle_s)


@router.post("/{session_id}/reset", dependencies=[Depends(count_write)])
async def reset(session_id: SessionId, body: PlayReset, server: ServerDep) -> PlaySession:
    """Start another episode in the same session."""
    session = server.sessions.get(session_id)
    seed, episode = (None if text is None else int(text) for text in (body.seed, body.episode))
    async with session.lock:
        await asyncio.to_thread(session.reset, seed, episode)
        return _session_answer(session, server.settings.limits.session_idle_s)


@router.post("/{session_id}/undo", dependencies=[Depends(count_write), Depends(count_simulation)])
async def undo(session_id: SessionId, body: PlayUndo, server: ServerDep) -> PlaySession:
    """Undo the steps after `to_step`; the replay is marked as practice."""
    session = server.sessions.get(session_id)
    async with session.lock:
        await asyncio.to_thread(session.undo, body.to_step)
        return _session_answer(session, server.settings.limits.session_idle_s)


@router.get(
    "/{session_id}/replay",
    response_class=Response,
    responses=ABR_ANSWER,
    dependencies=[Depends(count_simulation)],
)
async def read_replay(session_id: SessionId, server: ServerDep) -> Response:
    """Return the .abr file of the episode so far."""
    session = server.sessions.get(session_id)
    async with session.lock:
        replay = await asyncio.to_thread(session.replay)
    name = f"session-{replay.header.seed}-{replay.header.episode}.abr"
    return Response(
        replay.to_bytes(),
        media_type=ABR_MEDIA_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@router.post("/{session_id}/save", status_code=HTTPStatus.CREATED)
async def save(session_id: SessionId, server: ServerDep, client: ClientDep) -> StoredReplay:
    """Store the replay of the episode so far on the server; /api/saved lists it."""
    server.rates.uploads.take(client)
    session = server.sessions.get(session_id)
    async with session.lock:
        replay = await asyncio.to_thread(session.replay)
    return await asyncio.to_thread(server.saved_replays.add, replay)


@router.delete(
    "/{session_id}", status_code=HTTPStatus.NO_CONTENT, dependencies=[Depends(count_write)]
)
async def delete_session(session_id: SessionId, server: ServerDep) -> None:
    """Close a session."""
    server.sessions.delete(session_id)


def turn_of(session: Session) -> PlayTurn:
    """Return a session after a step."""
    return PlayTurn.model_validate(_turn_values(session))


def _turn_values(session: Session) -> dict[str, object]:
    legal = np.flatnonzero(session.env.info()["action_mask"]).tolist()
    return {
        "session_id": session.session_id,
        "num_steps": len(session.actions),
        "has_ended": session.env.has_ended,
        "legal_actions": legal,
        "frame": simulate.frame_model(session.frame),
    }


def _session_answer(session: Session, idle_s_max: float, num_evicted: int = 0) -> PlaySession:
    env = session.env
    return PlaySession.model_validate(
        _turn_values(session)
        | {
            "seed": str(env.world_seed),
            "episode": str(env.episode),
            "options": EnvOptions(**env.config.to_dict()),
            "player": session.player.name,
            "is_practice": session.has_undone,
            "idle_s_max": idle_s_max,
            "num_evicted": num_evicted,
            "belt": simulate.nodes_of(env),
        }
    )
