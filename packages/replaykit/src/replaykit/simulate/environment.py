"""Environments where replays start: after a reset, or in a stored state."""

from __future__ import annotations

from typing import Any

import envcore
from replaykit.errors import DamagedReplayError
from replaykit.format.header import Header
from replaykit.format.replay import Replay


def env_at(config: envcore.EnvConfig, seed: int, episode: int) -> envcore.AsteroidProspectorEnv:
    """Return an environment at the start of an episode.

    Args:
        config: Options of the environment.
        seed: 0..2^64-1.
        episode: 0..2^64-1.
    """
    env = envcore.AsteroidProspectorEnv(**config.to_dict())
    env.reset(seed=seed, options={"episode": episode})
    return env


def env_from_state(
    header: Header, state: bytes, where: str = "state"
) -> envcore.AsteroidProspectorEnv:
    """Return an environment in a state, which must belong to the header's episode.

    Args:
        header: Header of the replay.
        state: As `get_state` of an environment gives it.
        where: Start of error messages.

    Raises:
        DamagedReplayError: The state is damaged, or its options, seed or episode are not those
            of the header.
    """
    env = envcore.AsteroidProspectorEnv(**header.config.to_dict())
    try:
        env.set_state(state)
    except ValueError as error:
        raise DamagedReplayError(f"{where}: {error}") from None
    for name, stated, found in (
        ("options", header.config, env.config),
        ("seed", header.seed, env.world_seed),
        ("episode", header.episode, env.episode),
    ):
        if stated != found:
            raise DamagedReplayError(f"{where}: {name} is {found}, the header has {stated}")
    return env


def end_cause_of(info: dict[str, Any]) -> str | None:
    """Return the cause of an episode's end as replays and frames have it: None until the end."""
    cause: str = info.get("end_cause", "none")  # envcore 0.1.0 names a cause at the end only
    return None if cause == "none" else cause


def env_at_start(replay: Replay) -> envcore.AsteroidProspectorEnv:
    """Return an environment where a replay starts: after its reset, or in its stored state.

    Raises:
        DamagedReplayError: The stored state is damaged or of another episode.
    """
    header = replay.header
    if replay.state is None:
        return env_at(header.config, header.seed, header.episode)
    return env_from_state(header, replay.state)
