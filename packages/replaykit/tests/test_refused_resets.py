"""A refused call changes nothing that is recorded, and what writes files cannot be copied."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import envcore
import replaykit
from envcore.spec import Action

from helpers import PROVENANCE

HOLD = Action.HOLD_DRIFT


def recorded_steps(folder: Path) -> list[int]:
    """Return the numbers of steps of the true replays of a folder."""
    replays = [replaykit.Replay.read(path) for path in sorted(folder.glob("*.abr"))]
    assert all(replaykit.verify(replay).is_true for replay in replays)
    return [len(replay.actions) for replay in replays]


REFUSED: list[dict[str, Any]] = [
    {"seed": -1},
    {"seed": 2**64},
    {"seed": "7"},
    {"options": {"episod": 3}},
    {"options": {"episode": -1}},
    {"options": ["episode"]},
]


@pytest.mark.parametrize("refused", REFUSED, ids=str)
def test_a_refused_reset_does_not_end_the_recording(
    tmp_path: Path, refused: dict[str, Any]
) -> None:
    core = envcore.AsteroidProspectorEnv()
    env = replaykit.RecordReplay(core, tmp_path, PROVENANCE, block_steps=3)
    env.reset(seed=1)
    for _ in range(5):
        env.step(HOLD)
    with pytest.raises((TypeError, ValueError)):
        env.reset(**refused)
    for _ in range(5):
        env.step(HOLD)
    env.close()

    assert recorded_steps(tmp_path) == [10]


@pytest.mark.parametrize(
    "refused",
    [
        *REFUSED,
        {"seed": [1]},
        {"seed": [1, -1]},
        {"options": {"reset_mask": [True, False]}},
        {"options": {"reset_mask": np.ones(3, np.bool_)}},
        {"options": {"episode": [1]}},
    ],
    ids=str,
)
def test_a_refused_vector_reset_does_not_end_a_recording(
    tmp_path: Path, refused: dict[str, Any]
) -> None:
    core = envcore.AsteroidProspectorVectorEnv(2)
    envs = replaykit.RecordReplayVector(core, tmp_path, PROVENANCE, block_steps=3)
    envs.reset(seed=1)
    for _ in range(5):
        envs.step([HOLD, HOLD])
    with pytest.raises((TypeError, ValueError)):
        envs.reset(**refused)
    for _ in range(5):
        envs.step([HOLD, HOLD])
    envs.close()

    assert recorded_steps(tmp_path) == [10, 10]


@pytest.mark.parametrize("action", [1.5, "6", None, [6], True])
def test_a_refused_step_is_not_recorded(tmp_path: Path, action: Any) -> None:
    env = replaykit.RecordReplay(envcore.AsteroidProspectorEnv(), tmp_path, PROVENANCE)
    env.reset(seed=1)
    env.step(HOLD)
    with pytest.raises(TypeError):
        env.step(action)
    env.step(HOLD)
    env.close()

    assert recorded_steps(tmp_path) == [2]


def test_a_reset_of_some_worlds_leaves_the_other_recordings(tmp_path: Path) -> None:
    core = envcore.AsteroidProspectorVectorEnv(2)
    envs = replaykit.RecordReplayVector(core, tmp_path, PROVENANCE)
    envs.reset(seed=1)
    for _ in range(4):
        envs.step([HOLD, HOLD])
    envs.reset(options={"reset_mask": np.array([False, True])})
    for _ in range(3):
        envs.step([HOLD, HOLD])
    envs.close()

    assert recorded_steps(tmp_path) == [7, 4, 3]


def test_a_recording_that_a_reset_finds_wrong_is_left_and_the_next_one_records(
    tmp_path: Path,
) -> None:
    core = envcore.AsteroidProspectorEnv()
    env = replaykit.RecordReplay(core, tmp_path, PROVENANCE)
    env.reset(seed=1)
    core.step(HOLD)
    with pytest.raises(replaykit.ReplayError, match="other means than step"):
        env.reset(seed=2)
    env.reset(seed=3)
    env.step(HOLD)
    env.close()

    assert recorded_steps(tmp_path) == [1]


@pytest.mark.parametrize("copier", [copy.copy, copy.deepcopy, pickle.dumps])
def test_what_writes_files_refuses_to_be_copied(tmp_path: Path, copier: Any) -> None:
    env = replaykit.RecordReplay(envcore.AsteroidProspectorEnv(), tmp_path, PROVENANCE)
    envs = replaykit.RecordReplayVector(
        envcore.AsteroidProspectorVectorEnv(2), tmp_path, PROVENANCE
    )
    for wrapper in (env, envs):
        wrapper.reset(seed=1)
        with pytest.raises(TypeError, match="cannot be copied or pickled, as two copies would"):
            copier(wrapper)


@pytest.mark.parametrize("copier", [copy.deepcopy, pickle.dumps])
def test_a_recorder_is_copied_in_memory_only(tmp_path: Path, copier: Any) -> None:
    env = envcore.AsteroidProspectorEnv()
    env.reset(seed=1)
    on_disk = replaykit.EpisodeRecorder(env, PROVENANCE, path=tmp_path / "a.abr")
    in_memory = replaykit.EpisodeRecorder(env.clone(), PROVENANCE)

    with pytest.raises(TypeError, match=r"a\.abr\.part cannot be copied or pickled"):
        copier(on_disk)
    assert copier(in_memory)
