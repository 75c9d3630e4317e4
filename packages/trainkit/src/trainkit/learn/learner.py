"""The PPO learner of a configuration: Stable-Baselines3's or sb3-contrib's."""

from __future__ import annotations

from typing import Any

import torch
from sb3_contrib import MaskablePPO, RecurrentPPO
from stable_baselines3 import PPO
from stable_baselines3.common.vec_env import VecEnv

from trainkit.config.schema import RunConfig
from trainkit.learn.sb3_adapter import Learner
from trainkit.policies.networks import POLICIES, policy_arguments


class RandomLegal(MaskablePPO):
    """Collects as MaskablePPO does and learns nothing: all legal actions are equally likely."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        with torch.no_grad():
            for parameter in self.policy.action_net.parameters():
                parameter.zero_()

    def train(self) -> None:
        """Leave the policy as it is."""


_LEARNERS: dict[str, type[Any]] = {
    "ppo": PPO,
    "maskable_ppo": MaskablePPO,
    "recurrent_ppo": RecurrentPPO,
    "random": RandomLegal,
}


def make_learner(config: RunConfig, env: VecEnv) -> Learner:
    """Return a new learner on these worlds, seeded by the configuration."""
    ppo = config.ppo
    decay = ppo.learning_rate - ppo.learning_rate_end
    learner: Learner = _LEARNERS[config.algorithm](
        POLICIES[config.algorithm],
        env,
        learning_rate=lambda remaining: ppo.learning_rate_end + decay * remaining,
        n_steps=config.rollout_steps,
        batch_size=ppo.batch_size,
        n_epochs=ppo.n_epochs,
        gamma=ppo.gamma,
        gae_lambda=ppo.gae_lambda,
        clip_range=ppo.clip_range,
        ent_coef=ppo.ent_coef,
        vf_coef=ppo.vf_coef,
        max_grad_norm=ppo.max_grad_norm,
        policy_kwargs=policy_arguments(config),
        seed=config.seed,
        device=config.device,
    )
    return learner
