"""Vector environments as a whole and world by world: states, copies, calls and the end."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from gymnasium.error import ClosedEnvironmentError
from gymnasium.vector import AutoresetMode

from envcore import AsteroidProspectorEnv, AsteroidProspectorVectorEnv, EnvConfig
from envcore.spec import Action

from helpers import new_env, random_actions

NUM_ENVS = 4
HOLD = np.full(NUM_ENVS, Action.HOLD_DRIFT)

COPIERS: dict[str, Callable[[Any], Any]] = {
    "clone": lambda envs: envs.clone(),
    "deepcopy": copy.deepcopy,
    "pickle": lambda envs: pickle.loads(pickle.dumps(envs)),
}


def new_envs(**options: Any) -> AsteroidProspectorVectorEnv:
    return AsteroidProspectorVectorEnv(NUM_ENVS, **{"time_max": 30, **options})


def advance(envs: AsteroidProspectorVectorEnv, seed: int, steps: int) -> list[tuple[Any, ...]]:
    """Take random steps with explicit resets where autoreset is off; return their results."""
    actions = random_actions(seed)
    results = []
    for _ in range(steps):
        result = envs.step([next(actions) for _ in range(NUM_ENVS)])
        ended = result[2] | result[3]
        if envs.autoreset_mode is AutoresetMode.DISABLED and ended.any():
            envs.reset(options={"reset_mask": ended})
        results.append(copy.deepcopy(result))
    return results


def assert_same_results(ours: list[tuple[Any, ...]], theirs: list[tuple[Any, ...]]) -> None:
    for our, their in zip(ours, theirs, strict=True):
        for a, b in zip(our[:4], their[:4], strict=True):
            np.testing.assert_array_equal(a, b)
        np.testing.assert_equal(our[4], their[4])


@pytest.mark.parametrize("mode", AutoresetMode)
@pytest.mark.parametrize("info", ["none", "all"])
@pytest.mark.parametrize("copier", COPIERS)
def test_a_copy_continues_with_the_same_bits(copier: str, info: Any, mode: AutoresetMode) -> None:
    envs = new_envs(
        info=info, autoreset_mode=mode, num_threads=2, time_max=[5, 9, 30, 40], copy=False
    )
    envs.reset(seed=8)
    advance(envs, 1, 50)
    digests = [envs.state_digest(i) for i in range(NUM_ENVS)]

    twin = COPIERS[copier](envs)
    ours = advance(envs, 2, 60)

    assert [twin.state_digest(i) for i in range(NUM_ENVS)] == digests
    assert twin.episodes != envs.episodes
    assert_same_results(ours, advance(twin, 2, 60))
    assert twin.get_states() == envs.get_states()
    assert (twin.num_threads, twin.configs) == (2, envs.configs)


@pytest.mark.parametrize("copier", COPIERS)
def test_a_copy_shows_what_the_last_step_did(copier: str) -> None:
    envs = new_envs(info="all", copy=False)
    envs.reset(seed=8)
    _, rewards, _, _, infos = envs.step([69, 6, 0, 42])
    rewards, infos = rewards.copy(), copy.deepcopy(infos)

    twin = COPIERS[copier](envs)
    envs.step(HOLD)

    assert (twin._arrays["rewards"] == rewards).all()
    np.testing.assert_equal(
        {key: twin._arrays[f"info.{key}"] for key in infos if not key.startswith("_")}, infos
    )


@pytest.mark.parametrize("copier", COPIERS)
def test_worlds_that_were_never_reset_can_be_copied(copier: str) -> None:
    twin = COPIERS[copier](new_envs())

    with pytest.raises(ValueError, match=r"call reset\(\) first"):
        twin.step(HOLD)
    twin.reset(seed=3)
    assert twin.world_seeds == [3, 4, 5, 6]


def test_states_of_all_worlds_come_and_go_together() -> None:
    envs, others = new_envs(info="all"), new_envs(info="all", pirates=False)
    envs.reset(seed=1)
    advance(envs, 1, 10)

    others.set_states(envs.get_states())

    assert others.get_states() == envs.get_states()
    assert others.configs == envs.configs
    assert_same_results(advance(envs, 2, 60), advance(others, 2, 60))


def test_one_bad_state_changes_no_world() -> None:
    envs = new_envs()
    envs.reset(seed=1)
    before = envs.get_states()
    envs.step(HOLD)
    after = envs.get_states()

    with pytest.raises(ValueError, match=r"states\[2\]: state: these bytes are cut off"):
        envs.set_states([*before[:2], before[2][:-1], before[3]])
    with pytest.raises(TypeError, match=r"states\[0\] is of type NoneType, expected bytes"):
        envs.set_states([None, *before[1:]])  # type: ignore[list-item]
    with pytest.raises(ValueError, match="states: 3 given, expected 4"):
        envs.set_states(before[:3])

    assert envs.get_states() == after


def test_a_world_that_was_never_reset_has_no_state() -> None:
    with pytest.raises(ValueError, match=r"world 2 was never reset: call reset\(\) first"):
        new_envs().get_state(2)


def test_a_world_becomes_a_single_environment() -> None:
    envs = new_envs(fractures=False)
    envs.reset(seed=1)
    advance(envs, 3, 10)

    env = envs.clone_world(2)

    assert isinstance(env, AsteroidProspectorEnv)
    assert env.state_digest() == envs.state_digest(2)
    assert env.config == EnvConfig(time_max=30, fractures=False)
    actions = HOLD.copy()
    actions[2] = Action.THREAT_LISTEN
    observations, rewards, *_ = envs.step(actions)
    observation, reward, *_ = env.step(Action.THREAT_LISTEN)
    assert observation.tobytes() == observations[2].tobytes()
    assert reward == rewards[2]


def test_worlds_may_differ_in_every_option() -> None:
    envs = new_envs(
        time_max=np.array([10, 20, 30, 40]),
        pirates=[True, False, True, False],
        reward_mode=("shaped", "sparse", "sparse", "shaped"),
    )

    envs.reset(seed=1)

    assert envs.configs[1] == EnvConfig(time_max=20, pirates=False, reward_mode="sparse")
    assert [c.time_max for c in envs.get_attr("config")] == [10, 20, 30, 40]


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"time_max": [1, 2, 3]}, ValueError, "option time_max has 3 values, expected 1 or 4"),
        ({"time_max": [1, 2, 3, 0]}, ValueError, "option time_max is 0, expected an integer"),
        ({"pirates": [True, True, 1, True]}, TypeError, "option pirates is 1, expected True or"),
    ],
)
def test_bad_options_of_one_world_are_named(
    options: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        new_envs(**options)


def test_every_world_may_start_an_episode_of_its_own() -> None:
    envs = new_envs()
    envs.reset(seed=5, options={"episode": [0, 7, None, 2**64 - 1]})

    assert envs.episodes == [0, 7, 0, 2**64 - 1]
    single = new_env(time_max=30)
    single.reset(seed=6, options={"episode": 7})
    assert envs.state_digest(1) == single.state_digest()


@pytest.mark.parametrize("mode", ["NextStep", "SameStep"])
def test_new_options_count_from_the_next_episode_on(mode: Any) -> None:
    envs = new_envs(time_max=3, autoreset_mode=mode, info="all")
    envs.reset(seed=1)

    envs.set_attr("config", [EnvConfig(time_max=t, reward_mode="sparse") for t in (5, 6, 7, 8)])
    remaining = [envs.step(HOLD)[4]["time_remaining"].tolist() for _ in range(4)]

    assert remaining[:2] == [[2] * 4, [1] * 4]
    assert remaining[2:] == (
        [[0] * 4, [5, 6, 7, 8]] if mode == "NextStep" else [[5, 6, 7, 8], [4, 5, 6, 7]]
    )


@pytest.mark.parametrize("mode", ["NextStep", "SameStep"])
def test_the_last_reward_of_an_episode_is_of_its_own_options(mode: Any) -> None:
    envs = new_envs(time_max=2, autoreset_mode=mode)
    single = new_env(time_max=2)
    envs.reset(seed=1)
    single.reset(seed=1)
    envs.set_attr("config", EnvConfig(time_max=2, reward_mode="sparse"))

    envs.step(HOLD)
    single.step(Action.HOLD_DRIFT)

    expected = single.step(Action.HOLD_DRIFT)[1]
    assert expected < 0
    assert envs.step(HOLD)[1][0] == expected


def test_options_survive_a_copy_before_they_count() -> None:
    envs = new_envs(time_max=2)
    envs.reset(seed=1)
    envs.set_attr("config", EnvConfig(time_max=9))

    twin = envs.clone()
    twin.reset()

    assert [c.time_max for c in twin.configs] == [9] * NUM_ENVS
    assert [twin.clone_world(i).info()["time_remaining"] for i in range(NUM_ENVS)] == [9] * 4


def test_calls_reach_every_world() -> None:
    envs = new_envs()
    envs.reset(seed=5)

    assert envs.call("state_digest") == tuple(envs.state_digest(i) for i in range(NUM_ENVS))
    assert envs.get_attr("world_seed") == (5, 6, 7, 8)
    assert envs.call("action_masks")[1].tolist() == envs.action_masks()[1].tolist()


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda e: e.call("step", 6), ValueError, r"call\('step'\) is not possible: use step\(\)"),
        (lambda e: e.call("info"), ValueError, "use the infos of step"),
        (lambda e: e.call("fly"), AttributeError, "no attribute 'fly'"),
        (lambda e: e.set_attr("fuel", 3), AttributeError, "'fuel' cannot be set on worlds"),
        (lambda e: e.set_attr("config", 3), TypeError, "config is 3, expected an EnvConfig"),
        (lambda e: e.set_attr("config", []), ValueError, "config has 0 values, expected 1 or 4"),
        (lambda e: e.clone_world(-1), ValueError, "world index is -1, expected an integer in 0"),
    ],
)
def test_bad_calls_are_named(call: Any, error: type[Exception], message: str) -> None:
    envs = new_envs()
    envs.reset(seed=5)

    with pytest.raises(error, match=message):
        call(envs)


@pytest.mark.parametrize(
    "use",
    [
        lambda e: e.step(HOLD),
        lambda e: e.reset(seed=1),
        lambda e: e.get_state(0),
        lambda e: e.set_state(0, b"x"),
        lambda e: e.state_digest(0),
        lambda e: e.call("config"),
        lambda e: e.world_seeds,
        lambda e: e.clone(),
        pickle.dumps,
    ],
)
def test_nothing_works_after_close(use: Any) -> None:
    envs = new_envs(num_threads=2)
    with envs:
        envs.reset(seed=1)
    envs.close()

    assert envs.closed
    with pytest.raises(ClosedEnvironmentError, match="this vector environment is closed"):
        use(envs)
