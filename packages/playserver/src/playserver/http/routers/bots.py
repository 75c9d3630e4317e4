"""/api/bots: episodes of scripted bots, to compare replays with."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

import envcore
from playserver.http.dependencies import ClientDep, ServerDep
from playserver.http.media import ABR_ANSWER, FileAnswer
from playserver.models.play import WorldQuery
from playserver.models.server import BotList
from playserver.replays.bot_episodes import World, bot_episode
from replaykit.record.players import player_names

router = APIRouter(prefix="/bots", tags=["bots"])


@router.get("")
def list_bots() -> BotList:
    """Return the bots that are installed beside the server."""
    return BotList(bots=player_names())


@router.get("/{bot}/episode", response_class=Response, responses=ABR_ANSWER)
def play_bot(
    bot: str, world: Annotated[WorldQuery, Query()], server: ServerDep, client: ClientDep
) -> FileAnswer:
    """Return the .abr file of a bot's episode in a world; the first request plays it."""
    server.rates.simulations.take(client)
    options = world.model_dump(exclude={"seed", "episode"})
    place = World(int(world.seed), int(world.episode), envcore.EnvConfig(**options))
    path = bot_episode(server.bot_episodes, bot, place)
    return FileAnswer(path, path.name)
