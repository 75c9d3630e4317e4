"""A policy as a zip file of Stable-Baselines3, which its own `load` reads and trains further."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from types import MappingProxyType, ModuleType
from typing import Any, Final

import cloudpickle
from sb3_contrib import MaskablePPO, RecurrentPPO
from stable_baselines3 import PPO
from stable_baselines3.common.vec_env import VecFrameStack

import trainkit.policies.networks
import trainkit.policies.normalization
import trainkit.ranks
from trainkit.envs.vec_env import BatchVecEnv
from trainkit.policies.layers import policy_of
from trainkit.policies.networks import POLICIES, policy_arguments
from trainkit.policies.policy_file import PolicyFile

_ALGORITHMS: Final = MappingProxyType[str, Any](
    {
        "ppo": PPO,
        "maskable_ppo": MaskablePPO,
        "recurrent_ppo": RecurrentPPO,
        "random": MaskablePPO,
    }
)
_SAME_NAMES: Final = (
    "learning_rate", "gamma", "gae_lambda", "n_epochs", "batch_size", "ent_coef", "clip_range",
    "vf_coef", "max_grad_norm",
)  # fmt: skip
_DEFINITIONS: Final = (trainkit.policies.networks, trainkit.policies.normalization, trainkit.ranks)
"""Modules with the classes that the network is made of."""


def sb3_bytes(file: PolicyFile) -> bytes:
    """Return a policy as a zip file of MaskablePPO or PPO, or of sb3-contrib's RecurrentPPO.

    The classes of normalization and shared layers are pickled by value, so that loading needs
    Stable-Baselines3 only, with the Python version that wrote the file.
    """
    header = file.header
    worlds = BatchVecEnv(1, header.env_config(), with_features=header.network.engineered_features)
    stack = header.network.frame_stack
    arguments = policy_arguments(header.algorithm, header.network)
    arguments["optimizer_kwargs"] = {"eps": 1e-5}
    model = _ALGORITHMS[header.algorithm](
        POLICIES[header.algorithm],
        VecFrameStack(worlds, stack) if stack > 1 else worlds,
        policy_kwargs=arguments,
        device="cpu",
        **_hyperparameters(header.training.config),
    )
    model.policy.load_state_dict(policy_of(file).state_dict())
    model.num_timesteps = header.training.env_steps or 0
    data = io.BytesIO()
    with _pickled_by_value(_DEFINITIONS):
        model.save(data)
    worlds.close()
    return data.getvalue()


def _hyperparameters(config: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of SB3's algorithm that a run's configuration gives."""
    ppo = config.get("ppo", {})
    found = {name: ppo[name] for name in _SAME_NAMES if name in ppo}
    return found | ({"n_steps": config["rollout_steps"]} if "rollout_steps" in config else {})


@contextmanager
def _pickled_by_value(modules: tuple[ModuleType, ...]) -> Iterator[None]:
    """Pickle what the modules define instead of their names."""
    for module in modules:
        cloudpickle.register_pickle_by_value(module)
    try:
        yield
    finally:
        for module in modules:
            cloudpickle.unregister_pickle_by_value(module)
