"""Pictures of a batch equal those of single environments that took the same steps."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path
from typing import Any

import gymnasium as gym
import numpy as np
import pytest
from gymnasium.error import ClosedEnvironmentError
from gymnasium.vector import AutoresetMode, SyncVectorEnv

import envcore
from envcore import AsteroidProspectorVectorEnv, EnvConfig

from helpers import RecordedClip, new_env, random_actions

NUM_ENVS = 3
MODES = list(AutoresetMode)
ID = "envcore:AsteroidProspector-v1"


def pictured(**options: Any) -> AsteroidProspectorVectorEnv:
    return AsteroidProspectorVectorEnv(NUM_ENVS, render_mode="rgb_array", **options)


def gymnasiums(mode: AutoresetMode, time_max: list[int]) -> SyncVectorEnv:
    def maker(ticks: int) -> Any:
        return lambda: new_env(render_mode="rgb_array", time_max=ticks)

    return SyncVectorEnv([maker(ticks) for ticks in time_max], autoreset_mode=mode)


def assert_same(ours: Any, theirs: Any) -> None:
    assert isinstance(ours, tuple)
    assert len(ours) == len(theirs)
    for picture, expected in zip(ours, theirs, strict=True):
        assert picture.shape == (600, 960, 3)
        np.testing.assert_array_equal(picture, expected)


@pytest.mark.parametrize("copies", [True, False])
@pytest.mark.parametrize("mode", MODES)
def test_pictures_equal_those_of_gymnasiums_vector_env(mode: AutoresetMode, copies: bool) -> None:
    ours = pictured(time_max=[40, 9, 5], autoreset_mode=mode, copy=copies)
    theirs = gymnasiums(mode, [40, 9, 5])
    for envs in (ours, theirs):
        envs.reset(seed=4)
    actions = random_actions(7)
    row = np.zeros(NUM_ENVS, np.int64)
    for step in range(60):
        row[:] = [next(actions) for _ in range(NUM_ENVS)]  # one array, overwritten at each step
        _, _, terminated, truncated, _ = ours.step(row)
        theirs.step(row.copy())
        ended = terminated | truncated
        if step in (3, 17, 59):
            assert_same(ours.render(), theirs.render())
        if mode is AutoresetMode.DISABLED and ended.any():
            for envs in (ours, theirs):
                envs.reset(options={"reset_mask": ended})


def test_a_long_episode_without_pictures_is_repeated_when_one_is_asked_for() -> None:
    ours, single = pictured(time_max=3000), new_env(time_max=3000, render_mode="rgb_array")
    ours.reset(seed=5)
    single.reset(seed=5)
    for action, _ in zip(random_actions(3), range(700), strict=False):
        single.step(action)
        ours.step([action, 6, 6])
        if single.has_ended:
            break

    pictures = ours.render()
    assert pictures is not None
    np.testing.assert_array_equal(pictures[0], single.render())


def test_actions_before_all_episodes_are_forgotten() -> None:
    envs = pictured(time_max=10)
    envs.reset(seed=1)
    for _ in range(2000):
        envs.step([6, 6, 6])

    viewer = envs._viewer
    assert viewer is not None
    assert viewer._actions.count == 2000
    assert len(viewer._actions._blocks) <= 1


def test_restored_states_start_a_log() -> None:
    source, envs = new_env(time_max=50), pictured(time_max=50)
    source.reset(seed=8)
    source.run([0, 6, 6])
    ended = new_env(time_max=1)
    ended.reset(seed=2)
    ended.step(6)
    envs.reset(seed=1)
    envs.set_state(1, source.get_state())
    envs.set_state(2, ended.get_state())

    single = new_env(render_mode="rgb_array")
    single.reset(options={"state": source.get_state()})
    for _ in range(2):  # world 2 ends and starts again by itself
        envs.step([6, 11, 6])
        single.step(11)
    next_one = new_env(render_mode="rgb_array", time_max=1)
    next_one.reset(seed=2, options={"episode": 1})
    next_one.step(6)

    pictures = envs.render()
    assert pictures is not None
    np.testing.assert_array_equal(pictures[1], single.render())
    np.testing.assert_array_equal(pictures[2], next_one.render())


@pytest.mark.parametrize(
    "copier",
    [lambda e: e.clone(), copy.copy, copy.deepcopy, lambda e: pickle.loads(pickle.dumps(e))],
    ids=["clone", "copy", "deepcopy", "pickle"],
)
def test_copies_paint_the_same_and_then_go_their_own_way(copier: Any) -> None:
    envs = pictured(time_max=80)
    envs.reset(seed=3)
    for _ in range(5):
        envs.step([0, 6, 11])
    before = envs.render()
    envs.step([6, 0, 0])
    twin = copier(envs)
    twin.step([0, 0, 0])
    expected = envs.clone()
    expected.step([0, 0, 0])

    assert_same(twin.render(), expected.render())
    envs.step([0, 0, 0])
    assert_same(envs.render(), expected.render())
    assert before is not None


@pytest.mark.parametrize("mode", [AutoresetMode.NEXT_STEP, AutoresetMode.SAME_STEP])
def test_logs_of_a_seed_set_start_at_the_last_reset_also_in_copies(mode: AutoresetMode) -> None:
    envs = pictured(time_max=[7, 5, 90], seed_set=[31, 32, 33], autoreset_mode=mode)
    envs.reset(seed=2)
    since: list[list[int]] = [[] for _ in range(NUM_ENVS)]
    is_over = np.zeros(NUM_ENVS, np.bool_)
    actions = random_actions(12)
    for step in range(300):  # beyond a block of stored actions
        row = [next(actions) for _ in range(NUM_ENVS)]
        _, _, terminated, truncated, _ = envs.step(row)
        for i, action in enumerate(row):
            since[i] = [] if is_over[i] else [*since[i], action]
        is_over = terminated | truncated
        if mode is AutoresetMode.SAME_STEP:
            since = [[] if is_over[i] else since[i] for i in range(NUM_ENVS)]
            is_over[:] = False
        if step % 7 == 3:
            envs = copy.deepcopy(envs)

    pictures = envs.render()
    assert pictures is not None
    for i, picture in enumerate(pictures):
        single = new_env(render_mode="rgb_array", time_max=[7, 5, 90][i])
        single.reset(seed=envs.world_seeds[i])
        for action in since[i]:
            single.step(action)
        np.testing.assert_array_equal(picture, single.render())


def test_calls_and_attributes_show_the_batch() -> None:
    envs = pictured()
    envs.reset(seed=3)
    envs.step([0, 0, 0])

    assert envs.get_attr("render_mode") == ("rgb_array",) * NUM_ENVS
    assert_same(envs.call("render"), envs.render())
    assert envs.metadata["render_modes"] == ["rgb_array"]
    assert envs.metadata["render_fps"] == 10


def test_a_picture_at_a_bad_moment_is_refused() -> None:
    envs = pictured()
    with pytest.raises(ValueError, match=r"call reset\(\) first"):
        envs.render()
    with pytest.raises(ValueError, match=r"render_mode is 'human', expected None or one of"):
        AsteroidProspectorVectorEnv(2, render_mode="human")
    envs.close()
    with pytest.raises(ClosedEnvironmentError):
        envs.render()


def test_without_a_render_mode_render_warns() -> None:
    envs = AsteroidProspectorVectorEnv(2)
    envs.reset(seed=1)

    with pytest.warns(UserWarning, match=r"render\(\) needs a render_mode, one of \['rgb_array'\]"):
        assert envs.render() is None
    with pytest.warns(UserWarning, match="needs a render_mode"):
        assert envs.call("render") == (None, None)


def test_options_of_the_next_episode_are_those_of_its_log() -> None:
    envs = pictured(time_max=3, autoreset_mode="SameStep")
    envs.reset(seed=3)
    envs.set_attr("config", EnvConfig(time_max=50))
    for _ in range(3):
        envs.step([6, 6, 6])
    envs.set_attr("config", EnvConfig(time_max=70))  # of the episode after this one
    envs.step([0, 0, 0])

    single = new_env(render_mode="rgb_array", time_max=50)
    single.reset(seed=3, options={"episode": 1})
    single.step(0)
    pictures = envs.render()
    assert pictures is not None
    np.testing.assert_array_equal(pictures[0], single.render())


def test_gymnasium_records_a_video_of_the_batch(
    tmp_path: Path, recorded_clips: list[RecordedClip]
) -> None:
    envs = gym.wrappers.vector.RecordVideo(
        gym.make_vec(ID, num_envs=2, render_mode="rgb_array", time_max=4),
        str(tmp_path / "videos"),
        episode_trigger=lambda _: True,
    )
    envs.reset(seed=1)
    for _ in range(12):
        envs.step(np.full(2, 6))
    envs.close()

    names = sorted(path.name for path in (tmp_path / "videos").iterdir())
    assert names[:2] == ["rl-video-episode-0.mp4", "rl-video-episode-1.mp4"]
    assert len(recorded_clips) == len(names)
    assert all(len(frames) > 1 for frames, _ in recorded_clips[:2])


def test_make_vec_passes_the_render_mode_on() -> None:
    envs = gym.make_vec(ID, num_envs=2, render_mode="rgb_array")

    assert isinstance(envs, envcore.AsteroidProspectorVectorEnv)
    envs.reset(seed=1)
    assert len(envs.render() or ()) == 2
