"""Policies of every kind with random weights, for tests of policy files and exports."""

from __future__ import annotations

from typing import Any

import torch

from trainkit.config.learning import NetworkSection
from trainkit.envs.features import VERSIONS
from trainkit.policies.layers import normaliser_of, policy_tensors
from trainkit.policies.networks import network_policy, running_norm
from trainkit.policies.policy_file import PolicyFile, PolicyHeader

KINDS: dict[str, tuple[Any, dict[str, Any]]] = {
    "shared trunk": ("maskable_ppo", {"shared_trunk": True, "hidden": [24, 16]}),
    "separate, tanh": ("maskable_ppo", {"hidden": [24, 16], "activation": "tanh"}),
    "without normaliser": ("maskable_ppo", {"hidden": [8], "normalise_observations": False}),
    "without masks": ("ppo", {"hidden": [24], "shared_trunk": True}),
    "memory features": ("maskable_ppo", {"hidden": [24], "engineered_features": True}),
    "compact features": ("maskable_ppo", {"hidden": [24], "engineered_features": "compact"}),
    "stacked": ("maskable_ppo", {"hidden": [24], "frame_stack": 3}),
    "recurrent": ("recurrent_ppo", {"hidden": [16], "lstm_size": 12}),
    "recurrent, shared": ("recurrent_ppo", {"hidden": [16], "lstm_size": 12, "shared_trunk": True}),
    "recurrent, encoder": ("recurrent_ppo", {"hidden": [16], "lstm_size": 12, "encoder": [20, 14]}),
}


def make_file(algorithm: Any, network: dict[str, Any]) -> tuple[Any, PolicyFile]:
    """Return a policy with random weights and statistics, and its file."""
    section = NetworkSection.model_validate(network)
    torch.manual_seed(7)
    policy = network_policy(algorithm, section)
    norm = running_norm(policy)
    if norm is not None:
        norm.update(torch.rand(50, norm.features_dim, dtype=torch.float32) - 0.3)
        norm.variance[0] = 0.0  # an input that never changed
    policy.set_training_mode(False)
    header = PolicyHeader(
        name="test",
        algorithm=algorithm,
        masks=algorithm != "ppo",
        env={"time_max": 60},
        network=section,
        features_version=VERSIONS[section.engineered_features],
        normaliser=normaliser_of(policy),
    )
    return policy, PolicyFile(header, policy_tensors(policy))
