"""Everything that training goes on from, as bytes and back: the same bits continue."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from typing import Any

import numpy as np
import torch
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save as save_arrays
from safetensors.torch import load as load_tensors
from safetensors.torch import save as save_tensors
from sb3_contrib import RecurrentPPO
from sb3_contrib.common.recurrent.type_aliases import RNNStates

from trainkit.config.schema import RunConfig
from trainkit.envs.vec_env import BatchVecEnv
from trainkit.files import json_bytes
from trainkit.learn.learner import Learner
from trainkit.runs import checkpoint

_MEMORY = "memory"
_LENGTH = struct.Struct("<I")


def pack_state(learner: Learner, env: BatchVecEnv, config: RunConfig) -> dict[str, bytes]:
    """Return the files of a checkpoint; nothing in them depends on the clock or the folder.

    They hold the policy with its observation statistics, the optimizer, the random states of
    torch and numpy, the worlds, and the running figures of the reward scaler.
    """
    return {
        checkpoint.CONFIG: json_bytes(config.without_folder()),
        checkpoint.POLICY: save_tensors(_contiguous(learner.policy.state_dict())),
        checkpoint.OPTIMIZER: save_tensors(_optimizer_tensors(learner) | _memory_tensors(learner)),
        checkpoint.PROGRESS: json_bytes(_progress(learner, env)),
        checkpoint.WORLDS: _pack_worlds(env),
    }


def restore_state(files: dict[str, bytes], learner: Learner, env: BatchVecEnv) -> None:
    """Put a learner and its worlds where pack_state found them."""
    learner.policy.load_state_dict(load_tensors(files[checkpoint.POLICY]))
    tensors = load_tensors(files[checkpoint.OPTIMIZER])
    _restore_memory(learner, tensors)
    _restore_optimizer(learner, tensors)
    _unpack_worlds(env, files[checkpoint.WORLDS])
    progress = json.loads(files[checkpoint.PROGRESS])
    learner.num_timesteps = progress["num_timesteps"]
    learner._n_updates = progress["num_updates"]
    learner._last_obs = env.observations()
    learner._last_episode_starts = np.array(progress["episode_starts"], np.bool_)
    env.episode_returns[:] = progress["episode_returns"]
    if env.scaler is not None:
        env.scaler.restore(progress["scaler"])
    name, keys, position, has_gauss, cached = progress["numpy_random"]
    state = (name, np.array(keys, np.uint32), position, has_gauss, cached)
    np.random.set_state(state)  # noqa: NPY002  # SB3 draws its batches from the global one
    torch.set_rng_state(_from_text(progress["torch_random"]))
    if progress["cuda_random"] is not None and learner.device.type == "cuda":
        torch.cuda.set_rng_state(_from_text(progress["cuda_random"]), learner.device)


def _progress(learner: Learner, env: BatchVecEnv) -> dict[str, Any]:
    numpy_random = np.random.get_state(legacy=True)  # noqa: NPY002  # see restore_state
    name, keys, position, has_gauss, cached = numpy_random
    on_cuda = learner.device.type == "cuda"
    assert learner._last_episode_starts is not None
    return {
        "schema": 1,
        "num_timesteps": learner.num_timesteps,
        "num_updates": learner._n_updates,
        "torch_random": _to_text(torch.get_rng_state()),
        "cuda_random": _to_text(torch.cuda.get_rng_state(learner.device)) if on_cuda else None,
        "numpy_random": [str(name), np.asarray(keys).tolist(), position, has_gauss, cached],
        "episode_starts": learner._last_episode_starts.tolist(),
        "episode_returns": env.episode_returns.tolist(),
        "scaler": None if env.scaler is None else env.scaler.state(),
    }


def _to_text(state: torch.Tensor) -> str:
    return base64.b64encode(state.numpy().tobytes()).decode()


def _from_text(text: str) -> torch.Tensor:
    return torch.frombuffer(bytearray(base64.b64decode(text)), dtype=torch.uint8)


def _contiguous(tensors: dict[str, Any]) -> dict[str, torch.Tensor]:
    """Copies: SB3's policies share some tensors under two names, which safetensors refuses."""
    return {name: tensor.detach().cpu().contiguous().clone() for name, tensor in tensors.items()}


def _optimizer_tensors(learner: Learner) -> dict[str, torch.Tensor]:
    state = learner.policy.optimizer.state_dict()["state"]
    return _contiguous(
        {f"{index}.{key}": value for index, row in state.items() for key, value in row.items()}
    )


def _memory_tensors(learner: Learner) -> dict[str, torch.Tensor]:
    """Return what a recurrent policy remembers of every world."""
    if not isinstance(learner, RecurrentPPO):
        return {}
    states: Any = learner._last_lstm_states
    parts = {"pi_0": states.pi[0], "pi_1": states.pi[1], "vf_0": states.vf[0], "vf_1": states.vf[1]}
    return _contiguous({f"{_MEMORY}.{name}": tensor for name, tensor in parts.items()})


def _restore_memory(learner: Learner, tensors: dict[str, torch.Tensor]) -> None:
    if isinstance(learner, RecurrentPPO):
        part = {
            name: tensors[f"{_MEMORY}.{name}"].to(learner.device)
            for name in ("pi_0", "pi_1", "vf_0", "vf_1")
        }
        learner._last_lstm_states = RNNStates(  # type: ignore[assignment]  # it begins as None
            (part["pi_0"], part["pi_1"]), (part["vf_0"], part["vf_1"])
        )


def _restore_optimizer(learner: Learner, tensors: dict[str, torch.Tensor]) -> None:
    """Give Adam its moments; its learning rate is set before every update anyway."""
    optimizer = learner.policy.optimizer
    state: dict[int, dict[str, torch.Tensor]] = {}
    for name, tensor in tensors.items():
        index, key = name.split(".")
        if index == _MEMORY:
            continue
        state.setdefault(int(index), {})[key] = tensor
    groups = optimizer.state_dict()["param_groups"]
    optimizer.load_state_dict({"state": state, "param_groups": groups})


def _pack_worlds(env: BatchVecEnv) -> bytes:
    """Return the states of all worlds, each after its length, and what is remembered of them."""
    states = [env.worlds.get_state(i) for i in range(env.num_envs)]
    packed = b"".join(_LENGTH.pack(len(state)) + state for state in states)
    if env.memory is None:
        return packed
    return packed + zlib.compress(save_arrays(env.memory.arrays()), level=1)


def _unpack_worlds(env: BatchVecEnv, data: bytes) -> None:
    offset = 0
    for i in range(env.num_envs):
        (length,) = _LENGTH.unpack_from(data, offset)
        offset += _LENGTH.size
        env.worlds.set_state(i, data[offset : offset + length])
        offset += length
    if env.memory is not None:
        remembered = load_arrays(zlib.decompress(data[offset:]))
        for name, values in env.memory.arrays().items():
            values[:] = remembered[name]
