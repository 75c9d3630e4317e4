"""Bad values to the environments: refused by name, and nothing about the world has changed."""

from __future__ import annotations

from typing import Any

import gymnasium as gym
import numpy as np
import pytest

import envcore

OPTIONS = [
    ("time_max", 0, "1..1000000"),
    ("time_max", 1_000_001, "1..1000000"),
    ("time_max", 2.5, "1..1000000"),
    ("reward_mode", "dense", "sparse"),
    ("pirates", 1, "True"),
    ("gravity", True, "market_shocks"),
]


@pytest.mark.parametrize(("name", "value", "allowed"), OPTIONS)
@pytest.mark.parametrize("make", [gym.make, gym.make_vec])
def test_an_option_is_refused(make: Any, name: str, value: object, allowed: str) -> None:
    with pytest.raises((TypeError, ValueError)) as caught:
        make("envcore:AsteroidProspector-v1", **{name: value})
    message = str(caught.value)
    assert name in message
    assert str(value) in message
    assert allowed in message
    assert "\n" not in message


@pytest.mark.parametrize("action", [1.0, "1", None, True, np.float32(1), [1], np.zeros(2, int)])
def test_an_action_of_a_wrong_type_changes_nothing(action: object) -> None:
    env = envcore.AsteroidProspectorEnv()
    env.reset(seed=1)
    before = env.get_state()

    with pytest.raises(TypeError, match="expected an integer"):
        env.step(action)

    assert env.get_state() == before


@pytest.mark.parametrize("actions", [np.zeros(2), np.zeros(2, bool), ["a", "b"], [0], [[0, 0]]])
def test_a_batch_of_wrong_actions_changes_nothing(actions: object) -> None:
    envs = envcore.AsteroidProspectorVectorEnv(2)
    envs.reset(seed=1)
    before = [envs.get_state(i) for i in range(2)]

    with pytest.raises((TypeError, ValueError), match="actions"):
        envs.step(actions)

    assert [envs.get_state(i) for i in range(2)] == before


@pytest.mark.parametrize("action", [-1, 69, 2**70, np.int8(-5), np.uint64(2**63)])
def test_an_integer_outside_the_space_is_held_and_marked(action: Any) -> None:
    env, other = envcore.AsteroidProspectorEnv(), envcore.AsteroidProspectorEnv()
    env.reset(seed=1)
    other.reset(seed=1)

    _, reward, _, _, info = env.step(action)
    _, reward_of_hold, _, _, _ = other.step(envcore.spec.Action.HOLD_DRIFT)

    assert info["invalid_action"]
    assert info["events"] & 1
    assert reward < reward_of_hold
    assert env.observation().tolist() == other.observation().tolist()
