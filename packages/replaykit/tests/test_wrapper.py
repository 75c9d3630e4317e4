"""The wrappers record every episode, whatever the environment does at its end."""

from __future__ import annotations

from pathlib import Path

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
