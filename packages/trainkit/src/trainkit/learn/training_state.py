"""The state that training resumes from, as the files of a checkpoint: the same bits continue."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import torch
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save as save_arrays
from safetensors.torch import load as load_tensors
from safetensors.torch import save as save_tensors

from trainkit.config.schema import RunConfig
from trainkit.envs.training_worlds import TrainingWorlds
from trainkit.files import json_bytes
from trainkit.learn.ppo import PPO
from trainkit.learn.recurrent_ppo import RecurrentPPO
from trainkit.policies.actor_critic import RecurrentState
from trainkit.runs.checkpoint import CONFIG, OPTIMIZER, PROGRESS, WORLDS
from trainkit.runs.manifest import features_version
from trainkit.runs.paths import POLICY

_LSTM: Final = "memory."  # prefix of LSTM states in the optimizer's file
_LSTM_PARTS: Final = ("pi_0", "pi_1", "vf_0", "vf_1")
_LENGTH: Final = struct.Struct("<I")


@dataclass(frozen=True)
class _RankState:
    """The part of the state that differs between ranks: that of their worlds.

    Attributes:
        generator: State of the random generator, in base64.
        worlds: State of each world.
        seed_draws: Stream and count of each world's draws, empty without a set of seeds.
        episode_returns: Of each running episode.
        scaled_returns: Discounted return of each running episode, empty without reward scaling.
        starts: Whether a world's next step is its episode's first, empty without an LSTM.
        memory: Of memory features and frame stacks, by name, the worlds first; empty without.
        lstm: LSTM states by name, (layers, n, units); empty without an LSTM.
    """

    generator: str
    worlds: list[bytes]
    episode_returns: list[float]
    seed_draws: list[tuple[int, int]] = field(default_factory=list)
    scaled_returns: list[float] = field(default_factory=list)
    starts: list[bool] = field(default_factory=list)
    memory: dict[str, npt.NDArray[Any]] = field(default_factory=dict)
    lstm: dict[str, torch.Tensor] = field(default_factory=dict)


def pack_state(learner: PPO, config: RunConfig) -> dict[str, bytes] | None:
    """Return the files of a checkpoint to rank 0, None to the others.

    They depend on neither the clock nor the folder. They hold the policy with its observation
    statistics, the optimizer, the state of the random generators, the worlds, and the statistics
    of the reward scaler. The policy's file names the version of the memory features that it
    reads, so that its digest covers the version.
    """
    states = learner.ranks.gather(_state_of_rank(learner))
    if states is None:
        return None
    version = features_version(config)
    metadata = None if version is None else {"features_version": str(version)}
    lstm = {
        f"{_LSTM}{name}": torch.cat([state.lstm[name] for state in states], dim=1)
        for name in states[0].lstm
    }
    return {
        CONFIG: json_bytes(config.without_plumbing()),
        POLICY: save_tensors(_contiguous(learner.policy.state_dict()), metadata),
        OPTIMIZER: save_tensors(_optimizer_tensors(learner) | lstm),
        PROGRESS: json_bytes(_progress(learner, states)),
        WORLDS: _pack_worlds(states),
    }


def restore_state(files: dict[str, bytes], learner: PPO) -> None:
    """Set a learner and the worlds of its rank to the state that pack_state stored."""
    learner.policy.load_state_dict(load_tensors(files[POLICY]))
    tensors = load_tensors(files[OPTIMIZER])
    _restore_optimizer(learner, {n: t for n, t in tensors.items() if not n.startswith(_LSTM)})
    n = learner.worlds.num_envs
    own = slice(learner.ranks.rank * n, (learner.ranks.rank + 1) * n)
    _unpack_worlds(learner.worlds, files[WORLDS], own, n * learner.ranks.size)
    progress = json.loads(files[PROGRESS])
    learner.num_timesteps = progress["num_timesteps"]
    learner.num_updates = progress["num_updates"]
    learner.worlds.episode_returns[:] = progress["episode_returns"][own]
    if learner.config.worlds.seed_set is not None:
        learner.worlds.batch.set_seed_draws(progress["seed_draws"][own])
    if learner.scaler is not None:
        learner.scaler.restore(progress["scaler"])
        learner.scaler.returns[:] = progress["scaler"]["returns"][own]
    if isinstance(learner, RecurrentPPO):
        learner.starts = torch.tensor(progress["episode_starts"][own])
        parts = [tensors[f"{_LSTM}{part}"][:, own].to(learner.device) for part in _LSTM_PARTS]
        learner.state = RecurrentState((parts[0], parts[1]), (parts[2], parts[3]))
    _restore_generator(learner, progress)


def load_initial(files: dict[str, bytes], learner: PPO) -> None:
    """Set a new learner to the weights of `init_from`, and what else its files hold."""
    learner.policy.load_state_dict(load_tensors(files[POLICY]))
    norm = learner.networks.norm
    if norm is not None and not learner.config.init_from.normaliser:
        norm.clear()
    if OPTIMIZER in files:
        moments = load_tensors(files[OPTIMIZER])
        _restore_optimizer(learner, {n: t for n, t in moments.items() if not n.startswith(_LSTM)})
    scaler = json.loads(files[PROGRESS])["scaler"] if PROGRESS in files else None
    if learner.scaler is not None and scaler is not None:
        learner.scaler.restore(scaler)


def _state_of_rank(learner: PPO) -> _RankState:
    worlds = learner.worlds
    found = _RankState(
        base64.b64encode(learner.generator.get_state().numpy().tobytes()).decode(),
        [worlds.batch.get_state(i) for i in range(worlds.num_envs)],
        worlds.episode_returns.tolist(),
    )
    if learner.config.worlds.seed_set is not None:
        found.seed_draws.extend(worlds.batch.seed_draws)
    if learner.scaler is not None:
        found.scaled_returns.extend(learner.scaler.returns.tolist())
    found.memory.update(worlds.past())
    if isinstance(learner, RecurrentPPO):
        found.starts.extend(learner.starts.tolist())
        tensors = [tensor for pair in learner.state for tensor in pair]
        found.lstm.update(_contiguous(dict(zip(_LSTM_PARTS, tensors, strict=True))))
    return found


def _progress(learner: PPO, states: list[_RankState]) -> dict[str, Any]:
    scaler = None
    if learner.scaler is not None:
        returns = [value for state in states for value in state.scaled_returns]
        scaler = learner.scaler.state() | {"returns": returns}
    return {
        "schema": 2,
        "num_timesteps": learner.num_timesteps,
        "num_updates": learner.num_updates,
        "device": learner.device.type,
        "generators": [state.generator for state in states],
        "episode_starts": [value for state in states for value in state.starts],
        "episode_returns": [value for state in states for value in state.episode_returns],
        "seed_draws": [value for state in states for value in state.seed_draws],
        "scaler": scaler,
    }


def _restore_generator(learner: PPO, progress: dict[str, Any]) -> None:
    """Set the generator of this rank; on another kind of device it starts from a new seed."""
    if progress["device"] == learner.device.type:
        state = bytearray(base64.b64decode(progress["generators"][learner.ranks.rank]))
        learner.generator.set_state(torch.frombuffer(state, dtype=torch.uint8))
    else:
        learner.generator.manual_seed(learner.generator.initial_seed() + learner.num_timesteps)


def _contiguous(tensors: dict[str, Any]) -> dict[str, torch.Tensor]:
    """Return copies: SB3's policies have some tensors under two names; safetensors refuses that."""
    return {name: tensor.detach().cpu().contiguous().clone() for name, tensor in tensors.items()}


def _optimizer_tensors(learner: PPO) -> dict[str, torch.Tensor]:
    state = learner.policy.optimizer.state_dict()["state"]
    return _contiguous(
        {f"{index}.{key}": value for index, row in state.items() for key, value in row.items()}
    )


def _restore_optimizer(learner: PPO, tensors: dict[str, torch.Tensor]) -> None:
    """Set Adam's moments; every update sets its learning rate."""
    optimizer = learner.policy.optimizer
    state: dict[int, dict[str, torch.Tensor]] = {}
    for name, tensor in tensors.items():
        index, key = name.split(".")
        state.setdefault(int(index), {})[key] = tensor
    groups = optimizer.state_dict()["param_groups"]
    optimizer.load_state_dict({"state": state, "param_groups": groups})


def _pack_worlds(states: list[_RankState]) -> bytes:
    """Return each world's state after its length, then what observations show of the past."""
    worlds = [world for state in states for world in state.worlds]
    packed = b"".join(_LENGTH.pack(len(world)) + world for world in worlds)
    if not states[0].memory:
        return packed
    memory = {  # safetensors writes the bytes of an array as they lie, whatever its strides
        name: np.ascontiguousarray(np.concatenate([state.memory[name] for state in states]))
        for name in states[0].memory
    }
    return packed + zlib.compress(save_arrays(memory), level=1)


def _unpack_worlds(worlds: TrainingWorlds, data: bytes, own: slice, count: int) -> None:
    """Set the worlds of this rank, `own` of the `count` stored ones, and their memory."""
    offset = 0
    for i in range(count):
        (length,) = _LENGTH.unpack_from(data, offset)
        offset += _LENGTH.size
        if own.start <= i < own.stop:
            worlds.batch.set_state(i - own.start, data[offset : offset + length])
        offset += length
    past = worlds.past()
    stored = load_arrays(zlib.decompress(data[offset:])) if past else {}
    for name, values in past.items():
        values[:] = stored[name][own]
