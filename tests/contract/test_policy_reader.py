"""A policy reader made from the format page alone agrees with torch."""

from __future__ import annotations

import ast
import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch

from trainkit.config.learning import NetworkSection
from trainkit.envs.features import VERSIONS
from trainkit.policies.actor_critic import RecurrentActorCritic, networks_of
from trainkit.policies.layers import normaliser_of, policy_tensors
from trainkit.policies.masked_categorical import mask_bias
from trainkit.policies.networks import network_policy, running_norm
from trainkit.policies.policy_file import PolicyFile, PolicyHeader

from tools.repository import ROOT

READER = ROOT / "examples" / "read_policy.py"
WORLDS = 50
NETWORKS: dict[str, tuple[Any, dict[str, Any]]] = {
    "trunk": ("maskable_ppo", {"shared_trunk": True}),
    "separate": ("ppo", {"hidden": [32, 16], "activation": "tanh"}),
    "plain": ("maskable_ppo", {"hidden": [8], "normalise_observations": False}),
    "features": ("maskable_ppo", {"hidden": [64], "engineered_features": True}),
    "compact features": ("maskable_ppo", {"hidden": [64], "engineered_features": "compact"}),
    "recurrent": ("recurrent_ppo", {"hidden": [16], "lstm_size": 12}),
    "recurrent, shared": ("recurrent_ppo", {"hidden": [16], "lstm_size": 12, "shared_trunk": True}),
    "recurrent, encoder": ("recurrent_ppo", {"hidden": [16], "lstm_size": 12, "encoder": [20, 14]}),
}


@pytest.fixture(scope="module")
def reader() -> ModuleType:
    spec = importlib.util.spec_from_file_location("read_policy", READER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def make_policy(algorithm: Any, network: dict[str, Any]) -> tuple[Any, PolicyFile]:
    """Return a policy with random weights and statistics, and its file."""
    section = NetworkSection.model_validate(network)
    torch.manual_seed(1)
    policy = network_policy(algorithm, section)
    if (norm := running_norm(policy)) is not None:
        norm.update(torch.rand(20, norm.features_dim) * 2 - 1)
    policy.set_training_mode(False)
    header = PolicyHeader(
        name="test",
        algorithm=algorithm,
        masks=algorithm != "ppo",
        env={},
        network=section,
        features_version=VERSIONS[section.engineered_features],
        normaliser=normaliser_of(policy),
    )
    return policy, PolicyFile(header, policy_tensors(policy))


def test_the_reader_is_short_and_needs_numpy_only() -> None:
    text = READER.read_text(encoding="utf-8")
    nodes = list(ast.walk(ast.parse(text)))
    imported = {alias.name for n in nodes if isinstance(n, ast.Import) for alias in n.names}
    imported |= {n.module or "" for n in nodes if isinstance(n, ast.ImportFrom)}
    roots = {name.partition(".")[0] for name in imported}
    assert len(text.splitlines()) <= 150
    assert roots <= {"__future__", "numpy"} | sys.stdlib_module_names


@pytest.mark.parametrize("kind", NETWORKS)
def test_the_reader_agrees_with_torch(reader: ModuleType, kind: str) -> None:
    policy, file = make_policy(*NETWORKS[kind])
    read = reader.Policy(file.to_bytes())
    read.reset(WORLDS)
    networks = networks_of(policy)
    rng = np.random.default_rng(0)
    width = policy.observation_space.shape[0]
    state: Any = None
    if isinstance(networks, RecurrentActorCritic):
        state = networks.initial_state(WORLDS, torch.device("cpu"))

    for _ in range(4):
        rows = rng.uniform(-1, 1, (WORLDS, width)).astype(np.float32)
        masks = rng.random((WORLDS, 69)) < 0.3
        masks[:, 0] = True
        with torch.inference_mode():
            inputs = networks.normalize(torch.from_numpy(rows))
            if isinstance(networks, RecurrentActorCritic):
                starts = torch.zeros(1, WORLDS, dtype=torch.bool)
                logits, _, state = networks(inputs.unsqueeze(0), state, starts)
            else:
                logits = networks.logits(inputs)
            if file.header.masks:
                logits = logits + mask_bias(torch.from_numpy(masks))
            expected = logits.softmax(dim=1).numpy()
        found = read.probabilities(rows, masks)
        np.testing.assert_allclose(found, expected, atol=1e-5)
        if file.header.masks:
            assert (found[~masks] == 0).all()


def test_the_reader_refuses_a_damaged_file(reader: ModuleType) -> None:
    data = bytearray(make_policy(*NETWORKS["trunk"])[1].to_bytes())
    data[-1] ^= 1
    with pytest.raises(ValueError, match="damaged"):
        reader.Policy(bytes(data))


def test_the_reader_prints_the_header(tmp_path: Path) -> None:
    path = tmp_path / "policy.safetensors"
    make_policy(*NETWORKS["trunk"])[1].write(path)
    done = subprocess.run(
        [sys.executable, str(READER), str(path)], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout)["tensors"]["policy.weight"] == [69, 256]
