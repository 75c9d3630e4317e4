"""The checkers of Gymnasium and Stable-Baselines3 pass for every id."""

from __future__ import annotations

import subprocess
import sys
import warnings

import gymnasium as gym
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env
from gymnasium.vector import AutoresetMode

import envcore

ENV_IDS = list(envcore.spec.ENV_TIME_MAX)


@pytest.mark.parametrize("env_id", ENV_IDS)
@pytest.mark.parametrize("render_mode", [None, "human", "rgb_array", "ansi"])
def test_gymnasium_finds_nothing_to_warn_of(env_id: str, render_mode: str | None) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_env(gym.make(env_id, render_mode=render_mode).unwrapped)


@pytest.mark.parametrize("env_id", ENV_IDS)
@pytest.mark.parametrize("render_mode", [None, "human", "rgb_array", "ansi"])
def test_stable_baselines_finds_nothing_to_warn_of(env_id: str, render_mode: str | None) -> None:
    checker = pytest.importorskip("stable_baselines3.common.env_checker")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        checker.check_env(gym.make(env_id, render_mode=render_mode).unwrapped)


@pytest.mark.parametrize(("env_id", "time_max"), envcore.spec.ENV_TIME_MAX.items())
def test_ids_differ_in_their_time_budget(env_id: str, time_max: int) -> None:
    _, info = gym.make(env_id).reset(seed=1)

    assert info["time_remaining"] == time_max


def test_the_module_prefix_registers_the_ids() -> None:
    code = "import gymnasium as g; print(g.make('envcore:AsteroidProspector-v1').spec.id)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "AsteroidProspector-v1"


def test_environments_that_do_not_draw_import_nothing_that_draws() -> None:
    code = (
        "import sys, gymnasium as g\n"
        "g.make('envcore:AsteroidProspector-v1')\n"
        "g.make_vec('envcore:AsteroidProspector-v1', num_envs=2)\n"
        "print([name for name in sys.modules if name.startswith('envcore.rendering.')])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "['envcore.rendering.dashboard']"


def test_a_sub_interpreter_is_refused() -> None:
    name = "_interpreters" if sys.version_info >= (3, 13) else "_xxsubinterpreters"
    code = (
        f"import {name} as i\n"
        "done = i.run_string(i.create(), 'import envcore')\n"  # raises before 3.13
        "raise SystemExit(getattr(done, 'formatted', None))"
    )

    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert done.returncode != 0
    assert "envcore works in the main interpreter only" in done.stderr


@pytest.mark.parametrize("env_id", ENV_IDS)
@pytest.mark.parametrize("mode", AutoresetMode)
def test_make_vec_gives_the_native_vector_env(env_id: str, mode: AutoresetMode) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        envs = gym.make_vec(env_id, num_envs=3, autoreset_mode=mode)

    assert isinstance(envs.unwrapped, envcore.AsteroidProspectorVectorEnv)
    assert envs.metadata["autoreset_mode"] is mode
    observations, infos = envs.reset(seed=1)
    assert observations in envs.observation_space
    assert infos["action_mask"].shape == (3, envcore.spec.N_ACTIONS)


def test_make_vec_takes_gymnasiums_own_modes_too() -> None:
    envs = gym.make_vec(ENV_IDS[1], num_envs=2, vectorization_mode="sync")

    observations, _ = envs.reset(seed=1)

    assert observations.shape == (2, envcore.spec.OBS_DIM)


def test_gymnasiums_processes_give_the_same_bits() -> None:
    ours = gym.make_vec(ENV_IDS[1], num_envs=2, time_max=8)
    theirs = gym.make_vec(ENV_IDS[1], num_envs=2, vectorization_mode="async", time_max=8)
    assert ours.reset(seed=3)[0].tobytes() == theirs.reset(seed=3)[0].tobytes()
    for _ in range(20):  # past two ends of an episode
        our, their = ours.step(np.array([6, 11])), theirs.step(np.array([6, 11]))
        assert our[0].tobytes() == their[0].tobytes()
        for a, b in zip(our[1:4], their[1:4], strict=True):
            np.testing.assert_array_equal(a, b)
    theirs.close()


def test_native_module_and_tables_are_of_one_spec() -> None:
    from envcore import _native

    assert _native.SPEC_DIGEST == envcore.spec.SPEC_DIGEST


def test_observation_table_covers_every_index_once() -> None:
    seen = np.zeros(envcore.spec.OBS_DIM, np.int64)
    for field in envcore.spec.OBSERVATION:
        for slot in range(field.repeat):
            first = field.first + slot * field.stride
            seen[first : first + field.count] += 1

    assert (seen == 1).all()


def test_gymnasium_lists_the_ids_under_their_own_heading() -> None:
    listed = gym.pprint_registry(disable_print=True)

    assert listed is not None
    _, _, section = listed.partition("===== asteroid_prospector =====\n")
    assert section.split("=====")[0].split() == ENV_IDS
