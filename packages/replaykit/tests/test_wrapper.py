"""The wrappers record every episode, whatever the environment does at its end."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path
from typing import Any

import gymnasium as gym
import numpy as np
import pytest
from gymnasium.vector import AutoresetMode

import envcore
import replaykit
from envcore.spec import Action

from helpers import PROVENANCE

HOLD = Action.HOLD_DRIFT


def test_the_wrapper_writes_every_episode(tmp_path: Path) -> None:
    env = replaykit.RecordReplay(
        gym.make("envcore:AsteroidProspectorShort-v1", time_max=30),
        tmp_path / "out",
        provenance=PROVENANCE,
    )
    for episode in range(3):
        env.reset(seed=4 if episode == 0 else None)
        done = False
        while not done:
            _, _, terminated, truncated, _ = env.step(np.int64(6))
            done = terminated or truncated
    env.reset()
    env.step(6)
    env.close()

    replays = [replaykit.Replay.read(path) for path in env.paths]
    assert [path.name for path in env.paths] == [f"episode-4-{e}.abr" for e in range(4)]
    assert all(replaykit.verify(replay).is_true for replay in replays)
    assert [r.result.end_cause for r in replays if r.result] == [*["timeout"] * 3, None]


def test_the_wrapper_refuses_other_environments(tmp_path: Path) -> None:
    with pytest.raises(replaykit.ReplayError, match="cannot record CartPoleEnv"):
        replaykit.RecordReplay(gym.make("CartPole-v1"), tmp_path, provenance=PROVENANCE)


def test_wrappers_that_change_rewards_do_not_matter(tmp_path: Path) -> None:
    env = replaykit.RecordReplay(
        gym.wrappers.TransformReward(
            gym.make("envcore:AsteroidProspectorShort-v1", time_max=20), lambda r: 5 * float(r)
        ),
        tmp_path,
        provenance=PROVENANCE,
    )
    env.reset(seed=1)
    for _ in range(20):
        env.step(np.int64(HOLD))

    (path,) = env.paths
    assert replaykit.verify(replaykit.Replay.read(path)).is_true


def test_no_file_is_overwritten(tmp_path: Path) -> None:
    env = replaykit.RecordReplay(
        envcore.AsteroidProspectorEnv(time_max=9), tmp_path, provenance=PROVENANCE
    )
    (tmp_path / "episode-4-0-3.abr.part").write_bytes(b"what a crash left")
    for _ in range(3):
        env.reset(seed=4)
        env.step(HOLD)
    env.close()

    names = [path.name for path in env.paths]
    assert names == ["episode-4-0.abr", "episode-4-0-2.abr", "episode-4-0-4.abr"]
    assert (tmp_path / "episode-4-0-3.abr.part").read_bytes() == b"what a crash left"


def test_a_file_that_grows_is_readable_up_to_its_last_block(tmp_path: Path) -> None:
    env = replaykit.RecordReplay(
        envcore.AsteroidProspectorEnv(time_max=100), tmp_path, provenance=PROVENANCE, block_steps=8
    )
    env.reset(seed=4)
    for _ in range(30):
        env.step(HOLD)

    (path,) = tmp_path.iterdir()
    prefix = replaykit.Replay.read(path, allow_cut=True)

    assert path.name == "episode-4-0.abr.part"
    assert prefix.actions.tolist() == [HOLD] * 24  # three blocks of eight
    assert not prefix.is_whole
    env.close()
    assert [p.name for p in tmp_path.iterdir()] == ["episode-4-0.abr"]


def test_a_world_changed_behind_the_wrapper_is_found(tmp_path: Path) -> None:
    core = envcore.AsteroidProspectorEnv(time_max=100)
    env = replaykit.RecordReplay(core, tmp_path, provenance=PROVENANCE, block_steps=4)
    env.reset(seed=4)
    core.step(HOLD)
    for _ in range(3):
        env.step(HOLD)
    with pytest.raises(replaykit.ReplayError, match="changed by other means than step"):
        env.step(HOLD)


@pytest.mark.parametrize("mode", list(AutoresetMode))
@pytest.mark.parametrize("info", ["none", "all"])
def test_vector_episodes_are_recorded_in_every_mode(
    tmp_path: Path, mode: AutoresetMode, info: str
) -> None:
    envs = replaykit.RecordReplayVector(
        gym.make_vec(
            "envcore:AsteroidProspector-v1", num_envs=3, autoreset_mode=mode, info=info, time_max=25
        ),
        tmp_path,
        provenance=PROVENANCE,
        worlds=[0, 2],
        block_steps=16,
    )
    envs.reset(seed=10)
    rng = np.random.default_rng(0)
    returns = np.zeros(3)
    finished = []
    was_done = np.zeros(3, np.bool_)
    for _ in range(70):
        if mode is AutoresetMode.DISABLED and was_done.any():
            envs.reset(options={"reset_mask": was_done})
            was_done[:] = False
        _, rewards, terminated, truncated, _ = envs.step(rng.integers(0, 69, 3))
        done = terminated | truncated
        counts = ~was_done if mode is AutoresetMode.NEXT_STEP else np.ones(3, np.bool_)
        returns[counts] += rewards[counts]
        finished += [(i, returns[i]) for i in np.flatnonzero(done)]
        returns[done] = 0
        was_done = done
    envs.close()

    replays = [replaykit.Replay.read(path) for path in envs.paths]
    assert all(replaykit.verify(replay).is_true for replay in replays)
    for world in (0, 2):
        own = [r for r in replays if r.header.seed == 10 + world]
        assert [r.header.episode for r in own] == list(range(len(own)))
        totals = [r.result.total for r in own if r.result]
        assert totals[:-1] == [total for i, total in finished if i == world][: len(own) - 1]
        assert len(own) > 2
    assert not [r for r in replays if r.header.seed == 11]


def test_hundreds_of_files_grow_at_once_without_being_open(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")  # Windows has none
    envs = replaykit.RecordReplayVector(
        envcore.AsteroidProspectorVectorEnv(300, time_max=50), tmp_path, provenance=PROVENANCE
    )
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(128, hard), hard))
    try:
        envs.reset(seed=1)
        envs.step(np.full(300, HOLD))
        envs.close()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert len(list(tmp_path.iterdir())) == 300


def test_a_vector_env_has_only_its_worlds(tmp_path: Path) -> None:
    envs = envcore.AsteroidProspectorVectorEnv(2)
    with pytest.raises(replaykit.ReplayError, match=r"world is 2, expected 0\.\.1"):
        replaykit.RecordReplayVector(envs, tmp_path, provenance=PROVENANCE, worlds=[2])


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
