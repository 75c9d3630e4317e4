"""The Gymnasium interface of the reference."""

from __future__ import annotations

import copy
import pickle
import warnings
from inspect import signature
from typing import Any

import gymnasium as gym
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env

import envref
from envcore import AsteroidProspectorEnv, EnvConfig
from envref import ReferenceEnv


def test_it_is_registered() -> None:
    env = gym.make(envref.ENV_ID, time_max=50)
    assert isinstance(env.unwrapped, ReferenceEnv)
    assert env.unwrapped.config.time_max == 50
    assert gym.spec(envref.ENV_ID).id == "AsteroidProspectorReference-v1"


NOT_THERE = {"picture"}  # pictures, and the modes that show them, are envcore's


def test_it_has_the_interface_of_envcore() -> None:
    env = ReferenceEnv()
    for name, face in vars(AsteroidProspectorEnv).items():
        if name.startswith("_") or name in NOT_THERE:
            continue
        assert name in vars(env) or hasattr(ReferenceEnv, name), name
        if callable(face):
            ours = getattr(ReferenceEnv, name)
            assert list(signature(ours).parameters) == list(signature(face).parameters), name


def test_gymnasiums_checker_has_no_warnings() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_env(gym.make(envref.ENV_ID, time_max=300).unwrapped)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"time_max": 0}, "time_max is 0, expected an integer in 1..1000000"),
        ({"time_max": 2.5}, "time_max is 2.5"),
        ({"time_max": True}, "time_max is True"),
        ({"reward_mode": "dense"}, "reward_mode is 'dense'"),
        ({"pirates": 1}, "pirates is 1, expected True or False"),
        ({"render_mode": "hologram"}, "render_mode is 'hologram'"),
        ({"pirate": False}, "unexpected keyword argument 'pirate' \\(False\\)"),
    ],
)
def test_wrong_options_are_refused_by_name(options: dict[str, Any], message: str) -> None:
    with pytest.raises((ValueError, TypeError), match=message):
        ReferenceEnv(**options)


def test_seeds_and_episodes() -> None:
    env = ReferenceEnv()
    first, _ = env.reset(seed=2**64 - 1)
    assert (env.world_seed, env.episode) == (2**64 - 1, 0)
    second, _ = env.reset()
    assert (env.world_seed, env.episode) == (2**64 - 1, 1)
    env.reset(seed=np.uint64(5), options={"episode": 3})
    assert (env.world_seed, env.episode) == (5, 3)
    again, _ = env.reset(seed=2**64 - 1, options={"episode": 1})
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(again, second)
    env.reset(options={"episode": 2**64 - 1})
    env.reset()
    assert env.episode == 0


def test_a_first_reset_draws_a_seed() -> None:
    one, other = ReferenceEnv(), ReferenceEnv()
    one.reset()
    other.reset()
    assert one.world_seed != other.world_seed
    assert one.episode == other.episode == 0


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"seed": -1}, ValueError),
        ({"seed": 2**64}, ValueError),
        ({"seed": 1.0}, TypeError),
        ({"seed": True}, TypeError),
        ({"options": {"episode": -1}}, ValueError),
        ({"options": {"episodes": 1}}, ValueError),
    ],
)
def test_invalid_resets_are_refused_and_change_nothing(
    arguments: dict[str, Any], error: type[Exception]
) -> None:
    env = ReferenceEnv()
    env.reset(seed=4)
    before = env.get_state()
    with pytest.raises(error):
        env.reset(**arguments)
    assert env.get_state() == before


@pytest.mark.parametrize(
    "action", [6, np.int8(6), np.uint64(6), np.array(6), np.array(6, np.int16)]
)
def test_any_integer_is_an_action(action: Any) -> None:
    env = ReferenceEnv()
    env.reset(seed=1)
    info = env.step(action)[4]
    assert (info["action"], info["invalid_action"]) == (6, False)


@pytest.mark.parametrize("action", [-1, 69, 2**80, np.uint64(2**64 - 1), np.int64(-(2**63))])
def test_integers_outside_are_illegal(action: Any) -> None:
    env = ReferenceEnv()
    env.reset(seed=1)
    info = env.step(action)[4]
    assert (info["action"], info["invalid_action"]) == (6, True)


@pytest.mark.parametrize("action", [6.0, "6", None, True, np.bool_(1), np.array([6]), [6]])
def test_non_integers_are_refused_as_actions(action: Any) -> None:
    env = ReferenceEnv()
    env.reset(seed=1)
    before = env.get_state()
    with pytest.raises(TypeError, match="expected an integer"):
        env.step(action)
    assert env.get_state() == before


def test_an_ended_episode_takes_no_step() -> None:
    env = ReferenceEnv(time_max=1)
    with pytest.raises(ValueError, match="reset"):
        env.step(6)
    env.reset(seed=1)
    assert env.step(6)[2:4] == (False, True)
    with pytest.raises(ValueError, match="the episode has ended: call reset"):
        env.step(6)


def test_a_run_is_the_steps_one_after_another() -> None:
    actions = [0, 8, 12, 29, 99, 29, -1, 6]
    stepped, run = ReferenceEnv(), ReferenceEnv()
    stepped.reset(seed=7)
    run.reset(seed=7)
    total = 0.5
    for action in actions:
        total += stepped.step(action)[1]

    assert run.run(np.array(actions, np.int16), 0.5) == (len(actions), total)
    assert run.get_state() == stepped.get_state()
    assert run.info()["ticks"] == stepped.info()["ticks"]


def test_a_run_stops_at_the_end() -> None:
    env = ReferenceEnv(time_max=3)
    with pytest.raises(ValueError, match="no episode"):
        env.run([6])
    env.reset(seed=7)
    assert not env.has_ended
    assert env.run([6] * 5)[0] == 3
    assert env.has_ended
    with pytest.raises(ValueError, match="has ended"):
        env.run([6])
    with pytest.raises(TypeError, match="integer"):
        env.run([0.5])


def test_new_options_count_from_the_next_reset() -> None:
    env = ReferenceEnv()
    env.reset(seed=8)
    env.config = EnvConfig(time_max=2)
    assert env.run([6] * 3)[0] == 3
    env.reset()
    assert env.run([6] * 3)[0] == 2
    with pytest.raises(TypeError, match="config"):
        env.config = {"time_max": 2}  # type: ignore[assignment]


def test_a_state_brings_its_options() -> None:
    source, target = ReferenceEnv(time_max=99, pirates=False), ReferenceEnv()
    source.reset(seed=8)
    for action in (0, 8, 6):
        source.step(action)
    target.set_state(source.get_state())
    assert target.config == source.config
    assert (target.world_seed, target.episode) == (8, 0)
    np.testing.assert_array_equal(target.observation(), source.observation())
    assert target.info()["action"] == -1
    assert target.state_digest() == source.state_digest()
    assert target.step(6)[1] == source.step(6)[1]


def test_a_wrong_state_changes_nothing() -> None:
    env = ReferenceEnv()
    env.reset(seed=8)
    before = env.get_state()
    with pytest.raises(TypeError, match="expected bytes"):
        env.set_state("state")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="checksum"):
        env.set_state(before[:-1] + bytes([before[-1] ^ 1]))
    assert env.get_state() == before


@pytest.mark.parametrize(
    "clone", [copy.deepcopy, lambda env: pickle.loads(pickle.dumps(env)), ReferenceEnv.clone]
)
def test_copies_are_exact_and_independent(clone: Any) -> None:
    env = ReferenceEnv()
    env.reset(seed=8)
    env.step(0)
    twin = clone(env)
    assert twin.get_state() == env.get_state()
    before = env.get_state()
    twin.step(6)
    assert env.get_state() == before


def test_masks_agree_with_info() -> None:
    env = ReferenceEnv()
    info = env.reset(seed=8)[1]
    masks = env.action_masks()
    assert masks.dtype == np.bool_
    np.testing.assert_array_equal(masks, info["action_mask"].astype(bool))


def test_render_shows_the_situation() -> None:
    env = ReferenceEnv(render_mode="ansi")
    env.reset(seed=8)
    assert "tick 0 of 20000" in str(env.render())
