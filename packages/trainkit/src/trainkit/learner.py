"""Making the SB3 learner and its policy from a configuration."""

from __future__ import annotations

from typing import Any

import torch
from sb3_contrib import MaskablePPO
from sb3_contrib.common.maskable.policies import MaskableActorCriticPolicy
from stable_baselines3 import PPO
from stable_baselines3.common.policies import ActorCriticPolicy

from envcore.spaces import action_space, observation_space
from trainkit.config import NetworkSection, RunConfig
from trainkit.scaling import RunningNorm
from trainkit.vec_env import BatchVecEnv

Learner = PPO | MaskablePPO
Policy = ActorCriticPolicy | MaskableActorCriticPolicy

_ACTIVATIONS = {"relu": torch.nn.ReLU, "tanh": torch.nn.Tanh}
_LEARNERS: dict[str, type[Any]] = {"ppo": PPO, "maskable_ppo": MaskablePPO}
_POLICIES: dict[str, type[Policy]] = {
    "ppo": ActorCriticPolicy,
    "maskable_ppo": MaskableActorCriticPolicy,
}


def make_learner(config: RunConfig, env: BatchVecEnv) -> Learner:
    """Return a new PPO learner on these worlds; takes the random seed of the configuration."""
    ppo = config.ppo
    span = ppo.learning_rate - ppo.learning_rate_end
    learner: Learner = _LEARNERS[config.algorithm](
        _POLICIES[config.algorithm],
        env,
        learning_rate=lambda left: ppo.learning_rate_end + span * left,
        n_steps=config.rollout_steps,
        batch_size=ppo.batch_size,
        n_epochs=ppo.n_epochs,
        gamma=ppo.gamma,
        gae_lambda=ppo.gae_lambda,
        clip_range=ppo.clip_range,
        ent_coef=ppo.ent_coef,
        vf_coef=ppo.vf_coef,
        max_grad_norm=ppo.max_grad_norm,
        policy_kwargs=policy_arguments(config.network),
        seed=config.seed,
        device=config.device,
    )
    return learner


def make_policy(config: RunConfig) -> Policy:
    """Return a policy of that shape, to load a checkpoint into."""
    return _POLICIES[config.algorithm](
        observation_space(),
        action_space(),
        lambda _: 0.0,
        **policy_arguments(config.network),
    )


def policy_arguments(network: NetworkSection) -> dict[str, Any]:
    """Return what SB3 calls policy_kwargs."""
    arguments: dict[str, Any] = {
        "net_arch": list(network.hidden),
        "activation_fn": _ACTIVATIONS[network.activation],
    }
    if network.normalise_observations:
        arguments["features_extractor_class"] = RunningNorm
    return arguments
