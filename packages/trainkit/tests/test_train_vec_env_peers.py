"""Stable-Baselines3's own wrappers, recorder and learners over BatchVecEnv."""

from __future__ import annotations

import csv
import sys
import types
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
from sb3_contrib import MaskablePPO
from sb3_contrib.common.maskable.evaluation import evaluate_policy
from stable_baselines3.common.vec_env import (
    DummyVecEnv,
    VecCheckNan,
    VecFrameStack,
    VecMonitor,
    VecNormalize,
    VecVideoRecorder,
)

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


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"level": 3}, ValueError, r"options\['level'\] is 3: unknown, allowed keys: \('episode'"),
        ([{}, {"level": 3}, {}], ValueError, r"options\['level'\]"),
        ([{}], ValueError, f"options has 1 values, expected 1 or {N}"),
        ({"episode": -1}, ValueError, r"options\['episode'\] is -1"),
        ({"episode": "one"}, TypeError, r"options\['episode'\] is 'one'"),
    ],
)
def test_refused_options_change_nothing(options: Any, error: type[Exception], message: str) -> None:
    env = make()
    env.set_options({"episode": 4})

    with pytest.raises(error, match=message):
        env.set_options(options)

    env.reset()
    assert env.worlds.episodes == [4] * N


def test_vec_monitor_logs_info_keywords(tmp_path: Path) -> None:
    keywords = ("end_cause", "net_profit", "survival")
    env = VecMonitor(make(), str(tmp_path / "log"), info_keywords=keywords)
    env.reset()

    episodes = [
        info["episode"] for _ in range(24) for info in env.step(DRIFT)[3] if "episode" in info
    ]
    env.close()

    assert len(episodes) == 2 * N
    assert {episode["end_cause"] for episode in episodes} == {"timeout"}
    assert {episode["l"] for episode in episodes} == {12}
    with (tmp_path / "log.monitor.csv").open() as log:
        log.readline()  # the header is JSON
        assert [row["end_cause"] for row in csv.DictReader(log)] == ["timeout"] * 2 * N


def test_normalized_and_stacked_it_shows_what_dummy_vec_env_shows(tmp_path: Path) -> None:
    def wrapped(env: Any) -> VecNormalize:
        return VecNormalize(VecFrameStack(VecCheckNan(env, raise_exception=True), 2), gamma=0.9)

    ours, theirs, rng = wrapped(make()), wrapped(make_peer()), np.random.default_rng(1)
    np.testing.assert_array_equal(ours.reset(), theirs.reset())
    for _ in range(30):
        actions = rng.integers(0, 69, N)
        for our, their in zip(ours.step(actions)[:3], theirs.step(actions)[:3], strict=True):
            np.testing.assert_array_equal(our, their)

    ours.save(str(tmp_path / "normalize.pkl"))
    again = VecNormalize.load(str(tmp_path / "normalize.pkl"), VecFrameStack(make(), 2))
    np.testing.assert_array_equal(again.obs_rms.mean, theirs.obs_rms.mean)


class RecordedClip:
    """Stands in for moviepy's ImageSequenceClip: encoding is moviepy's business."""

    made: ClassVar[list[tuple[list[np.ndarray], int]]] = []

    def __init__(self, frames: list[np.ndarray], fps: int) -> None:
        self.made.append((frames, fps))

    def write_videofile(self, path: str) -> None:
        Path(path).touch()


def test_a_video_is_recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "moviepy.video.io.ImageSequenceClip"
    for part in ("moviepy", "moviepy.video", "moviepy.video.io", name):
        monkeypatch.setitem(sys.modules, part, types.ModuleType(part))
    monkeypatch.setattr(sys.modules[name], "ImageSequenceClip", RecordedClip, raising=False)
    monkeypatch.setattr(RecordedClip, "made", [])
    env = BatchVecEnv(2, CONFIG, render_mode="rgb_array")
    env.seed(SEED)
    video = VecVideoRecorder(env, str(tmp_path), lambda step: step == 0, video_length=3)
    video.reset()
    for _ in range(5):
        video.step(DRIFT[:2])
    video.close()

    ((frames, fps),) = RecordedClip.made
    assert [frame.shape for frame in frames] == [(2 * 600, 960, 3)] * 4  # tiled
    assert not np.array_equal(frames[0], frames[3])
    assert fps == 10
    assert (tmp_path / "rl-video-step-0-to-step-3.mp4").exists()


def test_a_learner_of_sb3_contrib_trains_and_is_evaluated() -> None:
    env = VecMonitor(make(), info_keywords=("end_cause",))
    learner = MaskablePPO("MlpPolicy", env, n_steps=16, batch_size=N * 16, seed=1, n_epochs=1)

    learner.learn(N * 32)
    mean, _ = evaluate_policy(learner, env, n_eval_episodes=4, warn=False)

    assert len(learner.ep_info_buffer) >= N
    assert np.isfinite(mean)
