"""Copies of what records, reads and describes episodes."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import envcore
import replaykit
from replaykit import EpisodeRecorder, Player, Provenance, Timeline

COPIERS: dict[str, Callable[[Any], Any]] = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda thing: pickle.loads(pickle.dumps(thing)),
}
PROVENANCE = Provenance(Player(kind="bot", name="someone"))


@pytest.fixture(params=list(COPIERS))
def copier(request: pytest.FixtureRequest) -> Callable[[Any], Any]:
    return COPIERS[request.param]


def started_env() -> envcore.AsteroidProspectorEnv:
    env = envcore.AsteroidProspectorEnv(time_max=300)
    env.reset(seed=1)
    return env


@pytest.fixture
def replay() -> replaykit.Replay:
    actions = np.random.default_rng(0).integers(0, 69, 40)
    config = envcore.EnvConfig(time_max=300)
    return replaykit.record_actions(actions, config=config, seed=3, provenance=PROVENANCE)


@pytest.mark.parametrize("moment", [0, 3, 4, 6])  # blocks have four steps
def test_a_copied_recorder_records_its_own_episode(
    copier: Callable[[Any], Any], moment: int
) -> None:
    recorder = EpisodeRecorder(started_env(), PROVENANCE, block_steps=4)
    for _ in range(moment):
        recorder.step(0)

    twin = copier(recorder)
    for _ in range(3):
        twin.step(8)
    for _ in range(5):
        recorder.step(11)

    for one, length in ((recorder, moment + 5), (twin, moment + 3)):
        finished = one.finish()
        assert len(finished.actions) == length
        assert replaykit.verify(finished).is_true


def test_a_recorder_with_a_file_is_not_copied(copier: Callable[[Any], Any], tmp_path: Path) -> None:
    recorder = EpisodeRecorder(started_env(), PROVENANCE, path=tmp_path / "one.abr")

    with pytest.raises(TypeError, match="cannot be copied or pickled"):
        copier(recorder)

    recorder.step(6)
    assert replaykit.verify(recorder.finish()).is_true


def test_values_are_equal_to_their_copies(
    copier: Callable[[Any], Any], replay: replaykit.Replay
) -> None:
    for value in (replay.header, replay.result, replaykit.verify(replay), PROVENANCE):
        assert copier(value) == value
    assert replaykit.verify(copier(replay)).is_true


def test_a_copied_timeline_shows_the_same_states(
    copier: Callable[[Any], Any], replay: replaykit.Replay
) -> None:
    timeline = Timeline(replay)
    for step in (30, 0, 17):
        timeline.env_at(step)
        twin = copier(timeline)
        for other in (5, 39, 12):
            twin.env_at(other).run(np.array([6]))
        assert twin.state_at(step) == timeline.state_at(step)
