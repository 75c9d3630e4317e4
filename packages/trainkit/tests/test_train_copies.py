"""Copies: whatever of trainkit can be copied continues with the same bits, at any moment."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from copiers import COPIERS, Copier, assert_same

import envcore
from envcore.memory import ShipMemories
from envcore.spec import Action
from trainkit.envs.episode_log import EpisodeLog
from trainkit.envs.features import MemoryFeatures
from trainkit.envs.scaling import RewardScaler
from trainkit.envs.training_worlds import TrainingWorlds
from trainkit.envs.vec_env import BatchVecEnv

CONFIG = envcore.EnvConfig(time_max=25)
N = 4
STEPS = 60
CONFIGURATIONS: dict[str, dict[str, Any]] = {
    "plain": {},
    "features": {"with_features": True},
    "compact features": {"with_features": "compact"},
    "threads": {"num_threads": 2},
    "no_bootstrap": {"bootstraps_time_limit": False},
    "all_infos": {"infos": "all"},
    "pictures": {"render_mode": "rgb_array"},
    "seed_set": {"seed_set": [4, 9, 12]},
    "everything": {
        "with_features": True,
        "num_threads": 3,
        "infos": "all",
        "render_mode": "rgb_array",
        "seed_set": range(6),
    },
}


@pytest.fixture(params=list(COPIERS))
def copier(request: pytest.FixtureRequest) -> Copier:
    return COPIERS[request.param]


@pytest.fixture(params=list(CONFIGURATIONS))
def env(request: pytest.FixtureRequest) -> BatchVecEnv:
    made = BatchVecEnv(N, CONFIG, **CONFIGURATIONS[request.param])
    made.seed(7)
    return made


def actions_of(rng: np.random.Generator, env: BatchVecEnv) -> np.ndarray:
    """Return legal actions, and now and then any integer."""
    legal = [rng.choice(np.flatnonzero(mask)) for mask in env.worlds.action_masks()]
    return np.where(rng.random(N) < 0.1, rng.integers(-3, 72, N), legal)


def assert_same_future(ours: BatchVecEnv, theirs: BatchVecEnv, steps: int = STEPS) -> None:
    """Step both; each sees what its own world shows, and episodes end on the way."""
    assert ours.worlds is not theirs.worlds
    assert_same(ours.observations(), theirs.observations())
    rng, ended = np.random.default_rng(11), 0
    assert ours.take_log().steps == theirs.take_log().steps
    for _ in range(steps):
        actions = actions_of(rng, ours)
        our = ours.step(actions)
        before = theirs.observations()
        their = theirs.step(actions)
        assert_same(our, their)
        assert not np.array_equal(before, their[0])
        assert_same(ours.reset_infos, theirs.reset_infos)
        assert_same(ours.worlds.get_states(), theirs.worlds.get_states())
        ended += int(our[2].sum())
    assert ended >= N
    assert_same(ours.take_log().returns, theirs.take_log().returns)
    assert_same(ours.get_attr("world_seed"), theirs.get_attr("world_seed"))


@pytest.mark.parametrize("moment", [0, 1, 17, 24, 25, 26, 40])
def test_a_copied_batch_continues_with_the_same_bits(
    env: BatchVecEnv, copier: Copier, moment: int
) -> None:
    env.reset()
    rng = np.random.default_rng(2)
    for _ in range(moment):
        env.step(actions_of(rng, env))

    assert_same_future(env, copier(env))


def test_a_batch_can_be_copied_between_the_halves_of_a_step(
    env: BatchVecEnv, copier: Copier
) -> None:
    env.reset()
    env.step_async(np.arange(N))

    twin = copier(env)

    assert_same(env.step_wait(), twin.step_wait())
    assert_same_future(env, twin)


def test_a_batch_can_be_copied_before_its_first_reset(env: BatchVecEnv, copier: Copier) -> None:
    env.set_options({"episode": 0 if env.worlds.seed_set is None else None})

    twin = copier(env)

    assert_same(env.reset(), twin.reset())
    assert_same_future(env, twin)


def test_copies_of_a_batch_are_independent(env: BatchVecEnv, copier: Copier) -> None:
    env.reset()
    observations, states = env.observations(), env.worlds.get_states()

    twin = copier(copier(env))
    twin.step(np.full(N, Action.TRAVEL_0))
    twin.close()

    assert_same(env.observations(), observations)
    assert_same(env.worlds.get_states(), states)


def test_new_options_of_a_batch_are_copied(copier: Copier) -> None:
    env = BatchVecEnv(N, CONFIG)
    env.seed(1)
    env.reset()
    env.set_attr("config", envcore.EnvConfig(time_max=3), [1, 2])

    twin = copier(env)

    for _ in range(40):
        assert_same(env.step(np.full(N, 6)), twin.step(np.full(N, 6)))
    assert [config.time_max for config in twin.get_attr("config")] == [25, 3, 3, 25]


@pytest.mark.parametrize("with_features", [False, True])
def test_copied_training_worlds_show_their_own_worlds(copier: Copier, with_features: bool) -> None:
    worlds = TrainingWorlds(N, CONFIG, with_features=with_features)
    worlds.reset(range(N))
    worlds.step(np.full(N, 11))

    twin = copier(worlds)

    ours, theirs = (np.empty((N, worlds.width), np.float32) for _ in range(2))
    for _ in range(STEPS):
        for one, out in ((worlds, ours), (twin, theirs)):
            one.step(np.full(N, 0))
            one.observe(out)
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("is_between", [False, True], ids=["after_observe", "before_observe"])
def test_copied_memory_learns_the_same(copier: Copier, is_between: bool) -> None:
    envs = envcore.AsteroidProspectorVectorEnv(N, time_max=300)
    observations, infos = envs.reset(seed=3)
    rng, memory = np.random.default_rng(4), MemoryFeatures(N)
    twin = memory
    for step in range(200):
        expected, got = memory.observe(observations), twin.observe(observations)
        np.testing.assert_array_equal(expected, got)
        if not is_between and step % 7 == 0:
            twin = copier(memory)
        actions = np.array([rng.choice(np.flatnonzero(mask)) for mask in infos["action_mask"]])
        memory.note_actions(actions)
        if twin is not memory:
            twin.note_actions(actions)
        if is_between and step % 7 == 0:
            twin = copier(memory)
        observations, *_, infos = envs.step(actions)


def test_memory_of_another_version_is_refused() -> None:
    memory = MemoryFeatures(1)
    version, size, data = memory._memories.__getstate__()

    for state in ((99, size, data), (version, size + 8, data), (version, size, data[1:])):
        empty = ShipMemories.__new__(ShipMemories)
        with pytest.raises(ValueError, match="pickled by another version of envcore"):
            empty.__setstate__(state)


def test_copies_of_log_and_scaler_are_equal_and_independent(copier: Copier) -> None:
    env = BatchVecEnv(N, CONFIG)
    env.reset()
    assert env.take_log().steps == 0
    for _ in range(30):
        env.step(np.full(N, 6))
    log, scaler = env.take_log(), RewardScaler(N, 0.9)
    scaler.returns[:] = 3

    twin, scaler_twin = copier(log), copier(scaler)

    assert isinstance(twin, EpisodeLog)
    assert_same(twin.returns, log.returns)
    assert (twin.steps, twin.ticks) == (log.steps, log.ticks)
    assert_same(scaler_twin.returns, scaler.returns)
    assert scaler_twin.state() == scaler.state()
