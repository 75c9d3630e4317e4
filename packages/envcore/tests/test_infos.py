"""Infos have one structure: the same keys and types from every call, at every moment."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import gymnasium as gym
import numpy as np
import pytest
from gymnasium.vector import AsyncVectorEnv, AutoresetMode, SyncVectorEnv

import envcore
from envcore import AsteroidProspectorVectorEnv, spec

from helpers import new_env, play_legally, random_actions

KEYS = [*(key.name for key in spec.INFO_KEYS), "action_mask", "end_cause"]
TYPES = {key.name: key.type for key in spec.INFO_KEYS}
CAUSES = {cause.name.lower() for cause in spec.EndCause}


def check(info: dict[str, Any], *, has_ended: bool = False) -> None:
    assert list(info) == KEYS
    for name, kind in TYPES.items():
        assert type(info[name]).__name__ == kind, name
    mask = info["action_mask"]
    assert (mask.dtype, mask.shape) == (np.int8, (69,))
    assert info["end_cause"] in CAUSES
    assert (info["end_cause"] != "none") == has_ended


def started(**options: Any) -> envcore.AsteroidProspectorEnv:
    env = new_env(**options)
    env.reset(seed=5)
    return env


def after_reset() -> dict[str, Any]:
    return new_env().reset(seed=1)[1]


def after_next_reset() -> dict[str, Any]:
    env = started(time_max=1)
    env.step(6)
    return env.reset()[1]


def after_reset_to_state() -> dict[str, Any]:
    return new_env().reset(options={"state": started().get_state()})[1]


def after_step() -> dict[str, Any]:
    return started().step(6)[4]


def after_illegal_step() -> dict[str, Any]:
    return started().step(10**30)[4]


def after_run() -> dict[str, Any]:
    env = started()
    env.run([6, 6, 0])
    return env.info()


def of_clone() -> dict[str, Any]:
    return started().clone().info()


def of_deepcopy() -> dict[str, Any]:
    return copy.deepcopy(started()).step(11)[4]


def of_pickle() -> dict[str, Any]:
    twin: Any = pickle.loads(pickle.dumps(started()))
    info: dict[str, Any] = twin.info()
    return info


def of_world_of_batch() -> dict[str, Any]:
    envs = AsteroidProspectorVectorEnv(2)
    envs.reset(seed=1)
    return envs.clone_world(1).info()


def through_wrappers() -> dict[str, Any]:
    env = gym.make("envcore:AsteroidProspector-v1", max_episode_steps=9)
    env.reset(seed=1)
    info: dict[str, Any] = env.step(np.int64(6))[4]
    return info


WAYS: list[Callable[[], dict[str, Any]]] = [
    after_reset, after_next_reset, after_reset_to_state, after_step, after_illegal_step, after_run,
    of_clone, of_deepcopy, of_pickle, of_world_of_batch, through_wrappers,
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_an_info_of_a_running_episode_has_every_key(way: Callable[[], dict[str, Any]]) -> None:
    check(way())


def ended_by_time() -> envcore.AsteroidProspectorEnv:
    env = started(time_max=1)
    env.step(6)
    return env


def ended_by_play() -> envcore.AsteroidProspectorEnv:
    env = started(time_max=5000)
    assert play_legally(env, 5000)
    return env


@pytest.mark.parametrize("end", [ended_by_time, ended_by_play])
def test_an_info_of_an_ended_episode_has_every_key(end: Any) -> None:
    env = end()
    restored = new_env()
    restored.set_state(env.get_state())
    for info in (env.info(), env.clone().info(), restored.info(), copy.deepcopy(env).info()):
        check(info, has_ended=True)


def leaves(infos: Any, path: str = "") -> dict[str, tuple[Any, ...]]:
    """Return dtype and shape by path of nested infos."""
    if not isinstance(infos, dict):
        return {path: (infos.dtype, infos.shape)}
    found: dict[str, tuple[Any, ...]] = {}
    for key, value in infos.items():
        found |= leaves(value, f"{path}/{key}")
    return found


@pytest.mark.parametrize("copies", [True, False])
@pytest.mark.parametrize("level", ["none", "mask", "all"])
@pytest.mark.parametrize("mode", list(AutoresetMode))
def test_infos_of_a_batch_keep_their_structure(
    mode: AutoresetMode, level: Any, copies: bool
) -> None:
    envs = AsteroidProspectorVectorEnv(
        3, time_max=[4, 7, 30], info=level, autoreset_mode=mode, copy=copies
    )
    _, first = envs.reset(seed=2)
    expected = leaves(first)
    if level == "all":
        assert sorted(first) == sorted(KEYS)
        assert (first["end_cause"] == spec.EndCause.NONE).all()
    actions = random_actions(1)
    for _ in range(40):
        _, _, terminated, truncated, infos = envs.step([next(actions) for _ in range(3)])
        found = leaves(infos)
        ended = terminated | truncated
        assert {path: leaf for path, leaf in found.items() if "final" not in path} == expected
        if mode is AutoresetMode.SAME_STEP and ended.any():
            finals = leaves(infos["final_info"]) if level != "none" else {}
            assert finals == expected
        if mode is AutoresetMode.DISABLED and ended.any():
            _, infos = envs.reset(options={"reset_mask": ended})
            assert leaves(infos) == expected


@pytest.mark.parametrize("kind", [SyncVectorEnv, AsyncVectorEnv])
def test_gymnasiums_vector_envs_stack_infos_with_the_same_keys_at_every_step(kind: Any) -> None:
    envs = kind([lambda: new_env(time_max=4)] * 2)
    _, first = envs.reset(seed=1)
    for _ in range(12):
        infos = envs.step(np.array([6, 6]))[4]
        assert sorted(infos) == sorted(first)
        assert {infos[name].dtype for name in ("end_cause",)} == {first["end_cause"].dtype}
    envs.close()
