"""Checks that need no test suite: recorded episodes, batches against single worlds, states."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib import resources
from typing import Any, Final

import gymnasium as gym
import numpy as np

from envcore import _native, spec
from envcore.env import AsteroidProspectorEnv
from envcore.vector_env import AsteroidProspectorVectorEnv

_SHA_DIGITS_OBSERVATION: Final = 12
_SHA_DIGITS_MASK: Final = 6


@dataclass(frozen=True, slots=True)
class Check:
    """What was tried, and what was wrong with it (empty: nothing)."""

    name: str
    problem: str


def run_checks() -> Iterator[Check]:
    """Run all checks one after the other; none of them raises."""
    checks: dict[str, Callable[[], None]] = {
        "native module and tables are of one spec": _check_spec,
        "both ids are registered with Gymnasium": _check_registry,
        "recorded episodes are bit-identical": _check_recordings,
        "a batch on two threads equals single worlds": _check_batch,
        "a saved state resumes bit-identical": _check_state,
    }
    for name, check in checks.items():
        try:
            check()
        except Exception as error:  # a doctor reports whatever it finds
            yield Check(name, f"{type(error).__name__}: {error}")
        else:
            yield Check(name, "")


def _require(is_so: bool, problem: str) -> None:
    if not is_so:
        raise ValueError(problem)


def _check_spec() -> None:
    _require(_native.SPEC_DIGEST == spec.SPEC_DIGEST, "their digests differ: reinstall envcore")


def _check_registry() -> None:
    for env_id in spec.ENV_TIME_MAX:
        _require(env_id in gym.registry, f"{env_id} is missing")


def _check_recordings() -> None:
    folder = resources.files("envcore") / "recordings"
    files = sorted(
        (f for f in folder.iterdir() if f.name.endswith(".json.gz")), key=lambda f: f.name
    )
    _require(len(files) == 5, f"{len(files)} of 5 recordings are there: reinstall envcore")
    for file in files:
        _play_recording(file.name, json.loads(gzip.decompress(file.read_bytes())))


def _play_recording(name: str, recording: dict[str, Any]) -> None:
    env = AsteroidProspectorEnv(**recording["options"])
    observation, info = env.reset(seed=recording["seed"], options={"episode": recording["episode"]})
    start = base64.b64decode(recording["reset_obs_f32_b64"])
    _require(_bytes_of(observation) == start, f"{name}: the first observation differs")
    for i, action in enumerate(recording["actions"]):
        observation, reward, terminated, truncated, info = env.step(action)
        found = (
            reward.hex(),
            _short_sha(observation, _SHA_DIGITS_OBSERVATION),
            _short_sha(info["action_mask"], _SHA_DIGITS_MASK),
            int(terminated) + 2 * int(truncated),
        )
        keys = ("reward", "obs_sha", "mask_sha", "flags")
        for key, value in zip(keys, found, strict=True):
            expected = recording[key][i]
            _require(value == expected, f"{name}, step {i}: {key} is {value}, expected {expected}")


def _short_sha(array: np.ndarray[Any, Any], digits: int) -> str:
    return sha256(_bytes_of(array)).hexdigest()[:digits]


def _bytes_of(array: np.ndarray[Any, Any]) -> bytes:
    """Return the bytes of numbers, little end first on every machine."""
    return array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes()


def _check_batch() -> None:
    count = 5
    envs = AsteroidProspectorVectorEnv(
        count, time_max=40, num_threads=2, autoreset_mode="Disabled", info="none"
    )
    singles = [AsteroidProspectorEnv(time_max=40) for _ in range(count)]
    envs.reset(seed=11)
    for i, env in enumerate(singles):
        env.reset(seed=11 + i)
    rng = np.random.default_rng(3)
    while not any(env.has_ended for env in singles):
        actions = rng.integers(0, spec.N_ACTIONS, count)
        envs.step(actions)
        for i, env in enumerate(singles):
            env.step(actions[i])
            _require(env.state_digest() == envs.state_digest(i), f"world {i} differs")
    envs.close()


def _check_state() -> None:
    env = AsteroidProspectorEnv()
    env.reset(seed=2**63 + 5)
    env.run([0, 12, 29, 29, 11])
    twin = AsteroidProspectorEnv()
    twin.set_state(env.get_state())
    env.run([29, 8, 0])
    twin.run([29, 8, 0])
    _require(env.state_digest() == twin.state_digest(), "the restored world went another way")
