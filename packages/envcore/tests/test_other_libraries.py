"""What other libraries expect of environments: their idioms, wording and order of calls."""

from __future__ import annotations

import copy
import inspect
import pickle
from typing import Any

import gymnasium as gym
import pytest
from gymnasium.error import ClosedEnvironmentError
from gymnasium.utils import seeding

import envcore
from envcore import AsteroidProspectorVectorEnv

from helpers import new_env


@pytest.mark.parametrize("make", [new_env, envcore.AsteroidProspectorVectorEnv])
def test_reset_options_of_wrappers_are_ignored(make: Any) -> None:
    ours, theirs = make(), make()

    observation, _ = ours.reset(seed=1, options={"minari_autoseed": False})

    assert (observation == theirs.reset(seed=1)[0]).all()
    with pytest.raises(TypeError, match=r"options is \['episode'\], expected None or a dict"):
        ours.reset(options=["episode"])


def test_unknown_reset_options_are_refused() -> None:
    with pytest.raises(ValueError, match=r"options\['episod'\] is 3: unknown, allowed keys"):
        new_env().reset(seed=1, options={"episod": 3})
    with pytest.raises(ValueError, match=r"options\['episode'\] is -1, expected an integer in 0"):
        new_env().reset(seed=1, options={"episode": -1})


@pytest.mark.parametrize("make", [new_env, envcore.AsteroidProspectorVectorEnv])
def test_an_unknown_keyword_is_refused_in_the_words_of_python(make: Any) -> None:
    def plain() -> None:
        pass

    with pytest.raises(TypeError) as python:
        plain(frameskip=4)  # type: ignore[call-arg]
    with pytest.raises(TypeError) as ours:
        make(frameskip=4)

    words = "got an unexpected keyword argument 'frameskip'"
    assert words in str(python.value)
    assert words in str(ours.value)
    assert " (4); allowed: time_max, reward_mode, " in str(ours.value)


def test_attributes_can_be_read_before_the_first_reset() -> None:
    envs = AsteroidProspectorVectorEnv(3, time_max=[5, 6, 7])

    assert envs.get_attr("render_mode") == (None, None, None)
    assert [config.time_max for config in envs.get_attr("config")] == [5, 6, 7]
    with pytest.raises(AttributeError, match="has no attribute 'speed'"):
        envs.get_attr("speed")
    with pytest.raises(ValueError, match=r"call reset\(\) first"):
        envs.get_attr("episode")


@pytest.mark.parametrize("is_started", [False, True])
def test_a_closed_environment_cannot_be_copied(is_started: bool) -> None:
    envs = AsteroidProspectorVectorEnv(3)
    if is_started:
        envs.reset(seed=1)
    envs.close()

    for copier in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(ClosedEnvironmentError, match="closed: make a new one"):
            copier(envs)


@pytest.mark.parametrize("seed", [5, [5, 9, 7], [None, 5, 7]])
def test_gymnasiums_generator_comes_from_the_first_seed(seed: Any) -> None:
    envs = AsteroidProspectorVectorEnv(3)
    envs.reset(seed=3)

    envs.reset(seed=seed)

    assert envs.np_random_seed == 5
    assert envs.np_random.random() == seeding.np_random(5)[0].random()
    assert copy.deepcopy(envs).np_random_seed == 5


def unstarted() -> Any:
    return new_env()


def wrapped() -> Any:
    return gym.make("envcore:AsteroidProspector-v1")


def batch() -> Any:
    return AsteroidProspectorVectorEnv(2)


def closed_batch() -> Any:
    envs = AsteroidProspectorVectorEnv(2)
    envs.reset(seed=1)
    envs.close()
    return envs


@pytest.mark.parametrize("make", [unstarted, wrapped, batch, closed_batch])
def test_hasattr_answers_for_every_name_at_every_moment(make: Any) -> None:
    env = make()

    for name in dir(env):
        hasattr(env, name)  # raises anything but an AttributeError
    assert inspect.getmembers(env)
    assert not hasattr(env, "speed")
    with pytest.raises(AttributeError, match="has no attribute 'speed'"):
        _ = env.speed


def test_an_attribute_that_needs_an_episode_says_so() -> None:
    for env, name in ((new_env(), "episode"), (AsteroidProspectorVectorEnv(2), "episodes")):
        assert not hasattr(env, name)
        with pytest.raises(
            ValueError, match=r"no episode was started: call reset\(\) first"
        ) as got:
            getattr(env, name)
        assert "reset" in str(pickle.loads(pickle.dumps(got.value)))
        env.reset(seed=1)
        assert hasattr(env, name)


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("envcore:AsteroidProspector-v9", gym.error.VersionNotFound),
        ("envcore:AsteroidProspectr-v1", gym.error.NameNotFound),
        ("envcor:AsteroidProspector-v1", ModuleNotFoundError),
    ],
)
def test_an_unknown_id_raises_gymnasiums_errors(name: str, error: Any) -> None:
    with pytest.raises(error):
        gym.make(name)
    with pytest.raises(error):
        gym.make_vec(name)


@pytest.mark.parametrize("make", [unstarted, batch])
def test_warnings_have_gymnasiums_category(make: Any) -> None:
    env = make()
    env.reset(seed=1)

    with pytest.warns(UserWarning, match="needs a render_mode") as caught:
        env.render()
    assert [warning.category for warning in caught] == [UserWarning]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: envcore.EnvConfig(speed=3), "got an unexpected keyword argument 'speed'"),  # type: ignore[call-arg]
        (
            lambda: envcore.EnvConfig.from_options({"speed": 3}),
            "unexpected keyword argument 'speed'",
        ),
        (lambda: new_env().reset(sed=3), "got an unexpected keyword argument 'sed'"),  # type: ignore[call-arg]
        (lambda: new_env().picture(true=1), "got an unexpected keyword argument 'true'"),  # type: ignore[call-arg]
        (lambda: batch().reset(sed=3), "got an unexpected keyword argument 'sed'"),
        (lambda: gym.make("envcore:AsteroidProspector-v1", speed=3), "argument 'speed'"),
        (lambda: gym.make_vec("envcore:AsteroidProspector-v1", speed=3), "argument 'speed'"),
    ],
)
def test_unknown_keywords_have_pythons_words_everywhere(call: Any, words: str) -> None:
    with pytest.raises(TypeError) as caught:
        call()

    assert words in str(caught.value)
