"""Making the SB3 learner and its policy from a configuration."""

from __future__ import annotations

from typing import Any

import torch
from sb3_contrib import MaskablePPO, RecurrentPPO
from sb3_contrib.common.maskable.policies import MaskableActorCriticPolicy
from stable_baselines3 import PPO
from stable_baselines3.common.policies import ActorCriticPolicy
from stable_baselines3.common.vec_env import VecEnv

from envcore.spaces import action_space
from trainkit.config import RunConfig
from trainkit.recurrent import MaskedFeatures, MaskedRecurrentPolicy
from trainkit.scaling import RunningNorm
from trainkit.vec_env import shown_space

Learner = PPO | MaskablePPO | RecurrentPPO
Policy = ActorCriticPolicy | MaskableActorCriticPolicy


class RandomLegal(MaskablePPO):
    """Collects as MaskablePPO does and learns nothing: every legal action is as likely."""

    def _setup_model(self) -> None:
        super()._setup_model()
        with torch.no_grad():
            for parameter in self.policy.action_net.parameters():
                parameter.zero_()

    def train(self) -> None:
        """Leave the policy as it is."""


_ACTIVATIONS = {"relu": torch.nn.ReLU, "tanh": torch.nn.Tanh}
_LEARNERS: dict[str, type[Any]] = {
    "ppo": PPO,
    "maskable_ppo": MaskablePPO,
    "recurrent_ppo": RecurrentPPO,
    "random": RandomLegal,
}
_POLICIES: dict[str, type[Policy]] = {
    "ppo": ActorCriticPolicy,
    "maskable_ppo": MaskableActorCriticPolicy,
    "recurrent_ppo": MaskedRecurrentPolicy,
    "random": MaskableActorCriticPolicy,
}


def make_learner(config: RunConfig, env: VecEnv) -> Learner:
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
        policy_kwargs=policy_arguments(config),
        seed=config.seed,
        device=config.device,
    )
    return learner


def make_policy(config: RunConfig) -> Policy:
    """Return a policy of that shape, to load a checkpoint into."""
    return _POLICIES[config.algorithm](
        shown_space(
            shows_features=config.network.engineered_features, shows_masks=is_recurrent(config)
        ),
        action_space(),
        lambda _: 0.0,
        **policy_arguments(config),
    )


def running_norm(learner: Learner) -> RunningNorm | None:
    """Return the policy's normaliser of observations, if it has one."""
    extractor = learner.policy.features_extractor
    norm = extractor.norm if isinstance(extractor, MaskedFeatures) else extractor
    return norm if isinstance(norm, RunningNorm) else None


def is_recurrent(config: RunConfig) -> bool:
    """Whether the policy has a memory, and sees the mask beside the observation."""
    return config.algorithm == "recurrent_ppo"


def policy_arguments(config: RunConfig) -> dict[str, Any]:
    """Return what SB3 calls policy_kwargs."""
    network = config.network
    arguments: dict[str, Any] = {
        "net_arch": list(network.hidden),
        "activation_fn": _ACTIVATIONS[network.activation],
    }
    if is_recurrent(config):
        arguments["lstm_hidden_size"] = network.lstm_size
        arguments["features_extractor_class"] = MaskedFeatures
        arguments["features_extractor_kwargs"] = {"normalise": network.normalise_observations}
    elif network.normalise_observations:
        arguments["features_extractor_class"] = RunningNorm
    return arguments
