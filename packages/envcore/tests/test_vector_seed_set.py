"""A seed set: every episode of every world is episode 0 of a seed drawn from the set."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import gymnasium as gym
import numpy as np
import pytest

from envcore import AsteroidProspectorVectorEnv

SEEDS = [70, 3, 900, 41, 2**64 - 1]
N = 3
STREAM = 40


def make(**arguments: Any) -> AsteroidProspectorVectorEnv:
    return AsteroidProspectorVectorEnv(N, **{"time_max": 2, "seed_set": SEEDS, **arguments})


def words(*values: int) -> np.ndarray:
    return np.array(values, np.uint64)


def expected_seeds(stream: int, count: int) -> list[int]:
    """As docs/envcore_api.md describes it, with NumPy's Philox."""
    drawn = []
    for number in range(count):
        block = np.random.Philox(key=words(stream, 0), counter=words(0, number, 0, 2))
        drawn.append(SEEDS[int(block.random_raw()) * len(SEEDS) >> 64])
    return drawn


def episodes_of(envs: AsteroidProspectorVectorEnv, steps: int) -> list[list[int]]:
    """Return the seeds of every world after each of the steps: two ticks end an episode."""
    seen = []
    for _ in range(steps):
        envs.step(np.full(envs.num_envs, 11))
        seen.append(envs.world_seeds)
    return seen


@pytest.mark.parametrize("mode", ["SameStep", "Disabled"])
@pytest.mark.parametrize("num_threads", [1, 3])
def test_each_world_draws_from_the_stream_of_its_seed(mode: str, num_threads: int) -> None:
    envs = make(autoreset_mode=mode, num_threads=num_threads)
    _, _ = envs.reset(seed=STREAM)
    seen = [envs.world_seeds]

    for _ in range(24):
        envs.step(np.full(N, 11))
        if mode == "Disabled":
            envs.reset()
        seen.append(envs.world_seeds)

    for i in range(N):
        assert [seeds[i] for seeds in seen] == expected_seeds(STREAM + i, 25)
    assert envs.episodes == [0] * N
    assert envs.seed_draws == [(STREAM + i, 25) for i in range(N)]


def test_a_world_of_the_set_is_that_of_its_seed() -> None:
    envs = make(autoreset_mode="SameStep", time_max=50)
    observations, _ = envs.reset(seed=1)
    for _ in range(30):
        for i, seed in enumerate(envs.world_seeds):
            single = gym.make("envcore:AsteroidProspector-v1", time_max=50)
            np.testing.assert_array_equal(observations[i], single.reset(seed=seed)[0])
        observations, _ = envs.reset()


def test_it_does_not_matter_which_batch_holds_a_world() -> None:
    whole = make(autoreset_mode="SameStep")
    whole.reset(seed=STREAM)
    part = AsteroidProspectorVectorEnv(1, time_max=2, seed_set=SEEDS, autoreset_mode="SameStep")
    part.reset(seed=STREAM + 2)

    assert [row[2:] for row in episodes_of(whole, 12)] == episodes_of(part, 12)


@pytest.mark.parametrize(
    "copier", [copy.deepcopy, copy.copy, lambda e: pickle.loads(pickle.dumps(e))]
)
def test_a_copy_draws_the_same_seeds(copier: Callable[[Any], Any]) -> None:
    envs = make(autoreset_mode="SameStep")
    envs.reset(seed=STREAM)
    episodes_of(envs, 4)

    twin = copier(envs)

    assert twin.seed_set == SEEDS
    assert episodes_of(twin, 12) == episodes_of(envs, 12)


def test_states_and_draws_together_resume() -> None:
    envs = make(autoreset_mode="SameStep", time_max=5)
    envs.reset(seed=STREAM)
    episodes_of(envs, 7)
    states, draws = envs.get_states(), envs.seed_draws
    later = episodes_of(envs, 20)

    other = make(autoreset_mode="SameStep", time_max=5)
    other.reset(seed=0)
    other.set_states(states)
    other.set_seed_draws(draws)

    assert episodes_of(other, 20) == later


def test_a_masked_reset_draws_for_its_worlds_only() -> None:
    envs = make()
    envs.reset(seed=STREAM)

    envs.reset(options={"reset_mask": np.array([False, True, False])})
    assert envs.seed_draws == [(STREAM, 1), (STREAM + 1, 2), (STREAM + 2, 1)]
    envs.reset(seed=[None, 9, None])
    assert envs.seed_draws == [(STREAM, 2), (9, 1), (STREAM + 2, 2)]


def test_without_a_seed_the_first_reset_draws_a_stream_for_each_world() -> None:
    envs = make()
    envs.reset()

    streams = [stream for stream, _ in envs.seed_draws]
    assert streams == [(streams[0] + i) % 2**64 for i in range(N)]
    assert set(envs.world_seeds) <= set(SEEDS)


def test_without_a_set_worlds_count_episodes() -> None:
    envs = make(seed_set=None)
    envs.reset(seed=5)

    assert envs.seed_set is None
    assert (envs.world_seeds, envs.episodes) == ([5, 6, 7], [0, 0, 0])


def test_make_vec_takes_a_set() -> None:
    envs = gym.make_vec("envcore:AsteroidProspector-v1", 2, seed_set=range(7, 8))
    envs.reset(seed=0)

    assert envs.unwrapped.world_seeds == [7, 7]


@pytest.mark.parametrize(
    ("seed_set", "error", "message"),
    [
        ([], ValueError, "seed_set has 0 seeds, expected 1"),
        ([1, 2, 1], ValueError, "seed_set has seed 1 2 times"),
        ([1, -1], ValueError, r"seed_set\[1\] is -1"),
        ([1.5], TypeError, r"seed_set\[0\] is 1.5"),
        (5, TypeError, "seed_set is 5, expected None or a sequence"),
        ("12", TypeError, "seed_set is '12'"),
        (range(2**20 + 1), ValueError, "seed_set has 1048577 seeds"),
    ],
)
def test_a_wrong_set_is_refused(seed_set: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        make(seed_set=seed_set)


def test_an_episode_number_is_refused_and_changes_nothing() -> None:
    envs = make()
    envs.reset(seed=STREAM)
    before = envs.seed_draws

    with pytest.raises(ValueError, match=r"options\['episode'\] is not possible with a seed_set"):
        envs.reset(options={"episode": 2})

    assert envs.seed_draws == before


@pytest.mark.parametrize(
    ("draws", "message"),
    [
        ([(0, 0)], "draws has 1 values, expected 3"),
        ([(0, 0), (0, -1), (0, 0)], r"draws\[1\] count is -1"),
        ([(0, 0), (0,), (0, 0)], r"draws\[1\] is \(0,\), expected a stream and a count"),
    ],
)
def test_wrong_draws_are_refused(draws: Any, message: str) -> None:
    envs = make()
    envs.reset(seed=STREAM)

    with pytest.raises(ValueError, match=message):
        envs.set_seed_draws(draws)
    assert envs.seed_draws == [(STREAM + i, 1) for i in range(N)]
