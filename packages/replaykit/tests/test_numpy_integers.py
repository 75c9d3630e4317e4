"""NumPy's integers, such as the step that `argmax` gives, count as integers everywhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import gymnasium as gym
import numpy as np
import pytest

import envcore
import replaykit.export
from replaykit import Provenance, Replay, Training

from helpers import PLAYER, PROVENANCE

CONFIG = envcore.EnvConfig(time_max=50)
KINDS = [int, np.int8, np.uint8, np.int64, np.uint64]
CALLS: dict[str, Callable[[Replay, Any], Replay]] = {
    "fork": lambda replay, n: replaykit.fork(replay, n(4), PROVENANCE).finish(),
    "block_steps": lambda replay, n: replaykit.fork(
        replay, 0, PROVENANCE, block_steps=n(16)
    ).finish(),
    "cut": lambda replay, n: replaykit.cut(replay, n(2), n(5)),
    "record_actions": lambda _, n: replaykit.record_actions(
        [n(6), n(11)], config=CONFIG, seed=n(3), episode=n(2), provenance=PROVENANCE
    ),
    "training": lambda _, n: replaykit.record_actions(
        [6],
        config=CONFIG,
        seed=1,
        provenance=Provenance(
            PLAYER,
            training=Training(config_digest="0" * 64, window=n(3)),
            extra={"score": n(7)},
        ),
    ),
}


@pytest.fixture(scope="module")
def replay() -> Replay:
    """Return a replay of nine steps."""
    return replaykit.record_actions([6] * 9, config=CONFIG, seed=1, provenance=PROVENANCE)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", CALLS)
def test_replays_are_the_same_with_any_kind_of_integer(
    replay: Replay, name: str, kind: type
) -> None:
    made = CALLS[name](replay, kind).to_bytes()
    assert made == CALLS[name](replay, int).to_bytes()
    assert Replay.from_bytes(made).to_bytes() == made


@pytest.mark.parametrize("kind", KINDS)
def test_a_step_is_any_kind_of_integer(replay: Replay, kind: type) -> None:
    timeline = replaykit.Timeline(replay)
    assert timeline.state_at(kind(5)) == timeline.state_at(5)
    shown = list(replaykit.frames(replay, kind(1), kind(8), kind(3)))
    assert shown == list(replaykit.frames(replay, 1, 8, 3))


@pytest.mark.parametrize("step", [1.0, "1", None])
def test_other_values_are_refused_in_python_words(replay: Replay, step: Any) -> None:
    with pytest.raises(TypeError, match="cannot be interpreted as an integer"):
        replaykit.fork(replay, step, PROVENANCE)


def test_worlds_to_record_are_any_kind_of_integer(tmp_path: Path) -> None:
    env = gym.make_vec("envcore:AsteroidProspector-v1", num_envs=3, time_max=50)
    worlds = np.flatnonzero([True, False, True])
    recorded = replaykit.RecordReplayVector(env, tmp_path, PROVENANCE, worlds=worlds)
    recorded.reset(seed=1)
    recorded.close()
    assert [path.name for path in recorded.paths] == ["episode-1-0.abr", "episode-3-0.abr"]
    with pytest.raises(TypeError, match="cannot be interpreted as an integer"):
        replaykit.RecordReplayVector(env, tmp_path, PROVENANCE, worlds=[1.5])  # type: ignore[list-item]


def test_a_video_has_any_kind_of_rate(replay: Replay, tmp_path: Path) -> None:
    pytest.importorskip("imageio_ffmpeg")
    for rate in (np.int64(5), 5):
        path = tmp_path / f"{type(rate).__name__}.gif"
        replaykit.export.export_video(replay, path, stop=2, fps=rate)
    first, second = sorted(tmp_path.glob("*.gif"))
    assert first.read_bytes() == second.read_bytes()
