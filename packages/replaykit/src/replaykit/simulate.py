"""The world that a replay starts from."""

from __future__ import annotations

import envcore


def env_at(config: envcore.EnvConfig, seed: int, episode: int) -> envcore.AsteroidProspectorEnv:
    """Return an environment with these options at the start of that episode."""
    env = envcore.AsteroidProspectorEnv(**config.to_dict())
    env.reset(seed=seed, options={"episode": episode})
    return env
