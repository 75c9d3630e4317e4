"""Checkpoints: whole or refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

import envcore
from envcore import spec
from trainkit.envs.features import Choice
from trainkit.errors import CheckpointError, RunFolderError
from trainkit.learn.trainer import train
from trainkit.runs import checkpoint
from trainkit.runs import manifest as manifest_module
from trainkit.runs.checkpoint import read_checkpoint, write_checkpoint
from trainkit.runs.load import load_player, load_policy
from trainkit.runs.paths import checkpoint_folder


@pytest.fixture
def saved(tiny_run: Path, tmp_path: Path) -> Path:
    """Return a copy of a checkpoint, to be damaged."""
    folder = tmp_path / "copy" / "checkpoints" / "000004"
    shutil.copytree(tiny_run / "checkpoints" / "000004", folder)
    return folder


def test_a_checkpoint_has_all_its_files(tiny_run: Path) -> None:
    folder = tiny_run / "checkpoints" / "000004"

    assert {path.name for path in folder.iterdir()} == {*checkpoint.FILES, "manifest.json"}
    assert read_checkpoint(folder).keys() == set(checkpoint.FILES)


def test_a_policy_reads_back_with_its_statistics(tiny_run: Path) -> None:
    policy, config = load_policy(tiny_run / "checkpoints" / "000004")

    assert config.network.hidden == [16]
    assert config.env.time_max == 60
    assert policy.features_extractor.count == 4 * 512
    fuel = envcore.AsteroidProspectorEnv().reset(seed=1)[0][0]
    assert policy.features_extractor.mean[0] < fuel == 1


@pytest.mark.parametrize("name", [*checkpoint.FILES, "manifest.json"])
def test_a_flipped_bit_is_found(name: str, saved: Path) -> None:
    data = bytearray((saved / name).read_bytes())
    data[len(data) // 2] ^= 4
    (saved / name).write_bytes(data)

    with pytest.raises(CheckpointError, match=r"damaged|spec digest"):
        read_checkpoint(saved)


@pytest.mark.parametrize("name", [*checkpoint.FILES, "manifest.json"])
@pytest.mark.parametrize("is_cut", [True, False])
def test_a_file_that_is_cut_or_missing_is_named(name: str, is_cut: bool, saved: Path) -> None:
    if is_cut:
        (saved / name).write_bytes((saved / name).read_bytes()[:-9])
    else:
        (saved / name).unlink()

    with pytest.raises(CheckpointError, match=f"{name}.*{'damaged' if is_cut else 'No such file'}"):
        read_checkpoint(saved)


@pytest.mark.parametrize("text", ["[]", "{}", "null", '{"sha256": 3, "spec_digest": ""}'])
def test_a_foreign_manifest_is_refused(text: str, saved: Path) -> None:
    (saved / "manifest.json").write_text(text)

    with pytest.raises(CheckpointError, match=r"manifest\.json is damaged"):
        read_checkpoint(saved)


def test_a_checkpoint_of_another_spec_is_refused(saved: Path) -> None:
    manifest = json.loads((saved / "manifest.json").read_text())
    (saved / "manifest.json").write_text(json.dumps(manifest | {"spec_digest": "f" * 64}))

    with pytest.raises(CheckpointError, match=f"is ffffffffffff, .* {spec.SPEC_DIGEST[:12]}"):
        load_policy(saved)


@pytest.mark.parametrize(("choice", "version"), [(True, 1), ("compact", 2)])
def test_a_checkpoint_of_other_memory_features_is_refused(
    choice: Choice, version: int, tmp_path: Path, runs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = {"hidden": [16], "engineered_features": choice}
    config = runs.config(tmp_path / "run", windows=1, network=network)
    train(config)
    folder = tmp_path / "run" / "checkpoints" / "000001"
    manifest = json.loads((folder / "manifest.json").read_text())
    policy = (folder / "policy.safetensors").read_bytes()

    assert manifest["features_version"] == version
    stated = f'"features_version":"{version}"'
    assert stated.encode() in policy  # so the digest of the policy covers it
    monkeypatch.setattr(manifest_module, "VERSIONS", {choice: 3})
    message = f"features of version {version}, this trainkit has version 3"
    with pytest.raises(CheckpointError, match=message):
        load_policy(folder)
    with pytest.raises(RunFolderError, match=message):
        train(config)


def test_a_policy_of_another_shape_is_refused(saved: Path) -> None:
    files = read_checkpoint(saved)
    config = json.loads(files[checkpoint.CONFIG])
    config["network"]["hidden"] = [17]
    write_checkpoint(saved, files | {checkpoint.CONFIG: json.dumps(config).encode()}, 4)

    with pytest.raises(CheckpointError, match=r"policy\.safetensors does not fit"):
        load_policy(saved)


def test_a_failed_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(checkpoint, "write_atomically", full)

    with pytest.raises(OSError, match="No space left"):
        write_checkpoint(tmp_path / "000001", {"a": b"1"}, 1)

    assert not list(tmp_path.iterdir())


def test_a_run_folder_stands_for_its_latest_checkpoint(tiny_run: Path, tmp_path: Path) -> None:
    assert checkpoint_folder(tiny_run).name == "000004"
    assert checkpoint_folder(tiny_run / "checkpoints" / "000002").name == "000002"
    assert load_player(tiny_run)[0].name == "tiny@000004"
    with pytest.raises(RunFolderError, match="name a checkpoint's folder, or a run"):
        checkpoint_folder(tmp_path)


def test_a_player_samples_legal_actions_with_its_own_generator(tiny_run: Path) -> None:
    player, _ = load_player(tiny_run)
    env = envcore.AsteroidProspectorVectorEnv(64, time_max=60)
    observations, infos = env.reset(seed=2**32)
    before = torch.get_rng_state()
    player.reset(64, 5)
    first = [player.act(observations, infos["action_mask"]) for _ in range(20)]
    player.reset(64, 5)
    again = [player.act(observations, infos["action_mask"]) for _ in range(20)]

    assert torch.equal(torch.get_rng_state(), before)
    np.testing.assert_array_equal(first, again)
    assert len(np.unique(first)) > 3
    for actions in first:
        assert infos["action_mask"][np.arange(64), actions].all()


def test_a_deterministic_player_does_not_depend_on_the_seed(tiny_run: Path) -> None:
    player, _ = load_player(tiny_run, deterministic=True)
    env = envcore.AsteroidProspectorVectorEnv(8, time_max=60)
    observations, infos = env.reset(seed=2**32)
    player.reset(8, 1)
    first = player.act(observations, infos["action_mask"])
    player.reset(8, 2)

    np.testing.assert_array_equal(player.act(observations, infos["action_mask"]), first)
