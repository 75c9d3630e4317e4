"""Copies of the reference environment show what their own world shows."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from envref import ReferenceEnv

COPIERS: dict[str, Callable[[ReferenceEnv], ReferenceEnv]] = {
    "clone": lambda env: env.clone(),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda env: pickle.loads(pickle.dumps(env)),
}


def assert_same_results(ours: Any, theirs: Any) -> None:
    np.testing.assert_array_equal(ours[0], theirs[0])
    assert ours[1:4] == theirs[1:4]
    assert {k: v for k, v in ours[4].items() if k != "action_mask"} == {
        k: v for k, v in theirs[4].items() if k != "action_mask"
    }
    np.testing.assert_array_equal(ours[4]["action_mask"], theirs[4]["action_mask"])


@pytest.mark.parametrize("name", COPIERS)
def test_a_copy_at_any_moment_continues_with_the_same_bits(name: str) -> None:
    env, rng = ReferenceEnv(time_max=40), np.random.default_rng(0)
    env.reset(seed=1)
    for _ in range(12):
        twin = COPIERS[name](env)
        action = int(rng.integers(69))
        results = env.step(action)
        assert_same_results(results, twin.step(action))
        assert env.get_state() == twin.get_state()
        if results[2] or results[3]:
            break


@pytest.mark.parametrize("name", COPIERS)
def test_a_copy_is_independent(name: str) -> None:
    env = ReferenceEnv(time_max=40)
    env.reset(seed=1)
    before = env.get_state()

    twin = COPIERS[name](env)
    twin.step(0)
    twin.reset(seed=5)

    assert env.get_state() == before
    assert env.world_seed == 1
