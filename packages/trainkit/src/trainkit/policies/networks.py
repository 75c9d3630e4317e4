"""The policy networks of each algorithm: Stable-Baselines3's classes, from a configuration."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final

import torch
from gymnasium import spaces
from sb3_contrib.common.maskable.policies import MaskableActorCriticPolicy
from sb3_contrib.common.recurrent.policies import RecurrentActorCriticPolicy
from stable_baselines3.common.policies import ActorCriticPolicy
from stable_baselines3.common.torch_layers import BaseFeaturesExtractor
from torch import nn

from envcore.spaces import action_space
from trainkit.config.learning import NetworkSection
from trainkit.config.schema import RunConfig
from trainkit.envs.observations import policy_space
from trainkit.policies.normalization import RunningNorm

Policy = ActorCriticPolicy | MaskableActorCriticPolicy | RecurrentActorCriticPolicy

POLICIES: Final = MappingProxyType[str, type[Policy]](
    {
        "ppo": ActorCriticPolicy,
        "maskable_ppo": MaskableActorCriticPolicy,
        "recurrent_ppo": RecurrentActorCriticPolicy,
        "random": MaskableActorCriticPolicy,
    }
)
"""The policy class of each algorithm."""

_ACTIVATIONS: dict[str, type[nn.Module]] = {"relu": nn.ReLU, "tanh": nn.Tanh}


class SharedTrunk(BaseFeaturesExtractor):
    """Layers that policy and value share, in SB3's words a features extractor.

    Args:
        observation_space: Box of shape (k,).
        hidden: Units of each layer.
        activation: After each layer.
        normalize: Whether a RunningNorm comes first.
    """

    def __init__(
        self,
        observation_space: spaces.Box,
        *,
        hidden: Sequence[int],
        activation: type[nn.Module],
        normalize: bool,
    ) -> None:
        super().__init__(observation_space, features_dim=hidden[-1])
        self.norm = RunningNorm(observation_space) if normalize else None
        sizes = [observation_space.shape[0], *hidden]
        pairs = pairwise(sizes)
        self.layers = nn.Sequential(
            *(layer for a, b in pairs for layer in (nn.Linear(a, b), activation()))
        )

    def forward(self, observations: torch.Tensor) -> torch.Tensor:
        """Return features (n, hidden[-1]) of observations (n, k)."""
        inputs = observations if self.norm is None else self.norm(observations)
        features: torch.Tensor = self.layers(inputs)
        return features


def make_policy(config: RunConfig) -> Policy:
    """Return a policy with new weights, drawn from torch's global random generator."""
    return network_policy(config.algorithm, config.network, config.ppo.learning_rate)


def network_policy(algorithm: str, network: NetworkSection, learning_rate: float = 0.0) -> Policy:
    """Return a policy of an algorithm and a network; see make_policy."""
    return POLICIES[algorithm](
        policy_space(with_features=network.engineered_features),
        action_space(),
        lambda _: learning_rate,
        **policy_arguments(algorithm, network),
    )


def running_norm(policy: Policy) -> RunningNorm | None:
    """Return the policy's normalization of observations, None without one."""
    extractor: Any = policy.features_extractor
    norm = extractor.norm if isinstance(extractor, SharedTrunk) else extractor
    return norm if isinstance(norm, RunningNorm) else None


def is_recurrent(config: RunConfig) -> bool:
    """Return whether the policy has an LSTM."""
    return config.algorithm == "recurrent_ppo"


def policy_arguments(algorithm: str, network: NetworkSection) -> dict[str, Any]:
    """Return SB3's `policy_kwargs`."""
    activation = _ACTIVATIONS[network.activation]
    arguments: dict[str, Any] = {
        "net_arch": list(network.hidden),
        "activation_fn": activation,
        "optimizer_kwargs": {"eps": 1e-5, "fused": True},  # SB3's eps; one kernel for all tensors
    }
    if network.normalise_observations:
        arguments["features_extractor_class"] = RunningNorm
    if algorithm == "recurrent_ppo":
        arguments["lstm_hidden_size"] = network.lstm_size
        if network.shared_trunk:
            arguments |= {"shared_lstm": True, "enable_critic_lstm": False}
    elif network.shared_trunk:
        arguments["net_arch"] = []
        arguments["features_extractor_class"] = SharedTrunk
        arguments["features_extractor_kwargs"] = {
            "hidden": list(network.hidden),
            "activation": activation,
            "normalize": network.normalise_observations,
        }
    return arguments
