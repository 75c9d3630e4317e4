"""The policy networks of each algorithm."""

from __future__ import annotations

from typing import Any

import torch
from sb3_contrib.common.maskable.policies import MaskableActorCriticPolicy
from stable_baselines3.common.policies import ActorCriticPolicy

from envcore.spaces import action_space
from trainkit.config.schema import RunConfig
from trainkit.envs.observations import shown_space
from trainkit.policies.normalisation import RunningNorm
from trainkit.policies.recurrent import MaskedFeatures, MaskedRecurrentPolicy

Policy = ActorCriticPolicy | MaskableActorCriticPolicy

_ACTIVATIONS = {"relu": torch.nn.ReLU, "tanh": torch.nn.Tanh}
POLICIES: dict[str, type[Policy]] = {
    "ppo": ActorCriticPolicy,
    "maskable_ppo": MaskableActorCriticPolicy,
    "recurrent_ppo": MaskedRecurrentPolicy,
    "random": MaskableActorCriticPolicy,
}


def make_policy(config: RunConfig) -> Policy:
    """Return a policy of that shape, to load a checkpoint into."""
    return POLICIES[config.algorithm](
        shown_space(
            shows_features=config.network.engineered_features, shows_masks=is_recurrent(config)
        ),
        action_space(),
        lambda _: 0.0,
        **policy_arguments(config),
    )


def running_norm(policy: Policy) -> RunningNorm | None:
    """Return the policy's normaliser of observations, if it has one."""
    extractor = policy.features_extractor
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
