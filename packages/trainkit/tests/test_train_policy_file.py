"""A policy as one file: the same actions as its checkpoint, and nothing else that acts."""

from __future__ import annotations

import json
import os
import re
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from policy_kinds import KINDS, make_file
from safetensors import safe_open
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save as save_arrays

import envcore
import trainkit
from trainkit.errors import PolicyFileError, TrainkitError
from trainkit.policies.layers import load_into, policy_of
from trainkit.policies.networks import network_policy, running_norm
from trainkit.policies.player import PolicyPlayer
from trainkit.policies.policy_file import read_policy_file, read_policy_header
from trainkit.policies.trained import TrainedPolicy
from trainkit.runs.export import policy_file_at, policy_file_of
from trainkit.runs.load import load_player


@pytest.fixture(params=KINDS)
def written(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Any, Path]:
    """Return a policy of each kind and its file."""
    policy, file = make_file(*KINDS[request.param])
    path = tmp_path / "policy.safetensors"
    file.write(path)
    return policy, path


def test_a_policy_from_a_file_plays_the_same_actions(written: tuple[Any, Path]) -> None:
    policy, path = written
    file = read_policy_file(path)
    network = file.header.network
    original = PolicyPlayer(
        policy,
        "original",
        with_features=network.engineered_features,
        frame_stack=network.frame_stack,
    )
    loaded = trainkit.load_policy(path, seed=11)
    assert loaded.has_memory == (
        network.engineered_features is not False
        or file.header.is_recurrent
        or network.frame_stack > 1
    )
    envs = envcore.AsteroidProspectorVectorEnv(16, time_max=60)
    observations, infos = envs.reset(seed=2**32)
    original.reset(16, 11)

    for _ in range(40):
        masks = infos["action_mask"]
        actions = original.act(observations, masks)
        np.testing.assert_array_equal(loaded.act(observations, masks), actions)
        observations, _, _, _, infos = envs.step(actions)


def test_a_policy_survives_the_file_bit_for_bit(written: tuple[Any, Path]) -> None:
    policy, path = written
    again = policy_of(read_policy_file(path))

    for name, tensor in policy.state_dict().items():
        found = again.state_dict()[name]
        if name.endswith((".mean", ".variance")):  # float32 in the file
            np.testing.assert_allclose(found, tensor, rtol=1e-6, atol=1e-8)
        else:
            assert torch.equal(found, tensor), name
    if (norm := running_norm(policy)) is not None:
        restored = running_norm(again)
        assert restored is not None
        assert torch.equal(restored.scale(), norm.scale())


def test_a_run_gives_a_file_with_its_figures(tiny_run: Path, tmp_path: Path) -> None:
    file = policy_file_of(tiny_run)
    file.write(tmp_path / "a.safetensors")
    file.write(tmp_path / "b.safetensors")
    header = read_policy_header(tmp_path / "a.safetensors")
    rows = [json.loads(line) for line in (tiny_run / "metrics/windows.jsonl").open()]

    assert (tmp_path / "a.safetensors").read_bytes() == (tmp_path / "b.safetensors").read_bytes()
    assert header.name == "tiny@000004"
    assert header.training.env_steps == 4 * 512
    assert header.training.evaluation == rows[-1]["evaluation"]
    assert header.env_config() == envcore.EnvConfig(time_max=60)
    assert header.provenance["run"] == "tiny"
    assert header.provenance["versions"]["torch"] == version("torch")


def test_a_checkpoint_without_its_run_can_be_exported(tiny_run: Path, tmp_path: Path) -> None:
    lonely = tmp_path / "lonely" / "checkpoints" / "000002"
    lonely.parent.mkdir(parents=True)
    lonely.mkdir()
    for path in (tiny_run / "checkpoints" / "000002").iterdir():
        (lonely / path.name).write_bytes(path.read_bytes())

    header = policy_file_of(lonely).header

    assert header.training.window == 2
    assert header.training.env_steps is None
    assert header.training.cpu_s is None


def test_an_exported_policy_plays_as_its_checkpoint(tiny_run: Path) -> None:
    loaded = trainkit.load_policy(tiny_run, seed=3)
    player, _ = load_player(tiny_run)
    player.reset(4, 3)
    rows = np.random.default_rng(0).uniform(-1, 1, (4, 260)).astype(np.float32)
    masks = np.ones((4, 69), np.int8)

    np.testing.assert_array_equal(loaded.act(rows, masks), player.act(rows, masks))


def test_one_or_many() -> None:
    _, file = make_file(*KINDS["shared trunk"])
    policy = TrainedPolicy(file, deterministic=True)
    rows = np.random.default_rng(0).uniform(-1, 1, (5, 260)).astype(np.float32)
    masks = np.ones((5, 69), np.bool_)
    masks[:, 3] = False

    many = policy.act(rows, masks)

    assert many.shape == (5,)
    assert many.dtype == np.int64
    for row, mask, action in zip(rows, masks, many, strict=True):
        one = policy.act(row, mask)
        assert isinstance(one, int)
        assert one == action


def test_the_seed_decides_what_is_sampled() -> None:
    _, file = make_file(*KINDS["shared trunk"])
    rows = np.random.default_rng(0).uniform(-1, 1, (200, 260)).astype(np.float32)
    masks = np.ones((200, 69), np.bool_)
    policy = TrainedPolicy(file, seed=1)

    first, second = policy.act(rows, masks), policy.act(rows, masks)
    policy.reset(seed=1)

    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(policy.act(rows, masks), first)
    assert not np.array_equal(TrainedPolicy(file, seed=2).act(rows, masks), first)


@pytest.mark.parametrize("kind", ["memory features", "compact features", "stacked", "recurrent"])
def test_episode_start_clears_the_memory_of_a_world(kind: str) -> None:
    _, file = make_file(*KINDS[kind])
    rng = np.random.default_rng(0)
    steps = rng.uniform(-1, 1, (3, 2, 260)).astype(np.float32)
    masks = np.ones((2, 69), np.bool_)
    both, fresh = (TrainedPolicy(file, deterministic=True) for _ in range(2))
    both.act(steps[0], masks)
    both.act(steps[1], masks)

    actions = both.act(steps[2], masks, episode_start=[False, True])

    assert actions[1] == fresh.act(steps[2, 1], masks[1])
    with pytest.raises(ValueError, match=r"1 observations after 2 worlds: .* call reset\(\)"):
        both.act(steps[0, 0], masks[0])
    both.reset()
    assert both.act(steps[2, 1], masks[1]) == actions[1]


@pytest.mark.parametrize(
    ("shape", "mask", "message"),
    [
        ((261,), np.ones(69), r"observation has shape \(261,\), expected \(260,\) or \(n, 260\)"),
        ((260,), np.ones(68), r"mask has shape \(68,\), expected \(69,\)"),
        ((2, 260), np.ones(69), r"mask has shape \(69,\), expected \(2, 69\)"),
        ((260,), None, "mask is missing, expected the legal actions"),
        ((2, 260), np.eye(2, 69) * [[1], [0]], "mask of world 1 has no legal action"),
    ],
)
def test_arrays_are_checked(shape: tuple[int, ...], mask: Any, message: str) -> None:
    _, file = make_file(*KINDS["shared trunk"])
    with pytest.raises(ValueError, match=message):
        TrainedPolicy(file).act(np.zeros(shape, np.float32), mask)


def test_a_policy_without_masks_needs_none() -> None:
    _, file = make_file(*KINDS["without masks"])
    assert TrainedPolicy(file, seed=0).act(np.zeros(260)) in range(69)


def header_with(path: Path, **changes: Any) -> None:
    """Rewrite a policy file with another header."""
    with safe_open(path, "np") as file:
        header = json.loads(file.metadata()["policy"]) | changes
    data = save_arrays(load_arrays(path.read_bytes()), {"policy": json.dumps(header)})
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"format": "other"}, "without a policy's header: make one with `trainkit export RUN`"),
        ({"schema": 2}, "schema is 2, this trainkit reads 1: use the trainkit that wrote it"),
        ({"spec_digest": "ab" * 32}, "spec digest is abababababab, this build has"),
        (
            {"features_version": 9},
            "memory features of version 9, this trainkit has version 1 and 2",
        ),
        ({"weights_digest": "cd" * 32}, "damaged: the tensors' SHA-256 is"),
        ({"masks": "yes"}, "header: masks: Input should be a valid boolean"),
    ],
)
def test_a_header_is_checked(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    path = tmp_path / "policy.safetensors"
    make_file(*KINDS["shared trunk"])[1].write(path)
    header_with(path, **changes)

    with pytest.raises(PolicyFileError, match=re.escape(message)):
        read_policy_file(path)


def test_unknown_keys_of_a_header_are_ignored(tmp_path: Path) -> None:
    path = tmp_path / "policy.safetensors"
    make_file(*KINDS["shared trunk"])[1].write(path)
    header_with(path, later="key")

    assert read_policy_header(path).name == "test"


@pytest.mark.parametrize(
    ("data", "message"),
    [(b"", "not a safetensors file"), (b"x" * 100, "not a safetensors file")],
)
def test_another_file_is_refused(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "policy.safetensors"
    path.write_bytes(data)
    with pytest.raises(PolicyFileError, match=message):
        read_policy_file(path)


def test_other_sources_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TrainkitError, match="expected a policy file, a run folder, a checkpoint"):
        trainkit.load_policy(tmp_path / "none.safetensors")
    with pytest.raises(TrainkitError, match="policy pretrained:none: expected one of"):
        trainkit.load_policy("pretrained:none")


def test_whatever_has_a_path_names_a_policy(tmp_path: Path) -> None:
    saved = policy_file_at("pretrained:default").to_bytes()
    (tmp_path / "a.safetensors").write_bytes(saved)
    entry: Any = next(os.scandir(tmp_path))
    assert trainkit.load_policy(entry).name == trainkit.load_policy("pretrained:default").name


def test_a_file_of_another_shape_is_refused() -> None:
    _, file = make_file(*KINDS["shared trunk"])
    other, _ = make_file("maskable_ppo", {"hidden": [24, 17], "shared_trunk": True})
    with pytest.raises(PolicyFileError, match=r"tensor policy.weight is \[69, 16\], expected"):
        load_into(other, file)
    other, _ = make_file(*KINDS["separate, tanh"])
    with pytest.raises(PolicyFileError, match=r"tensor actor.0.bias is absent, expected \[24\]"):
        load_into(other, file)


def test_statistics_can_stay_as_they_are() -> None:
    _, file = make_file(*KINDS["shared trunk"])
    policy = network_policy(file.header.algorithm, file.header.network)
    load_into(policy, file, normaliser=False)
    norm = running_norm(policy)
    assert norm is not None
    assert norm.count == 0


@pytest.mark.parametrize(("kind", "count"), [("memory features", 170), ("compact features", 40)])
def test_memory_features_widen_the_first_layer(kind: str, count: int) -> None:
    _, file = make_file(*KINDS[kind])
    assert file.tensors["actor.0.weight"].shape == (24, 260 + count)
