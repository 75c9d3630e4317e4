"""The world that a replay starts from."""

from __future__ import annotations

import envcore
from replaykit.errors import DamagedReplayError
from replaykit.format.header import Header


def env_at(config: envcore.EnvConfig, seed: int, episode: int) -> envcore.AsteroidProspectorEnv:
    """Return an environment with these options at the start of that episode."""
    env = envcore.AsteroidProspectorEnv(**config.to_dict())
    env.reset(seed=seed, options={"episode": episode})
    return env


def env_from_state(
    header: Header, state: bytes, where: str = "state"
) -> envcore.AsteroidProspectorEnv:
    """Return an environment in a state, which must be of the header's episode.

    Raises:
        DamagedReplayError: The state is damaged, or of another seed, episode or configuration.
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
            raise DamagedReplayError(f"{where}: {name} is {found}, the header says {stated}")
    return env


def env_at_start(header: Header, state: bytes | None) -> envcore.AsteroidProspectorEnv:
    """Return an environment where a replay starts: after its reset, or in its stored state."""
    if state is None:
        return env_at(header.config, header.seed, header.episode)
    return env_from_state(header, state)
