"""How a run is divided among the processes that train it."""

from __future__ import annotations

from trainkit.config.schema import RunConfig
from trainkit.errors import ConfigError


def check_processes(config: RunConfig, processes: int) -> None:
    """Check that worlds and minibatches can be divided among the processes.

    Raises:
        ConfigError: They cannot.
    """
    sequence = config.rollout_steps if config.algorithm == "recurrent_ppo" else 1
    for key, value, unit in (
        ("num_envs", config.num_envs, processes),
        ("ppo.batch_size", config.ppo.batch_size, processes * sequence),
    ):
        if value % unit:
            raise ConfigError(
                f"{key} is {value} with {processes} processes, expected a multiple of {unit}: "
                "worlds and minibatches are divided among them"
            )
