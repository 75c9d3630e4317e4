"""Exports: the libraries of the formats load them and compute what torch computes."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
import torch
from policy_kinds import KINDS, make_file

import envcore
from trainkit.policies.actor_critic import networks_of
from trainkit.policies.export_onnx import onnx_bytes
from trainkit.policies.export_sb3 import sb3_bytes
from trainkit.policies.export_torchscript import PolicyGraph, torchscript_bytes
from trainkit.policies.layers import policy_of
from trainkit.policies.masked_categorical import mask_bias
from trainkit.policies.policy_file import PolicyFile, PolicyHeader
from trainkit.policies.trained import TrainedPolicy
from trainkit.runs.export import policy_file_at, policy_file_of

from conftest import Command

TOLERANCE = 1e-5
Arrays = dict[str, np.ndarray]


def random_inputs(file: PolicyFile, n: int, seed: int = 0) -> tuple[torch.Tensor, ...]:
    """Return observations, masks and LSTM states as far as a policy takes them."""
    generator = torch.Generator().manual_seed(seed)
    inputs = []
    for example in PolicyGraph(file).example(n):
        values = torch.rand(example.shape, generator=generator)
        inputs.append(values < 0.4 if example.dtype == torch.bool else values * 2 - 1)
    if file.header.masks:
        inputs[1][:, 0] = True
    return tuple(inputs)


def run_onnx(data: bytes, inputs: tuple[torch.Tensor, ...]) -> Arrays:
    """Return the outputs of an ONNX model by name."""
    session = onnxruntime.InferenceSession(data)
    names = [given.name for given in session.get_inputs()]
    given = {name: tensor.numpy() for name, tensor in zip(names, inputs, strict=True)}
    outputs = [output.name for output in session.get_outputs()]
    return dict(zip(outputs, session.run(None, given), strict=True))


def of_training(file: PolicyFile, inputs: tuple[torch.Tensor, ...]) -> Arrays:
    """Return what the networks that train compute."""
    networks: Any = networks_of(policy_of(file))
    with torch.inference_mode():
        rows = networks.normalize(inputs[0])
        if file.header.is_recurrent:
            state = networks.initial_state(len(rows), torch.device("cpu"))
            parts = [part.unsqueeze(0) for part in inputs[2:]]
            actor, critic = (parts[0], parts[1]), (parts[-2], parts[-1])
            starts = torch.zeros(1, len(rows), dtype=torch.bool)
            state = type(state)(actor, critic)
            logits, values, state = networks(rows.unsqueeze(0), state, starts)
        else:
            logits, values = networks(rows)
            state = None
        legal = logits + mask_bias(inputs[1]) if file.header.masks else logits
        found = {
            "probabilities": legal.softmax(dim=1).numpy(),
            "logits": logits.numpy(),
            "value": values.unsqueeze(1).numpy(),
        }
        if state is not None:
            found |= {
                "lstm_hidden_next": state.actor[0][0].numpy(),
                "lstm_cell_next": state.actor[1][0].numpy(),
            }
            if len(inputs) == 6:
                found |= {
                    "critic_lstm_hidden_next": state.critic[0][0].numpy(),
                    "critic_lstm_cell_next": state.critic[1][0].numpy(),
                }
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_onnx_equals_torch_on_10_000_observations(kind: str) -> None:
    _, file = make_file(*KINDS[kind])
    inputs = random_inputs(file, 10_000)

    found, expected = run_onnx(onnx_bytes(file), inputs), of_training(file, inputs)

    assert found.keys() == expected.keys()
    for name, values in expected.items():
        np.testing.assert_allclose(found[name], values, rtol=0, atol=TOLERANCE, err_msg=name)
    if file.header.masks:
        assert (found["probabilities"][~inputs[1].numpy()] == 0).all()


def test_onnx_equals_torch_where_a_trained_policy_plays() -> None:
    file = policy_file_at("pretrained:default")
    policy = TrainedPolicy(file, seed=0)
    envs = envcore.AsteroidProspectorVectorEnv(1000, **policy.env_config.to_dict())
    observations, infos = envs.reset(seed=2**32)
    rows, masks = [], []
    for _ in range(10):
        for _ in range(20):
            actions = policy.act(observations, infos["action_mask"])
            observations, _, _, _, infos = envs.step(actions)
        rows.append(torch.tensor(observations))
        masks.append(torch.tensor(infos["action_mask"] != 0))
    inputs = (torch.cat(rows), torch.cat(masks))
    assert len(inputs[0]) == 10_000

    found, expected = run_onnx(onnx_bytes(file), inputs), of_training(file, inputs)

    for name in ("probabilities", "value"):
        np.testing.assert_allclose(found[name], expected[name], rtol=0, atol=TOLERANCE)
    # logits of a trained policy reach 50, where float32 has steps of 4e-6
    np.testing.assert_allclose(found["logits"], expected["logits"], rtol=1e-6, atol=TOLERANCE)


def test_onnx_has_the_header() -> None:
    _, file = make_file(*KINDS["shared trunk"])
    session = onnxruntime.InferenceSession(onnx_bytes(file))
    properties = session.get_modelmeta().custom_metadata_map
    assert PolicyHeader.model_validate_json(properties["policy"]) == file.header


@pytest.mark.parametrize("kind", KINDS)
def test_torchscript_equals_torch(kind: str) -> None:
    _, file = make_file(*KINDS[kind])
    extra = {"policy.json": ""}
    data = io.BytesIO(torchscript_bytes(file))
    loaded = torch.jit.load(data, _extra_files=extra)
    inputs = random_inputs(file, 300)

    found = [tensor.numpy() for tensor in loaded(*inputs)]

    for values, (name, wanted) in zip(found, of_training(file, inputs).items(), strict=True):
        np.testing.assert_allclose(values, wanted, atol=TOLERANCE, err_msg=name)
    assert json.loads(extra["policy.json"])["name"] == "test"


LOADS_ZIPS = """
import sys
from pathlib import Path
sys.modules["trainkit"] = None  # an import of trainkit fails
import numpy as np, sb3_contrib, stable_baselines3
for file in sorted(Path(sys.argv[1]).glob("*.zip")):
    given = np.load(file.with_suffix(".npz"))
    name = str(given["algorithm"])
    algorithm = getattr(sb3_contrib, name, None) or getattr(stable_baselines3, name)
    arguments = {"action_masks": given["masks"]} if name == "MaskablePPO" else {}
    model = algorithm.load(file, device="cpu")
    actions, _ = model.predict(given["rows"], deterministic=True, **arguments)
    np.save(file.with_suffix(".npy"), actions)
"""
ALGORITHMS = {"ppo": "PPO", "maskable_ppo": "MaskablePPO", "recurrent_ppo": "RecurrentPPO"}


def test_sb3_loads_the_zips_without_trainkit(tmp_path: Path) -> None:
    expected = {}
    for kind, values in KINDS.items():
        _, file = make_file(*values)
        (tmp_path / f"{kind}.zip").write_bytes(sb3_bytes(file))
        rows, *others = random_inputs(file, 200)
        masks = others[0] if file.header.masks else torch.ones(200, 69, dtype=torch.bool)
        algorithm = ALGORITHMS[file.header.algorithm]
        np.savez(tmp_path / f"{kind}.npz", rows=rows, masks=masks, algorithm=algorithm)
        start = [x if x.dtype == torch.bool else torch.zeros_like(x) for x in others]
        found = of_training(file, (rows, *start))
        expected[kind] = found["probabilities" if algorithm == "MaskablePPO" else "logits"]

    subprocess.run([sys.executable, "-c", LOADS_ZIPS, str(tmp_path)], check=True)

    for kind, scores in expected.items():
        actions = np.load(tmp_path / f"{kind}.npy")
        taken = np.take_along_axis(scores, actions[:, np.newaxis], axis=1)[:, 0]
        # two actions may be equally likely up to the last bits
        np.testing.assert_allclose(taken, scores.max(axis=1), atol=TOLERANCE, err_msg=kind)


def test_sb3_trains_the_zip_further(tiny_run: Path, tmp_path: Path) -> None:
    from sb3_contrib import MaskablePPO

    from trainkit.envs.vec_env import BatchVecEnv

    file = policy_file_of(tiny_run)
    path = tmp_path / "policy.zip"
    path.write_bytes(sb3_bytes(file))
    model = MaskablePPO.load(path, env=BatchVecEnv(4, file.header.env_config()), device="cpu")
    assert (model.num_timesteps, model.n_steps, model.batch_size) == (2048, 32, 64)

    model.learn(128, reset_num_timesteps=False)

    assert model.num_timesteps == 2048 + 128


@pytest.fixture
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("in_folder")
@pytest.mark.parametrize(
    ("form", "suffix", "loads"),
    [
        ("policy", ".safetensors", lambda data: data.index(b"prospector-policy")),
        ("onnx", ".onnx", onnxruntime.InferenceSession),
        ("torchscript", ".pt", lambda data: torch.jit.load(io.BytesIO(data))),
        ("sb3", ".zip", lambda data: data.index(b"policy.pth")),
    ],
)
def test_the_command_writes_every_format(
    form: str, suffix: str, loads: Callable[[bytes], Any], tiny_run: Path, trainkit: Command
) -> None:
    code, output, _ = trainkit("export", str(tiny_run), "--to", form)

    assert (code, output) == (0, f"tiny@000004{suffix}\n")
    loads(Path(f"tiny@000004{suffix}").read_bytes())


def test_without_onnx_the_command_names_the_extra(
    tiny_run: Path, trainkit: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)

    code, _, errors = trainkit("export", str(tiny_run), "--to", "onnx")

    assert code == 2
    assert "run pip install onnx" in errors
