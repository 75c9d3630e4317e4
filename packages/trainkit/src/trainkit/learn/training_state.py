"""The state that training resumes from, as the files of a checkpoint: the same bits continue."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from typing import Any, Final

import torch
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save as save_arrays
from safetensors.torch import load as load_tensors
from safetensors.torch import save as save_tensors

from trainkit.config.schema import RunConfig
from trainkit.envs.vec_env import BatchVecEnv
from trainkit.files import json_bytes
from trainkit.learn.sb3_adapter import (
    Learner,
    Position,
    numpy_random_state,
    position_of,
    set_numpy_random_state,
    set_position,
)
from trainkit.runs.checkpoint import CONFIG, OPTIMIZER, PROGRESS, WORLDS
from trainkit.runs.manifest import features_version
from trainkit.runs.paths import POLICY

_LSTM: Final = "memory."  # prefix of LSTM states in the optimizer's file
_LENGTH: Final = struct.Struct("<I")


def pack_state(learner: Learner, env: BatchVecEnv, config: RunConfig) -> dict[str, bytes]:
    """Return the files of a checkpoint; they depend on neither the clock nor the folder.

    They hold the policy with its observation statistics, the optimizer, the random states of
    torch and NumPy, the worlds, and the statistics of the reward scaler. The policy's file names
    the version of the memory features that it reads, so that its digest covers the version.
    """
    position = position_of(learner)
    version = features_version(config)
    metadata = None if version is None else {"features_version": str(version)}
    lstm = _contiguous({f"{_LSTM}{name}": t for name, t in position.lstm_states.items()})
    return {
        CONFIG: json_bytes(config.without_plumbing()),
        POLICY: save_tensors(_contiguous(learner.policy.state_dict()), metadata),
        OPTIMIZER: save_tensors(_optimizer_tensors(learner) | lstm),
        PROGRESS: json_bytes(_progress(learner, env, position)),
        WORLDS: _pack_worlds(env),
    }


def restore_state(files: dict[str, bytes], learner: Learner, env: BatchVecEnv) -> None:
    """Set a learner and its worlds to the state that pack_state stored."""
    learner.policy.load_state_dict(load_tensors(files[POLICY]))
    tensors = load_tensors(files[OPTIMIZER])
    lstm = {n.removeprefix(_LSTM): t for n, t in tensors.items() if n.startswith(_LSTM)}
    moments = {n: t for n, t in tensors.items() if not n.startswith(_LSTM)}
    _restore_optimizer(learner, moments)
    _unpack_worlds(env, files[WORLDS])
    progress = json.loads(files[PROGRESS])
    position = Position(
        progress["num_timesteps"], progress["num_updates"], progress["episode_starts"], lstm
    )
    set_position(learner, env, position)
    env.episode_returns[:] = progress["episode_returns"]
    if env.scaler is not None:
        env.scaler.restore(progress["scaler"])
    set_numpy_random_state(progress["numpy_random"])
    torch.set_rng_state(_from_text(progress["torch_random"]))
    if progress["cuda_random"] is not None and learner.device.type == "cuda":
        torch.cuda.set_rng_state(_from_text(progress["cuda_random"]), learner.device)


def _progress(learner: Learner, env: BatchVecEnv, position: Position) -> dict[str, Any]:
    on_cuda = learner.device.type == "cuda"
    return {
        "schema": 1,
        "num_timesteps": position.num_timesteps,
        "num_updates": position.num_updates,
        "torch_random": _to_text(torch.get_rng_state()),
        "cuda_random": _to_text(torch.cuda.get_rng_state(learner.device)) if on_cuda else None,
        "numpy_random": numpy_random_state(),
        "episode_starts": position.episode_starts,
        "episode_returns": env.episode_returns.tolist(),
        "scaler": None if env.scaler is None else env.scaler.state(),
    }


def _to_text(state: torch.Tensor) -> str:
    return base64.b64encode(state.numpy().tobytes()).decode()


def _from_text(text: str) -> torch.Tensor:
    return torch.frombuffer(bytearray(base64.b64decode(text)), dtype=torch.uint8)


def _contiguous(tensors: dict[str, Any]) -> dict[str, torch.Tensor]:
    """Return copies: SB3's policies have some tensors under two names; safetensors refuses that."""
    return {name: tensor.detach().cpu().contiguous().clone() for name, tensor in tensors.items()}


def _optimizer_tensors(learner: Learner) -> dict[str, torch.Tensor]:
    state = learner.policy.optimizer.state_dict()["state"]
    return _contiguous(
        {f"{index}.{key}": value for index, row in state.items() for key, value in row.items()}
    )


def _restore_optimizer(learner: Learner, tensors: dict[str, torch.Tensor]) -> None:
    """Set Adam's moments; SB3 sets its learning rate before every update."""
    optimizer = learner.policy.optimizer
    state: dict[int, dict[str, torch.Tensor]] = {}
    for name, tensor in tensors.items():
        index, key = name.split(".")
        state.setdefault(int(index), {})[key] = tensor
    groups = optimizer.state_dict()["param_groups"]
    optimizer.load_state_dict({"state": state, "param_groups": groups})


def _pack_worlds(env: BatchVecEnv) -> bytes:
    """Return each world's state after its length, then the memory of the features, if any."""
    states = [env.worlds.get_state(i) for i in range(env.num_envs)]
    packed = b"".join(_LENGTH.pack(len(state)) + state for state in states)
    if env.memory is None:
        return packed
    memory = {name: values.copy() for name, values in env.memory.arrays().items()}
    return packed + zlib.compress(save_arrays(memory), level=1)


def _unpack_worlds(env: BatchVecEnv, data: bytes) -> None:
    offset = 0
    for i in range(env.num_envs):
        (length,) = _LENGTH.unpack_from(data, offset)
        offset += _LENGTH.size
        env.worlds.set_state(i, data[offset : offset + length])
        offset += length
    if env.memory is not None:
        stored = load_arrays(zlib.decompress(data[offset:]))
        for name, values in env.memory.arrays().items():
            values[:] = stored[name]
