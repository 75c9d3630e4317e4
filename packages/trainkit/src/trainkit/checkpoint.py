"""Checkpoints: tensors in safetensors files, the rest in JSON, all under one sha256 manifest."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import struct
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load as load_tensors
from safetensors.torch import save as save_tensors
from stable_baselines3.common.policies import ActorCriticPolicy

from envcore import spec
from replaykit.files import write_atomically
from trainkit.config import RunConfig
from trainkit.errors import CheckpointError
from trainkit.learner import Learner, make_policy
from trainkit.vec_env import BatchVecEnv

MANIFEST = "manifest.json"
POLICY = "policy.safetensors"


def write_checkpoint(folder: Path, learner: Learner, env: BatchVecEnv, window: int) -> None:
    """Write a checkpoint as a whole: into a folder beside it, then renamed.

    It holds the policy with its observation statistics, the optimizer, every random state, the
    worlds and the running figures of the reward scaler.
    """
    files = {
        POLICY: save_tensors(_contiguous(learner.policy.state_dict())),
        "optimizer.safetensors": save_tensors(_optimizer_tensors(learner)),
        "progress.json": _json_bytes(_progress(learner, env, window)),
        "worlds.bin": _world_bytes(env),
    }
    manifest = {
        "schema": 1,
        "window": window,
        "spec_digest": spec.SPEC_DIGEST,
        "sha256": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
    }
    files[MANIFEST] = _json_bytes(manifest)
    beside = folder.with_name(f".{folder.name}.tmp")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    for name, data in files.items():
        write_atomically(beside / name, data)
    if folder.exists():
        shutil.rmtree(folder)
    os.replace(beside, folder)  # noqa: PTH105  # a folder, in one step


def load_policy(folder: Path, config: RunConfig) -> ActorCriticPolicy:
    """Return the policy of a checkpoint, ready to act.

    Raises:
        CheckpointError: A file is missing or damaged, or the spec is another one.
    """
    files = read_checkpoint(folder)
    policy = make_policy(config)
    try:
        policy.load_state_dict(load_tensors(files[POLICY]))
    except RuntimeError as error:
        problem = str(error).splitlines()[0]
        raise CheckpointError(
            f"checkpoint {folder}: not of this configuration: {problem}"
        ) from None
    policy.set_training_mode(False)
    return policy


def read_checkpoint(folder: Path) -> dict[str, bytes]:
    """Return the files of a checkpoint by name, each checked against the manifest."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        files = {name: (folder / name).read_bytes() for name in manifest["sha256"]}
    except OSError as error:
        name = Path(error.filename or "").name
        raise CheckpointError(f"checkpoint {folder}: {name}: {error.strerror}") from None
    except (ValueError, KeyError, TypeError):
        raise CheckpointError(f"checkpoint {folder}: {MANIFEST} is damaged") from None
    if manifest["spec_digest"] != spec.SPEC_DIGEST:
        raise CheckpointError(
            f"checkpoint {folder}: spec digest is {manifest['spec_digest'][:12]}, this build has "
            f"{spec.SPEC_DIGEST[:12]}: use the envcore that trained it"
        )
    for name, data in files.items():
        if hashlib.sha256(data).hexdigest() != manifest["sha256"][name]:
            raise CheckpointError(f"checkpoint {folder}: {name} is damaged: its sha256 differs")
    return files


def policy_digest(folder: Path) -> str:
    """Return the SHA-256 of a checkpoint's policy file, as the manifest states it."""
    manifest = json.loads((folder / MANIFEST).read_bytes())
    return str(manifest["sha256"][POLICY])


def _contiguous(tensors: dict[str, Any]) -> dict[str, torch.Tensor]:
    """Copies: SB3's policies share some tensors under two names, which safetensors refuses."""
    return {name: tensor.detach().cpu().contiguous().clone() for name, tensor in tensors.items()}


def _optimizer_tensors(learner: Learner) -> dict[str, torch.Tensor]:
    state = learner.policy.optimizer.state_dict()["state"]
    return _contiguous(
        {f"{index}.{key}": value for index, row in state.items() for key, value in row.items()}
    )


def _progress(learner: Learner, env: BatchVecEnv, window: int) -> dict[str, Any]:
    name, keys, position, has_gauss, cached = np.random.get_state(legacy=True)  # noqa: NPY002  # SB3's
    return {
        "schema": 1,
        "window": window,
        "num_timesteps": learner.num_timesteps,
        "num_updates": learner._n_updates,
        "torch_random": base64.b64encode(torch.get_rng_state().numpy().tobytes()).decode(),
        "numpy_random": [str(name), np.asarray(keys).tolist(), position, has_gauss, cached],
        "episode_returns": env.episode_returns.tolist(),
        "scaler": None if env.scaler is None else env.scaler.state(),
        "scaler_returns": None if env.scaler is None else env.scaler.returns.tolist(),
    }


def _world_bytes(env: BatchVecEnv) -> bytes:
    states = [env.worlds.get_state(i) for i in range(env.num_envs)]
    return b"".join(struct.pack("<I", len(state)) + state for state in states)


def _json_bytes(value: Any) -> bytes:
    return (json.dumps(value, sort_keys=True, allow_nan=False) + "\n").encode()
