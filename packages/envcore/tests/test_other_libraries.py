"""What other libraries expect of environments: their idioms, wording and order of calls."""

from __future__ import annotations

import copy
import pickle
from typing import Any

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
