"""Which episode a reset starts, and the flags of an end."""

from __future__ import annotations

import pytest

import envcore
from envcore.episodes import SEED_MAX, end_flags, episode_to_start, next_episode
from envcore.spec import EndCause


def test_episode_numbers_wrap() -> None:
    assert next_episode(0) == 1
    assert next_episode(2**64 - 1) == 0


@pytest.mark.parametrize(
    ("seed", "episode", "running", "drawn", "start"),
    [
        (7, None, None, None, (7, 0)),
        (7, 3, (5, 9), None, (7, 3)),
        (None, None, (5, 9), None, (5, 10)),
        (None, None, (5, SEED_MAX), None, (5, 0)),
        (None, 2, (5, 9), None, (5, 2)),
        (None, None, None, 11, (11, 0)),
        (None, 4, None, 11, (11, 4)),
    ],
)
def test_a_reset_starts(
    seed: int | None,
    episode: int | None,
    running: tuple[int, int] | None,
    drawn: int | None,
    start: tuple[int, int],
) -> None:
    assert episode_to_start(seed, episode, running, drawn) == start


def test_a_first_reset_without_a_seed_draws_one() -> None:
    starts = {episode_to_start(None, None, None) for _ in range(8)}
    assert len(starts) == 8
    assert {episode for _, episode in starts} == {0}


def test_the_environments_wrap() -> None:
    env = envcore.AsteroidProspectorEnv()
    env.reset(seed=1, options={"episode": 2**64 - 1})
    env.reset()
    assert (env.world_seed, env.episode) == (1, 0)

    envs = envcore.AsteroidProspectorVectorEnv(2)
    envs.reset(seed=1, options={"episode": [2**64 - 1, 4]})
    envs.reset()
    assert envs.episodes == [0, 5]


def test_a_timeout_truncates_and_every_other_end_terminates() -> None:
    flags = {cause: end_flags(cause) for cause in EndCause}
    assert flags.pop(EndCause.NONE) == (False, False)
    assert flags.pop(EndCause.TIMEOUT) == (False, True)
    assert set(flags.values()) == {(True, False)}
