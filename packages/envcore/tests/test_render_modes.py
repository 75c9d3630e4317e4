"""Gymnasium's wrappers for pictures and videos, and the window of human mode."""

from __future__ import annotations

import os
import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import gymnasium as gym
import numpy as np
import pytest

from envcore.spec import Action

from helpers import RecordedClip, new_env


def test_gymnasium_records_a_video_without_a_display(
    tmp_path: Path, recorded_clips: list[RecordedClip]
) -> None:
    env: Any = gym.wrappers.RecordVideo(
        gym.make("envcore:AsteroidProspector-v1", render_mode="rgb_array", time_max=30),
        video_folder=str(tmp_path / "videos"),
        disable_logger=True,
    )
    env.reset(seed=1)
    done, steps = False, 0
    while not done:
        *_, terminated, truncated, _ = env.step(Action.HOLD_DRIFT)
        done, steps = terminated or truncated, steps + 1
    env.close()

    ((frames, fps),) = recorded_clips
    assert len(frames) == 1 + steps
    assert {(frame.shape, frame.dtype.str) for frame in frames} == {((600, 960, 3), "|u1")}
    assert fps == env.metadata["render_fps"]
    assert len(list(tmp_path.glob("videos/*.mp4"))) == 1


def test_gymnasium_collects_pictures_and_dashboards() -> None:
    for mode, kind in (("rgb_array_list", np.ndarray), ("ansi_list", str)):
        env = gym.make("envcore:AsteroidProspector-v1", render_mode=mode)
        env.reset(seed=1)
        env.step(Action.HOLD_DRIFT)
        frames = env.render()
        assert isinstance(frames, list)
        assert [type(frame) for frame in frames] == [kind, kind]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is always a display")
def test_without_a_display_human_mode_warns_once() -> None:
    code = """
import envcore
for seed in range(2):
    env = envcore.AsteroidProspectorEnv(render_mode="human")
    env.reset(seed=seed)
    assert env.step(6) and env.render() is None
    env.close()
"""
    environ = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=environ,
    )

    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("envcore: no window for render_mode='human', drawing unseen: ")


class FakeTk(types.ModuleType):
    """As much of tkinter as a window needs; counts what is shown."""

    def __init__(self) -> None:
        super().__init__("tkinter")
        self.shown: list[bytes] = []
        self.closed = 0

    def Tk(self) -> Any:  # tkinter's name
        return self

    def Label(self, *_args: Any, **_options: Any) -> Any:
        return self

    def PhotoImage(self, *, master: Any, data: bytes, format: str) -> bytes:
        assert (master, format) == (self, "PPM")
        return data

    def configure(self, image: bytes) -> None:
        self.shown.append(image)

    def destroy(self) -> None:
        self.closed += 1

    def _nothing(self, *_args: Any, **_options: Any) -> None:
        pass

    title = resizable = pack = update = protocol = _nothing


def test_with_a_display_every_reset_and_step_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    tk = FakeTk()
    monkeypatch.setitem(sys.modules, "tkinter", tk)
    monkeypatch.setattr("envcore.rendering.window.time.sleep", lambda _: None)
    env = new_env(render_mode="human")
    env.reset(seed=1)
    env.step(Action.TRAVEL_0)
    env.close()
    env.close()

    assert len(tk.shown) == 2
    assert tk.shown[1] == b"P6 960 600 255 " + env.picture().tobytes()
    assert tk.closed == 1
