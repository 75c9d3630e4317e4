"""The vector env: equal to single environments, in the form that SB3 wants."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sb3_contrib.common.maskable.utils import get_action_masks, is_masking_supported

import envcore
from envcore import spec
from trainkit.envs.vec_env import BatchVecEnv

CONFIG = envcore.EnvConfig(time_max=50)
NUM_ENVS = 5
SEED = 11
STEPS = 300


def make_env() -> BatchVecEnv:
    env = BatchVecEnv(NUM_ENVS, CONFIG)
    env.seed(SEED)
    return env


def some_actions(masks: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Legal ones, but now and then any."""
    legal = np.array([rng.choice(np.flatnonzero(mask)) for mask in masks])
    return np.where(rng.random(len(masks)) < 0.1, rng.integers(0, 69, len(masks)), legal)


def test_a_batch_equals_single_environments() -> None:
    batch, rng = make_env(), np.random.default_rng(0)
    singles = [envcore.AsteroidProspectorEnv(**CONFIG.to_dict()) for _ in range(NUM_ENVS)]
    expected = np.stack([env.reset(seed=SEED + i)[0] for i, env in enumerate(singles)])
    np.testing.assert_array_equal(batch.reset(), expected)
    num_ended = 0

    for _ in range(STEPS):
        masks = get_action_masks(batch)
        np.testing.assert_array_equal(masks, np.stack([env.action_masks() for env in singles]))
        actions = some_actions(masks, rng)
        observations, rewards, dones, infos = batch.step(actions)
        for i, env in enumerate(singles):
            observation, reward, terminated, truncated, _ = env.step(actions[i])
            assert rewards[i] == np.float32(reward)
            assert dones[i] == (terminated or truncated)
            assert bool(infos[i]) == dones[i]
            if dones[i]:
                num_ended += 1
                np.testing.assert_array_equal(infos[i]["terminal_observation"], observation)
                assert infos[i]["TimeLimit.truncated"] is truncated
                observation, _ = env.reset()
            np.testing.assert_array_equal(observations[i], observation)

    assert num_ended > NUM_ENVS  # each world went through several episodes


def test_returned_arrays_do_not_change() -> None:
    batch, rng = make_env(), np.random.default_rng(1)
    first = batch.reset()
    kept: list[tuple[np.ndarray, ...]] = [(first, first.copy())]

    for _ in range(60):
        observations, rewards, dones, infos = batch.step(some_actions(get_action_masks(batch), rng))
        kept += [(array, array.copy()) for array in (observations, rewards, dones)]
        kept += [
            (info["terminal_observation"], info["terminal_observation"].copy())
            for info in infos
            if info
        ]

    for array, copy in kept:
        np.testing.assert_array_equal(array, copy)


def test_the_log_has_every_episode_step_and_tick() -> None:
    batch, rng = make_env(), np.random.default_rng(2)
    batch.reset()
    batch.step(np.full(NUM_ENVS, 6))
    assert batch.take_log().steps == 0  # starts the log: one that is never taken would grow
    batch.reset()
    returns, running, num_illegal = [], np.zeros(NUM_ENVS), 0

    for _ in range(STEPS):
        masks = get_action_masks(batch)
        actions = some_actions(masks, rng)
        num_illegal += int((~masks[np.arange(NUM_ENVS), actions]).sum())
        _, rewards, dones, _ = batch.step(actions)
        running += rewards
        for i in np.flatnonzero(dones):
            returns.append(running[i])
            running[i] = 0
    log = batch.take_log()

    assert log.steps == STEPS * NUM_ENVS
    assert log.invalid_actions == num_illegal
    np.testing.assert_allclose(log.returns, returns, rtol=1e-5)  # the sums above are of float32
    shares_left = batch.observations()[:, spec.OBSERVATION[6].first]
    going_on = np.rint((1 - shares_left) * CONFIG.time_max).sum()
    assert log.ticks == log.values("ticks").sum() + going_on
    assert batch.take_log().steps == 0


@pytest.mark.parametrize("bootstraps", [True, False])
def test_a_timeout_is_reported_as_truncation_or_as_termination(bootstraps: bool) -> None:
    batch = BatchVecEnv(NUM_ENVS, CONFIG, bootstraps_time_limit=bootstraps)
    batch.seed(SEED)
    batch.reset()
    told = []

    while len(told) < NUM_ENVS:
        _, _, dones, infos = batch.step(np.full(NUM_ENVS, 6))  # drifting until time is up
        told += [infos[i]["TimeLimit.truncated"] for i in np.flatnonzero(dones)]

    assert told == [bootstraps] * NUM_ENVS


def test_a_world_that_was_put_into_a_state_shows_it() -> None:
    batch = make_env()
    before = batch.reset()
    state = batch.worlds.get_state(1)
    batch.step(np.full(NUM_ENVS, 11))

    batch.worlds.set_state(1, state)

    np.testing.assert_array_equal(batch.observations()[1], before[1])


def test_worlds_take_the_seeds_from_the_first() -> None:
    batch = make_env()
    batch.reset()

    assert batch.worlds.world_seeds == [SEED + i for i in range(NUM_ENVS)]


def test_it_supports_the_calls_of_sb3() -> None:
    batch = make_env()
    batch.reset()

    assert is_masking_supported(batch)
    assert not batch.has_attr("nothing")
    assert batch.get_attr("render_mode") == [None] * NUM_ENVS
    assert batch.get_attr("num_envs", [0, 2]) == [NUM_ENVS] * 2
    assert batch.get_attr("num_envs", 3) == [NUM_ENVS]
    assert batch.env_is_wrapped(object) == [False] * NUM_ENVS
    np.testing.assert_array_equal(
        batch.env_method("action_masks", indices=[3, 1]), get_action_masks(batch)[[3, 1]]
    )


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda env: env.env_method("fly"), "no method 'fly'"),
        (lambda env: env.set_attr("gravity", 1), "'gravity' cannot be set"),
        (lambda env: env.get_attr("nothing"), "nothing"),
    ],
)
def test_unsupported_methods_are_refused(ask: Any, message: str) -> None:
    with pytest.raises(AttributeError, match=message):
        ask(make_env())
