"""The policy networks of each algorithm: Stable-Baselines3's classes, from a configuration."""

from __future__ import annotations

import math
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

_MEMORY_STEPS: Final = 128  # of the slowest units of a new LSTM: a rollout
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
    policy = network_policy(config.algorithm, config.network, config.ppo.learning_rate)
    for module in policy.modules():
        if isinstance(module, nn.LSTM):
            _spread_memory(module)
    return policy


def network_policy(algorithm: str, network: NetworkSection, learning_rate: float = 0.0) -> Policy:
    """Return a policy of an algorithm and a network; see make_policy."""
    return POLICIES[algorithm](
        policy_space(with_features=network.engineered_features, frame_stack=network.frame_stack),
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


def _spread_memory(lstm: nn.LSTM) -> None:
    """Let units start with memories of 1 to 128 steps: as drawn, all would forget in two.

    A forget gate of bias log T keeps a value for about T steps; the input gate takes in 1/T of a
    step, so that cells stay small ("chrono initialization", Tallec and Ollivier 2018).
    """
    bias = torch.linspace(0.0, math.log(_MEMORY_STEPS), lstm.hidden_size)
    with torch.no_grad():
        parameters: Any = lstm
        parameters.bias_ih_l0[: 2 * lstm.hidden_size] = torch.cat([-bias, bias])
        parameters.bias_hh_l0[: 2 * lstm.hidden_size] = 0.0


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
    trunk: list[int] = []
    if algorithm == "recurrent_ppo":
        trunk = network.encoder
        arguments["lstm_hidden_size"] = network.lstm_size
        if network.shared_trunk:
            arguments |= {"shared_lstm": True, "enable_critic_lstm": False}
    elif network.shared_trunk:
        trunk = network.hidden
        arguments["net_arch"] = []
    if trunk:
        arguments["features_extractor_class"] = SharedTrunk
        arguments["features_extractor_kwargs"] = {
            "hidden": list(trunk),
            "activation": activation,
            "normalize": network.normalise_observations,
        }
    return arguments
