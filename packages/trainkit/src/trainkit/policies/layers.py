"""A policy's parameters by the plain names of the policy file, and back."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import torch
from torch import nn

from trainkit.errors import PolicyFileError
from trainkit.policies.actor_critic import ActorCritic, networks_of
from trainkit.policies.networks import Policy, network_policy, running_norm
from trainkit.policies.normalization import EPSILON, OBSERVATION_LIMIT, RunningNorm
from trainkit.policies.player import PolicyPlayer
from trainkit.policies.policy_file import Normaliser, PolicyFile, Tensors

_LSTM_PARTS: Final = {
    "input.weight": "weight_ih_l0",
    "hidden.weight": "weight_hh_l0",
    "input.bias": "bias_ih_l0",
    "hidden.bias": "bias_hh_l0",
}


def policy_tensors(policy: Policy) -> Tensors:
    """Return normaliser and parameters of a policy as float32 arrays by plain names."""
    tensors = {name: tensor.detach() for name, tensor in _parameters(policy).items()}
    norm = running_norm(policy)
    if norm is not None:
        tensors |= {"normaliser.mean": norm.mean, "normaliser.scale": norm.scale()}
    return {name: tensor.float().cpu().numpy().copy() for name, tensor in tensors.items()}


def normaliser_of(policy: Policy) -> Normaliser | None:
    """Return the header of the normaliser, None without one."""
    norm = running_norm(policy)
    if norm is None:
        return None
    return Normaliser(clip=OBSERVATION_LIMIT, epsilon=EPSILON, count=float(norm.count))


def load_into(policy: Policy, file: PolicyFile, *, normaliser: bool = True) -> None:
    """Set a policy's parameters to those of a file.

    Args:
        policy: Of the same algorithm and network.
        file: Of the policy.
        normaliser: Whether the statistics of observations are set as well.

    Raises:
        PolicyFileError: A tensor is missing, superfluous or of another shape.
    """
    parameters = _parameters(policy)
    norm = running_norm(policy)
    expected = {name: tuple(tensor.shape) for name, tensor in parameters.items()}
    if norm is not None:
        size = (norm.features_dim,)
        expected |= {"normaliser.mean": size, "normaliser.scale": size}
    given = {name: array.shape for name, array in file.tensors.items()}
    for name in sorted(expected.keys() | given.keys()):
        if expected.get(name) != given.get(name):
            raise PolicyFileError(
                f"policy {file.header.name}: tensor {name} is {_shape_text(given.get(name))}, "
                f"expected {_shape_text(expected.get(name))}"
            )
    with torch.no_grad():
        for name, parameter in parameters.items():
            parameter.copy_(torch.from_numpy(file.tensors[name].copy()))
        if normaliser and norm is not None and file.header.normaliser is not None:
            _set_statistics(norm, file)


def policy_of(file: PolicyFile) -> Policy:
    """Return Stable-Baselines3's policy with the parameters of a file, in evaluation mode.

    Raises:
        PolicyFileError: A tensor is missing, superfluous or of another shape.
    """
    policy = network_policy(file.header.algorithm, file.header.network)
    load_into(policy, file)
    policy.set_training_mode(False)
    return policy


def file_player(file: PolicyFile, *, deterministic: bool = False) -> PolicyPlayer:
    """Return the player of a policy in a file."""
    return PolicyPlayer(
        policy_of(file),
        file.header.name,
        deterministic=deterministic,
        with_features=file.header.network.engineered_features,
        frame_stack=file.header.network.frame_stack,
    )


def _shape_text(shape: tuple[int, ...] | None) -> str:
    return "absent" if shape is None else str(list(shape))


def _set_statistics(norm: RunningNorm, file: PolicyFile) -> None:
    """Set mean, variance and count; the variance gives the same float32 scale as before."""
    header = file.header.normaliser
    assert header is not None
    scale = file.tensors["normaliser.scale"].astype(np.float64)
    variance = np.maximum(scale**-2 - header.epsilon, 0.0)
    norm.mean.copy_(torch.from_numpy(file.tensors["normaliser.mean"].astype(np.float64)))
    norm.variance.copy_(torch.from_numpy(variance))
    norm.count.fill_(header.count)


def _parameters(policy: Policy) -> dict[str, torch.Tensor]:
    """Return the parameters of a policy by plain names; they share its memory."""
    networks = networks_of(policy)
    found: dict[str, torch.Tensor] = {}
    if isinstance(networks, ActorCritic):
        found |= _of_layers("trunk", networks.trunk)
    else:
        found |= _of_layers("encoder", networks.encoder)
        found |= _of_lstm("lstm", networks.actor_lstm)
        if networks.critic_lstm is not None:
            found |= _of_lstm("critic_lstm", networks.critic_lstm)
    heads: Any = networks.heads
    found |= _of_layers("actor", heads.policy_net) | _of_layers("critic", heads.value_net)
    found |= _of_linear("policy", networks.action_net) | _of_linear("value", networks.value_net)
    return found


def _of_layers(name: str, layers: nn.Module) -> dict[str, torch.Tensor]:
    linear = [layer for layer in layers.children() if isinstance(layer, nn.Linear)]
    found: dict[str, torch.Tensor] = {}
    for number, layer in enumerate(linear):
        found |= _of_linear(f"{name}.{number}", layer)
    return found


def _of_linear(name: str, layer: nn.Linear) -> dict[str, torch.Tensor]:
    return {f"{name}.weight": layer.weight, f"{name}.bias": layer.bias}


def _of_lstm(name: str, lstm: nn.LSTM) -> dict[str, torch.Tensor]:
    return {f"{name}.{part}": getattr(lstm, theirs) for part, theirs in _LSTM_PARTS.items()}
