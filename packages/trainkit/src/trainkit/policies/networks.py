"""The policy networks of each algorithm, from a configuration."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

import torch
from sb3_contrib.common.maskable.policies import MaskableActorCriticPolicy
from stable_baselines3.common.policies import ActorCriticPolicy

from envcore.spaces import action_space
from trainkit.config.schema import RunConfig
from trainkit.envs.observations import policy_space
from trainkit.policies.normalisation import RunningNorm
from trainkit.policies.recurrent import MaskedFeatures, MaskedRecurrentPolicy

Policy = ActorCriticPolicy | MaskableActorCriticPolicy

POLICIES: Final = MappingProxyType[str, type[Policy]](
    {
        "ppo": ActorCriticPolicy,
        "maskable_ppo": MaskableActorCriticPolicy,
        "recurrent_ppo": MaskedRecurrentPolicy,
        "random": MaskableActorCriticPolicy,
    }
)
"""The policy class of each algorithm."""

_ACTIVATIONS = {"relu": torch.nn.ReLU, "tanh": torch.nn.Tanh}


def make_policy(config: RunConfig) -> Policy:
    """Return a new policy of the configured shape, to load weights into."""
    return POLICIES[config.algorithm](
        policy_space(
            with_features=config.network.engineered_features, with_masks=is_recurrent(config)
        ),
        action_space(),
        lambda _: 0.0,
        **policy_arguments(config),
    )


def running_norm(policy: Policy) -> RunningNorm | None:
    """Return the policy's normalisation of observations, None without one."""
    extractor = policy.features_extractor
    norm = extractor.norm if isinstance(extractor, MaskedFeatures) else extractor
    return norm if isinstance(norm, RunningNorm) else None


def is_recurrent(config: RunConfig) -> bool:
    """Return whether the policy has an LSTM, and reads the mask with the observation."""
    return config.algorithm == "recurrent_ppo"


def policy_arguments(config: RunConfig) -> dict[str, Any]:
    """Return SB3's `policy_kwargs`."""
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
