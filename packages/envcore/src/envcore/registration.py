"""Registration of the environments with Gymnasium."""

from __future__ import annotations

import gymnasium as gym

from envcore.spec import ENV_TIME_MAX


def register_envs() -> None:
    """Register every id of the spec, once; `gym.make_vec` gets the native vector env."""
    for env_id, time_max in ENV_TIME_MAX.items():
        if env_id not in gym.registry:
            gym.register(
                id=env_id,
                entry_point="envcore.asteroid_prospector:AsteroidProspectorEnv",
                vector_entry_point="envcore.asteroid_prospector:AsteroidProspectorVectorEnv",
                kwargs={"time_max": time_max},
            )
