"""Making the SB3 learner and its policy from a configuration."""

from __future__ import annotations

from typing import Any

import torch
from sb3_contrib import MaskablePPO, RecurrentPPO
from stable_baselines3 import PPO
from stable_baselines3.common.vec_env import VecEnv

from trainkit.config.schema import RunConfig
from trainkit.policies.networks import POLICIES, policy_arguments

Learner = PPO | MaskablePPO | RecurrentPPO


class RandomLegal(MaskablePPO):
    """Collects as MaskablePPO does and learns nothing: every legal action is as likely."""

    def _setup_model(self) -> None:
        super()._setup_model()
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
    """Return a new PPO learner on these worlds; takes the random seed of the configuration."""
    ppo = config.ppo
    span = ppo.learning_rate - ppo.learning_rate_end
    learner: Learner = _LEARNERS[config.algorithm](
        POLICIES[config.algorithm],
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
        policy_kwargs=policy_arguments(config),
        seed=config.seed,
        device=config.device,
    )
    return learner
