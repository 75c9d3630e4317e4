"""Copies of environments: clone, deepcopy and pickle continue with the same bits."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import gymnasium as gym
import numpy as np
import pytest

import envcore
from envcore.spec import Action

from helpers import new_env, play_legally, random_actions

Copier = Callable[[Any], Any]

COPIERS: dict[str, Copier] = {
    "clone": lambda env: env.clone(),
    "deepcopy": copy.deepcopy,
    "pickle": lambda env: pickle.loads(pickle.dumps(env)),
    "copy": copy.copy,
}


@pytest.fixture(params=list(COPIERS))
def copier(request: pytest.FixtureRequest) -> Copier:
    return COPIERS[request.param]


def assert_same_future(ours: Any, theirs: Any, steps: int = 150) -> None:
    for action, _ in zip(random_actions(4), range(steps), strict=False):
        our, their = ours.step(action), theirs.step(action)
        assert our[0].tobytes() == their[0].tobytes()
        assert our[1:4] == their[1:4]
        assert our[4].keys() == their[4].keys()
        assert ours.unwrapped.state_digest() == theirs.unwrapped.state_digest()
        if our[2] or our[3]:
            ours.reset()
            theirs.reset()


@pytest.mark.parametrize("seed", range(3))
def test_a_copy_continues_with_the_same_bits(copier: Copier, seed: int) -> None:
    env = new_env(market_shocks=False)
    env.reset(seed=seed, options={"episode": 3})
    play_legally(env, 40, seed)

    twin = copier(env)

    assert twin.get_state() == env.get_state()
    assert (twin.world_seed, twin.episode, twin.config) == (seed, 3, env.config)
    if not env.has_ended:
        assert_same_future(env, twin)


def test_a_copy_knows_what_the_last_step_did(copier: Copier) -> None:
    env = new_env()
    env.reset(seed=2)
    *_, info = env.step(Action.TRAVEL_0)

    twin = copier(env)

    assert twin.info().keys() == info.keys()
    assert twin.info()["action"] == Action.TRAVEL_0
    assert twin.info()["events"] == info["events"]
    assert twin.reward_terms() == env.reward_terms()


def test_copies_do_not_see_each_others_steps(copier: Copier) -> None:
    env = new_env()
    env.reset(seed=2)
    before = env.state_digest()

    twin = copier(env)
    twin.step(Action.TRAVEL_0)

    assert env.state_digest() == before
    assert twin.state_digest() != before


def test_an_environment_without_an_episode_can_be_copied(copier: Copier) -> None:
    env = new_env(time_max=77)

    twin = copier(env)

    with pytest.raises(ValueError, match=r"call reset\(\) first"):
        twin.step(6)
    assert twin.reset(seed=1)[1]["time_remaining"] == 77


def test_an_ended_episode_stays_ended(copier: Copier) -> None:
    env = new_env(time_max=1)
    env.reset(seed=1)
    env.step(6)

    twin = copier(env)

    assert twin.info()["end_cause"] == "timeout"
    with pytest.raises(ValueError, match="the episode has ended"):
        twin.step(6)


@pytest.mark.parametrize("name", ["deepcopy", "pickle"])
def test_wrapped_environments_can_be_copied(name: str) -> None:
    env = gym.make("envcore:AsteroidProspector-v1", time_max=200)
    env.reset(seed=6)

    assert_same_future(env, COPIERS[name](env))


@pytest.mark.parametrize("name", ["deepcopy", "pickle"])
def test_gymnasiums_generators_are_copied_too(name: str) -> None:
    env = new_env()
    env.reset(seed=6)
    env.action_space.seed(3)

    twin = COPIERS[name](env)

    assert twin.np_random.random() == env.np_random.random()
    assert twin.action_space.sample() == env.action_space.sample()
    assert twin.np_random is not env.np_random


def test_a_clone_shares_gymnasiums_generator_even_if_it_was_not_created_yet() -> None:
    env = new_env()
    env.reset(seed=6)

    twin = env.clone()

    assert twin.np_random is env.np_random
    assert twin.np_random_seed == env.np_random_seed == 6


@pytest.mark.parametrize("is_painted", [False, True])
def test_copies_of_copies_paint_their_own_episode(copier: Copier, is_painted: bool) -> None:
    env = new_env(render_mode="rgb_array")
    env.reset(seed=3)
    line = [(env, [6, 11, 6])]
    for action in (0, 2**70, -1):
        parent, before = line[-1]
        parent.run(before[-3:])
        if is_painted:
            parent.render()
        line.append((copier(parent), [*before, action, 6, 11]))
    line[-1][0].run(line[-1][1][-3:])

    for twin, actions in line:
        fresh = new_env(render_mode="rgb_array")
        fresh.reset(seed=3)
        for action in actions:
            fresh.step(action)
        assert twin.state_digest() == fresh.state_digest()
        np.testing.assert_array_equal(twin.render(), fresh.render())


def test_a_copy_of_an_env_that_was_never_painted_copies_no_action() -> None:
    env = new_env(render_mode="rgb_array", time_max=20_000)
    env.reset(seed=3)
    env.run([6] * 5000)

    twin: Any = env.clone()

    assert len(pickle.dumps(twin)) == len(pickle.dumps(env))  # it has them
    assert twin._viewer.actions == []
    assert twin._viewer._earlier[1] is env.clone()._viewer._earlier[1]


def test_equal_environments_have_equal_pickles() -> None:
    envs = [new_env(), new_env()]
    for env in envs:
        env.reset(seed=9)
        play_legally(env, 30)

    assert pickle.dumps(envs[0]) == pickle.dumps(envs[1])


def test_new_options_count_from_the_next_reset_on() -> None:
    env = new_env(time_max=50)
    _, info = env.reset(seed=1)

    env.config = envcore.EnvConfig(time_max=70, pirates=False)

    assert info["time_remaining"] == 50
    assert env.step(Action.HOLD_DRIFT)[4]["time_remaining"] == 49
    assert env.reset()[1]["time_remaining"] == 70
    with pytest.raises(TypeError, match=r"config is \{'time_max': 3\}, expected an EnvConfig"):
        env.config = {"time_max": 3}  # type: ignore[assignment]


def test_a_clone_of_a_subclass_keeps_its_class_and_attributes() -> None:
    class Named(envcore.AsteroidProspectorEnv):
        name = "nameless"

    env = Named(time_max=5)
    env.name = "ours"
    env.reset(seed=1)

    twin = env.clone()

    assert type(twin) is Named
    assert twin.name == "ours"
    assert np.array_equal(twin.observation(), env.observation())
