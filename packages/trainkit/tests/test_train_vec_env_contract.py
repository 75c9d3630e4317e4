"""Programs that use BatchVecEnv as Stable-Baselines3's own DummyVecEnv is used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from gymnasium.error import AlreadyPendingCallError, NoAsyncCallError
from gymnasium.wrappers import TimeLimit
from stable_baselines3.common.vec_env import DummyVecEnv

import envcore
from envcore.spec import Action
from trainkit.envs.vec_env import BatchVecEnv

CONFIG = envcore.EnvConfig(time_max=12)
N = 3
SEED = 5
DRIFT = np.full(N, Action.HOLD_DRIFT)


def make(**arguments: Any) -> BatchVecEnv:
    env = BatchVecEnv(N, CONFIG, **arguments)
    env.seed(SEED)
    return env


def make_peer() -> DummyVecEnv:
    def make_single() -> envcore.AsteroidProspectorEnv:
        return envcore.AsteroidProspectorEnv(**CONFIG.to_dict())

    peer = DummyVecEnv([make_single] * N)
    peer.seed(SEED)
    return peer


def assert_equal_infos(ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> None:
    for our, their in zip(ours, theirs, strict=True):
        assert our.keys() == their.keys()
        for key, value in their.items():
            np.testing.assert_array_equal(our[key], value, err_msg=key)
            assert type(our[key]) is type(value), key


def test_every_result_is_that_of_dummy_vec_env() -> None:
    ours, theirs, rng = make(infos="all"), make_peer(), np.random.default_rng(3)
    np.testing.assert_array_equal(ours.reset(), theirs.reset())
    assert_equal_infos(ours.reset_infos, theirs.reset_infos)

    num_ended = 0
    for _ in range(60):
        actions = rng.integers(0, 69, N)
        our, their = ours.step(actions), theirs.step(actions)
        for our_array, their_array in zip(our[:3], their[:3], strict=True):
            np.testing.assert_array_equal(our_array, their_array)
            assert our_array.dtype == their_array.dtype
        assert_equal_infos(our[3], their[3])
        assert_equal_infos(ours.reset_infos, theirs.reset_infos)
        num_ended += int(our[2].sum())

    assert num_ended > 2 * N


def test_without_all_infos_those_of_ended_worlds_are_complete() -> None:
    few, every = make(), make(infos="all")
    few.reset()
    every.reset()

    for _ in range(30):
        _, _, dones, infos = few.step(DRIFT)
        *_, complete = every.step(DRIFT)
        assert_equal_infos(
            infos, [info if done else {} for info, done in zip(complete, dones, strict=True)]
        )


def test_what_a_wrapper_writes_into_an_info_is_gone_at_the_next_step() -> None:
    env = make()
    env.reset()
    env.reset_infos[0]["mine"] = 1

    for _ in range(14):
        infos = env.step(DRIFT)[3]
        assert all("mine" not in info for info in infos)
        for info in infos:
            info["mine"] = 1
            info.get("terminal_observation", np.zeros(1))[:] = 7


def test_options_reach_the_next_reset_and_only_that() -> None:
    env = make()

    env.set_options({"episode": 7})
    env.reset()
    assert env.worlds.episodes == [7] * N
    assert env.worlds.world_seeds == [SEED + i for i in range(N)]
    env.reset()
    assert env.worlds.episodes == [8] * N
    env.set_options([{"episode": 1}, {}, {"episode": 2**64 - 1}])
    env.reset()
    assert env.worlds.episodes == [1, 9, 2**64 - 1]
    env.set_options({"episode": 3})
    env.set_options(None)
    env.reset()
    assert env.worlds.episodes == [2, 10, 0]


def test_an_attribute_has_one_value_per_world() -> None:
    ours, theirs = make(), make_peer()
    ours.reset()
    theirs.reset()

    for name in ("world_seed", "episode", "config", "has_ended", "render_mode", "action_space"):
        assert ours.get_attr(name) == theirs.get_attr(name), name
    assert ours.get_attr("world_seeds", [2, 0]) == [SEED + 2, SEED]
    assert ours.get_attr("num_envs") == [N] * N
    assert ours.get_attr("episode", np.int64(1)) == [0]
    assert ours.get_attr("world_seed", -1) == [SEED + N - 1]
    assert make().get_attr("config") == [CONFIG] * N  # also before the first reset
    assert [callable(method) for method in ours.get_attr("action_masks")] == [True] * N


def test_options_of_some_worlds_change_with_their_next_episode() -> None:
    env = make()
    env.reset()
    longer = envcore.EnvConfig(time_max=40)

    env.set_attr("config", longer, indices=[1])

    assert env.get_attr("config") == [CONFIG, longer, CONFIG]
    ends = [env.step(DRIFT)[2].tolist() for _ in range(24)]
    assert ends[11] == [True] * N
    assert ends[23] == [True, False, True]


def test_it_is_a_batch_of_bare_worlds() -> None:
    env = make()

    assert env.env_is_wrapped(TimeLimit) == [False] * N
    assert env.has_attr("action_masks")
    assert env.has_attr("world_seeds")
    assert not env.has_attr("wings")
    assert env.unwrapped is env


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"render_mode": "human"},
            r"render_mode is 'human', expected None or one of \['rgb_array'",
        ),
        ({"infos": "none"}, "infos is 'none', expected 'ended' or 'all'"),
    ],
)
def test_wrong_arguments_are_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make(**arguments)


def test_a_seed_set_holds_at_every_autoreset() -> None:
    env = BatchVecEnv(N, CONFIG, seed_set=[3, 9])
    env.seed(SEED)
    env.reset()
    seen = set()
    for _ in range(60):
        seen |= set(env.get_attr("world_seed"))
        env.step(DRIFT)

    assert seen == {3, 9}


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda env: env.get_attr("episode", N), IndexError, f"world index is {N}, expected an"),
        (lambda env: env.env_method("action_masks", indices=[0, 9]), IndexError, "is 9"),
        (lambda env: env.set_attr("config", CONFIG, indices=-4), IndexError, "is -4"),
        (lambda env: env.set_attr("config", {"time_max": 3}), TypeError, "expected an EnvConfig"),
        (lambda env: env.env_method("step", 6), ValueError, r"use step\(\)"),
        (lambda env: env.env_method("fly"), AttributeError, "no method 'fly'"),
        (lambda env: env.step(np.zeros(N)), TypeError, "actions: dtype float64"),
        (lambda env: env.step(np.zeros(N + 1, int)), ValueError, r"actions: shape \(4,\)"),
        (lambda env: env.seed(-1), ValueError, "seed is -1"),
    ],
)
@pytest.mark.parametrize("with_features", [False, True])
def test_a_refused_call_changes_nothing(
    call: Callable[[BatchVecEnv], Any], error: type[Exception], message: str, with_features: bool
) -> None:
    env, untouched = make(with_features=with_features), make(with_features=with_features)
    for one in (env, untouched):
        one.reset()
        one.step(DRIFT)

    with pytest.raises(error, match=message):
        call(env)

    for _ in range(20):
        for ours, theirs in zip(env.step(DRIFT)[:3], untouched.step(DRIFT)[:3], strict=True):
            np.testing.assert_array_equal(ours, theirs)


def test_steps_come_in_two_halves() -> None:
    env, peer = make(), make()
    env.reset()
    peer.reset()
    actions = np.array([0, 8, 11])

    with pytest.raises(NoAsyncCallError, match="call step_async"):
        env.step_wait()
    env.step_async(actions)
    with pytest.raises(AlreadyPendingCallError, match="call step_wait"):
        env.step_async(actions)
    actions[:] = 6  # the caller's array is the caller's
    np.testing.assert_array_equal(env.step_wait()[0], peer.step(np.array([0, 8, 11]))[0])
    env.step_async(actions)
    env.reset()  # cancels
    with pytest.raises(NoAsyncCallError):
        env.step_wait()


def test_actions_outside_the_space_are_illegal_with_features_too() -> None:
    env, plain = make(with_features=True), make()
    env.reset()
    plain.reset()

    outside = np.array([-1, 69, 2**40])
    env.take_log()

    np.testing.assert_array_equal(env.step(outside)[0][:, :260], plain.step(outside)[0])
    assert env.take_log().invalid_actions == N
