"""Every wrapper of Gymnasium runs on every id, around one world and around the native batch."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import gymnasium as gym
import numpy as np
import pytest

import envcore

pytestmark = pytest.mark.client

IDS = [f"envcore:{name}" for name in envcore.spec.ENV_TIME_MAX]
STEPS = 30
TIME_MAX = 12
NUM_ENVS = 3
BOX = gym.spaces.Box(-2, 2, (260,), np.float32)
NOT_FOR_THIS = {
    "AtariPreprocessing": "games of ALE",
    "FilterObservation": "observations that are dicts",
    "ClipAction": "continuous actions",
    "DiscretizeAction": "continuous actions",
    "RescaleAction": "continuous actions",
    "vector": "a module",
}

Maker = Callable[[Any, Path], Any]


def numpy_to_numpy(wrappers: Any) -> Maker:
    return lambda env, _: wrappers.ArrayConversion(env, env_xp=np, target_xp=np)


def jax_to_numpy(wrappers: Any) -> Maker:
    return lambda env, _: wrappers.JaxToNumpy(wrappers.ArrayConversion(env, np, jax_numpy()))


def jax_to_torch(wrappers: Any) -> Maker:
    return lambda env, _: wrappers.JaxToTorch(wrappers.ArrayConversion(env, np, jax_numpy()))


def jax_numpy() -> Any:
    return pytest.importorskip("jax.numpy")


def rendered(env: Any, **options: Any) -> Any:
    return gym.wrappers.AddRenderObservation(env, render_only=True, **options)


def observation_makers() -> dict[str, Maker]:
    w: Any = gym.wrappers
    return {
        "DelayObservation": lambda e, _: w.DelayObservation(e, 2),
        "DtypeObservation": lambda e, _: w.DtypeObservation(e, np.float64),
        "DiscretizeObservation": lambda e, _: w.DiscretizeObservation(e, 3, multidiscrete=True),
        "FlattenObservation": lambda e, _: w.FlattenObservation(e),
        "FrameStackObservation": lambda e, _: w.FrameStackObservation(e, 3),
        "GrayscaleObservation": lambda e, _: w.GrayscaleObservation(rendered(e)),
        "TransformObservation": lambda e, _: w.TransformObservation(e, lambda o: o * 2, BOX),
        "MaxAndSkipObservation": lambda e, _: w.MaxAndSkipObservation(e, 3),
        "NormalizeObservation": lambda e, _: w.NormalizeObservation(e),
        "AddRenderObservation": lambda e, _: w.AddRenderObservation(e, render_only=False),
        "ResizeObservation": lambda e, _: w.ResizeObservation(rendered(e), (60, 96)),
        "ReshapeObservation": lambda e, _: w.ReshapeObservation(e, (26, 10)),
        "RescaleObservation": lambda e, _: w.RescaleObservation(e, np.float32(0), np.float32(1)),
        "TimeAwareObservation": lambda e, _: w.TimeAwareObservation(w.TimeLimit(e, 50)),
    }


def other_makers() -> dict[str, Maker]:
    w: Any = gym.wrappers
    return {
        "TransformAction": lambda e, _: w.TransformAction(e, lambda a: 68 - a, e.action_space),
        "StickyAction": lambda e, _: w.StickyAction(e, 0.5),
        "RepeatAction": lambda e, _: w.RepeatAction(e, 2),
        "ClipReward": lambda e, _: w.ClipReward(e, -1, 1),
        "TransformReward": lambda e, _: w.TransformReward(e, lambda r: 3 * r),
        "NormalizeReward": lambda e, _: w.NormalizeReward(e),
        "TimeLimit": lambda e, _: w.TimeLimit(e, 7),
        "Autoreset": lambda e, _: w.Autoreset(e),
        "PassiveEnvChecker": lambda e, _: w.PassiveEnvChecker(e),
        "OrderEnforcing": lambda e, _: w.OrderEnforcing(e),
        "RecordEpisodeStatistics": lambda e, _: w.RecordEpisodeStatistics(e),
        "AddWhiteNoise": lambda e, _: w.AddWhiteNoise(
            rendered(e), probability_of_noise_per_pixel=0.1
        ),
        "ObstructView": lambda e, _: w.ObstructView(
            rendered(e), obstructed_pixels_ratio=0.1, obstruction_width=9
        ),
        "RenderCollection": lambda e, _: w.RenderCollection(e),
        "RecordVideo": lambda e, p: w.RecordVideo(e, str(p / "videos"), episode_trigger=bool),
        "HumanRendering": lambda e, _: w.HumanRendering(e),
        "ArrayConversion": numpy_to_numpy(w),
        "JaxToNumpy": jax_to_numpy(w),
        "JaxToTorch": jax_to_torch(w),
        "NumpyToTorch": lambda e, _: w.NumpyToTorch(e),
    }


def vector_makers() -> dict[str, Maker]:
    w: Any = gym.wrappers.vector
    single: Any = gym.wrappers
    return {
        "VectorizeTransformObservation": lambda e, _: w.VectorizeTransformObservation(
            e, single.TransformObservation, func=lambda o: o * 2, observation_space=BOX
        ),
        "VectorizeTransformAction": lambda e, _: w.VectorizeTransformAction(
            e, single.TransformAction, func=lambda a: 68 - a, action_space=e.single_action_space
        ),
        "VectorizeTransformReward": lambda e, _: w.VectorizeTransformReward(
            e, single.TransformReward, func=lambda r: 3 * r
        ),
        "DictInfoToList": lambda e, _: w.DictInfoToList(e),
        "TransformObservation": lambda e, _: w.TransformObservation(
            e, lambda o: o * 2, single_observation_space=BOX
        ),
        "FlattenObservation": lambda e, _: w.FlattenObservation(e),
        "ReshapeObservation": lambda e, _: w.ReshapeObservation(e, (26, 10)),
        "RescaleObservation": lambda e, _: w.RescaleObservation(e, np.float32(0), np.float32(1)),
        "DtypeObservation": lambda e, _: w.DtypeObservation(e, np.float64),
        "NormalizeObservation": lambda e, _: w.NormalizeObservation(e),
        "TransformAction": lambda e, _: w.TransformAction(e, lambda a: 68 - a),
        "TransformReward": lambda e, _: w.TransformReward(e, lambda r: 3 * r),
        "ClipReward": lambda e, _: w.ClipReward(e, -1, 1),
        "NormalizeReward": lambda e, _: w.NormalizeReward(e),
        "RecordEpisodeStatistics": lambda e, _: w.RecordEpisodeStatistics(e),
        "RecordVideo": lambda e, p: w.RecordVideo(e, str(p / "videos"), episode_trigger=bool),
        "HumanRendering": lambda e, _: w.HumanRendering(e),
        "ArrayConversion": numpy_to_numpy(w),
        "JaxToNumpy": jax_to_numpy(w),
        "JaxToTorch": jax_to_torch(w),
        "NumpyToTorch": lambda e, _: w.NumpyToTorch(e),
    }


SINGLE, VECTOR = observation_makers() | other_makers(), vector_makers()
IMAGES_ONLY = {"GrayscaleObservation": "images", "ResizeObservation": "images"}
"""Vector wrappers for images, which the batch does not observe."""


CHANGE_TEXT = {"ArrayConversion", "JaxToNumpy", "JaxToTorch", "NumpyToTorch"}
"""Wrappers that turn text of infos into a generator of its letters."""


def test_no_wrapper_of_gymnasium_is_left_out() -> None:
    assert set(gym.wrappers.__all__) == set(SINGLE) | set(NOT_FOR_THIS)
    of_vectors = set(gym.wrappers.vector.__all__)
    assert of_vectors - set(VECTOR) <= set(NOT_FOR_THIS) | set(IMAGES_ONLY)
    assert set(VECTOR) <= of_vectors


@pytest.fixture(autouse=True)
def _no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("env_id", IDS)
@pytest.mark.parametrize("name", SINGLE)
def test_a_wrapper_of_gymnasium_around_one_world(tmp_path: Path, name: str, env_id: str) -> None:
    for module in ("cv2", "jax", "torch", "pygame", "array_api_compat"):
        pytest.importorskip(module)
    env = SINGLE[name](gym.make(env_id, render_mode="rgb_array", time_max=TIME_MAX), tmp_path)
    observation, _ = env.reset(seed=3)
    if name not in {"JaxToTorch", "NumpyToTorch"}:
        assert env.observation_space.contains(observation)
    ends = 0
    for _ in range(STEPS):
        action = np.int64(6) if "Torch" not in name else pytest.importorskip("torch").tensor(6)
        observation, _, terminated, truncated, info = env.step(action)
        assert name in CHANGE_TEXT or info["end_cause"] in {"none", "timeout"}
        if terminated or truncated:
            ends += 1
            env.reset()
    env.close()
    assert ends >= 1


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("env_id", IDS)
@pytest.mark.parametrize("name", VECTOR)
def test_a_wrapper_of_gymnasium_around_the_batch(tmp_path: Path, name: str, env_id: str) -> None:
    for module in ("cv2", "jax", "torch", "pygame", "array_api_compat"):
        pytest.importorskip(module)
    batch = gym.make_vec(
        env_id, num_envs=NUM_ENVS, render_mode="rgb_array", time_max=TIME_MAX, info="all"
    )
    envs = VECTOR[name](batch, tmp_path)
    envs.reset(seed=3)
    ends = 0
    for _ in range(STEPS):
        actions: Any = np.full(NUM_ENVS, 6)
        if "Torch" in name:
            actions = pytest.importorskip("torch").tensor(actions)
        _, rewards, terminated, truncated, _ = envs.step(actions)
        assert len(rewards) == NUM_ENVS
        ends += int(np.asarray(terminated).sum() + np.asarray(truncated).sum())
    envs.close()
    assert ends >= NUM_ENVS
