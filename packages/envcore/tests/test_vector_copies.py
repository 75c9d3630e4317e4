"""Copies of the vector environment: any configuration, any moment, the same future."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from gymnasium.utils.env_checker import data_equivalence
from gymnasium.vector import AutoresetMode

import envcore
from envcore import AsteroidProspectorVectorEnv

COPIERS: dict[str, Callable[[Any], Any]] = {
    "clone": lambda envs: envs.clone(),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda envs: pickle.loads(pickle.dumps(envs)),
}
N = 3


def assert_same(ours: Any, theirs: Any) -> None:
    """Compare results of steps bit by bit: types, arrays, lists and dicts."""
    assert data_equivalence(ours, theirs, exact=True)


@pytest.mark.parametrize("name", COPIERS)
@pytest.mark.parametrize("mode", list(AutoresetMode))
@pytest.mark.parametrize("info", ["none", "mask", "all"])
@pytest.mark.parametrize("returns_copies", [False, True])
@pytest.mark.parametrize("has_seed_set", [False, True])
def test_a_copy_at_any_moment_continues_with_the_same_bits(
    name: str, mode: AutoresetMode, info: Any, returns_copies: bool, has_seed_set: bool
) -> None:
    envs = AsteroidProspectorVectorEnv(
        N,
        time_max=[6, 9, 12],
        info=info,
        autoreset_mode=mode,
        copy=returns_copies,
        num_threads=2,
        seed_set=[5, 6, 7] if has_seed_set else None,
    )
    envs.reset(seed=4)
    rng = np.random.default_rng(0)
    for step in range(24):
        twin = COPIERS[name](envs)
        if step == 9:  # new options wait for the next episodes
            for one in (envs, twin):
                one.set_attr("config", envcore.EnvConfig(time_max=5))
        assert_same(envs.observations(), twin.observations())
        actions = rng.integers(0, 69, N)
        results = copy.deepcopy(envs.step(actions))
        assert_same(results, twin.step(actions))
        ended = results[2] | results[3]
        if mode is AutoresetMode.DISABLED and ended.any():
            again = {"options": {"reset_mask": ended}}
            assert_same(copy.deepcopy(envs.reset(**again)), twin.reset(**again))
        assert_same(envs.get_states(), twin.get_states())
        assert_same(envs.configs, twin.configs)
        assert_same(envs.seed_draws, twin.seed_draws)


@pytest.mark.parametrize("name", COPIERS)
def test_a_copy_paints_its_own_worlds(name: str) -> None:
    envs = AsteroidProspectorVectorEnv(2, time_max=30, render_mode="rgb_array")
    envs.reset(seed=4)
    envs.step([0, 8])
    before = envs.render()

    twin = COPIERS[name](envs)
    twin.step([8, 0])

    assert_same(envs.render(), before)
    envs.step([8, 0])
    assert_same(envs.render(), twin.render())
