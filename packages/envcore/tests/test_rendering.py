"""Dashboards, pictures, windows and videos, all without a display."""

from __future__ import annotations

import copy
import os
import pickle
import subprocess
import sys
import time
import types
from pathlib import Path
from typing import Any, ClassVar

import gymnasium as gym
import numpy as np
import numpy.typing as npt
import pytest

import envcore
from envcore import _native
from envcore.rendering import palette
from envcore.rendering.ship_log import ShipLog
from envcore.spec import Action

from helpers import new_env, play_legally


def pictured_env(**options: Any) -> envcore.AsteroidProspectorEnv:
    return new_env(render_mode="rgb_array", **options)


def frame_of(env: envcore.AsteroidProspectorEnv) -> npt.NDArray[np.uint8]:
    frame = env.render()
    assert isinstance(frame, np.ndarray)
    return frame


def test_ansi_shows_the_situation() -> None:
    env = new_env(render_mode="ansi")
    env.reset(seed=3)
    env.step(Action.TRAVEL_0)
    env.step(Action.SELECT_0)
    text = env.render()

    assert isinstance(text, str)
    assert text.isascii()
    assert max(map(len, text.splitlines())) <= 110
    assert "tick 9 of 300" in text
    assert "node 1 (cluster, 1 hop from home)" in text
    assert "last step: SELECT_0, 1 t   events: -" in text
    assert "travel 0: station  8 t" in text
    assert " *rock  0:" in text
    assert "repair kits 3   stabilizers 2   decoys 1" in text


def test_ansi_tells_the_end() -> None:
    env = new_env(render_mode="ansi", time_max=1)
    env.reset(seed=3)
    env.step(Action.HOLD_DRIFT)

    assert "the episode has ended: timeout" in str(env.render())


def test_a_picture_is_a_fresh_array_of_rgb() -> None:
    env = pictured_env()
    env.reset(seed=1)
    first = frame_of(env)
    again = frame_of(env)
    env.step(Action.TRAVEL_0)

    assert first.shape == (600, 960, 3)
    assert first.dtype == np.uint8
    assert (first == again).all()
    assert first is not again
    assert (first != frame_of(env)).any()


def test_the_same_episode_gives_the_same_pictures() -> None:
    envs = [pictured_env(), pictured_env()]
    for env in envs:
        env.reset(seed=4)
        play_legally(env, 60)

    assert (frame_of(envs[0]) == frame_of(envs[1])).all()


@pytest.mark.parametrize(
    "copier",
    [lambda e: e.clone(), copy.deepcopy, lambda e: pickle.loads(pickle.dumps(e))],
    ids=["clone", "deepcopy", "pickle"],
)
def test_copies_draw_the_same_and_remember_alone(copier: Any) -> None:
    env = pictured_env()
    env.reset(seed=4)
    play_legally(env, 40)
    before = frame_of(env)

    twin = copier(env)
    assert (frame_of(twin) == before).all()
    if not twin.has_ended:
        twin.step(Action.THREAT_LISTEN)

    assert (frame_of(env) == before).all()


def test_a_picture_shows_nothing_hidden() -> None:
    class Secretive(envcore.AsteroidProspectorEnv):
        def belt(self) -> list[dict[str, Any]]:
            raise AssertionError("a picture looked at the truth")

    env = Secretive(render_mode="rgb_array")
    env.reset(seed=1)
    env.step(Action.TRAVEL_0)

    frame_of(env)
    with pytest.raises(AssertionError, match="looked at the truth"):
        env.picture(truth=True)


def test_the_truth_is_drawn_when_asked_for() -> None:
    env = new_env()
    env.reset(seed=1)

    assert (env.picture() != env.picture(truth=True)).any()


def test_the_map_grows_with_the_way_of_the_ship() -> None:
    env = new_env()
    log = ShipLog()
    log.start(*env.reset(seed=3))
    assert set(log.nodes) == {0}
    assert all(way.leads_to is None for way in log.nodes[0].ways)
    for action in (Action.TRAVEL_1, Action.HOLD_DRIFT, Action.TRAVEL_0):
        observation, *_, info = env.step(action)
        log.note(observation, info)

    belt = env.belt()
    there = belt[0]["neighbors"][1]["node"]
    assert set(log.nodes) == {0, there}
    assert log.nodes[0].ways[1].leads_to == there
    assert [way.leads_to for way in log.nodes[there].ways].count(0) == 1
    assert len(log.layout.positions) == 2 + len(belt[0]["neighbors"]) - 1 + (
        len(belt[there]["neighbors"]) - 1
    )


def test_what_the_log_joins_is_the_true_belt() -> None:
    env = new_env(pirates=False, time_max=2000)
    for seed in range(6):
        log = ShipLog()
        log.start(*env.reset(seed=seed))
        rng = np.random.default_rng(seed)
        for _ in range(60):
            ways = len(env.belt()[int(envcore.decode(env.observation()).node)]["neighbors"])
            observation, *_, info = env.step(int(rng.integers(ways)))
            log.note(observation, info)
            if env.has_ended:
                break
        belt = env.belt()
        for number, node in log.nodes.items():
            for way, edge in zip(node.ways, belt[number]["neighbors"], strict=True):
                assert way.leads_to in (None, edge["node"])


def test_a_run_and_a_restored_state_are_drawn() -> None:
    env, plain = pictured_env(), new_env()
    env.reset(seed=3)
    plain.reset(seed=3)
    actions = [Action.TRAVEL_0, Action.SELECT_0, Action.MINE_STANDARD]
    env.run(actions)
    plain.run(actions)

    after_run = frame_of(env)
    env.set_state(plain.get_state())

    assert (after_run != frame_of(env)).any()  # a state knows nothing of the way there
    env.reset(seed=3)
    assert (frame_of(env) == plain_picture(3)).all()


def plain_picture(seed: int) -> npt.NDArray[np.uint8]:
    env = new_env()
    env.reset(seed=seed)
    return env.picture()


def test_a_picture_takes_less_than_ten_milliseconds() -> None:
    env = pictured_env(time_max=2000)
    env.reset(seed=8)
    play_legally(env, 250)
    env.render()
    times = []
    for _ in range(30):
        start = time.process_time()
        env.render()
        times.append(time.process_time() - start)

    assert min(times) < 0.010


class RecordedClip:
    """Stands in for moviepy's ImageSequenceClip: encoding is moviepy's business."""

    made: ClassVar[list[tuple[list[npt.NDArray[np.uint8]], int]]] = []

    def __init__(self, frames: list[npt.NDArray[np.uint8]], fps: int) -> None:
        self.made.append((frames, fps))

    def write_videofile(self, path: str, **_options: object) -> None:
        Path(path).touch()


def test_gymnasium_records_a_video_without_a_display(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "moviepy.video.io.ImageSequenceClip"
    for part in ("moviepy", "moviepy.video", "moviepy.video.io", name):
        monkeypatch.setitem(sys.modules, part, types.ModuleType(part))
    monkeypatch.setattr(sys.modules[name], "ImageSequenceClip", RecordedClip, raising=False)
    monkeypatch.setattr(RecordedClip, "made", [])
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

    ((frames, fps),) = RecordedClip.made
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
def test_without_a_display_human_mode_says_so_once() -> None:
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


def test_words_and_shapes_stay_within_the_canvas() -> None:
    canvas = _native.Canvas(40, 30)
    canvas.fill(0x102030FF)
    outside = [(-50.0, -50.0), (90.0, -20.0), (20.0, 80.0)]
    canvas.polygon(outside, 0xFF0000FF)
    canvas.line(outside, 9.0, 0x00FF00FF)
    canvas.disc(-5, -5, 3, 0xFFFFFFFF)
    canvas.ring(45, 35, 30, 2, 0xFFFFFFFF)
    canvas.glow(0, 0, 100, 0xFFFFFF40)
    canvas.rect(-10, -10, 100, 5, 0xFFFFFFFF, 4)
    canvas.frame(-10, -10, 100, 100, 0xFFFFFFFF, 2, 8)
    canvas.text(-9, 50, "".join(map(chr, range(256))), 20, 2, 0xFFFFFFFF, 0.5)

    assert canvas.pixels().shape == (30, 40, 3)


def test_shapes_cover_what_they_should() -> None:
    canvas = _native.Canvas(20, 20)
    canvas.fill(0x000000FF)
    canvas.rect(2, 3, 4, 5, 0xFF0000FF, 0)
    canvas.polygon([(10.0, 10.0), (18.0, 10.0), (18.0, 18.0), (10.0, 18.0)], 0x00FF00FF)
    canvas.rect(10, 0, 4.5, 2, 0x0000FFFF, 0)
    pixels = canvas.pixels()

    assert (pixels[3:8, 2:6] == (255, 0, 0)).all()
    assert (pixels[10:18, 10:18] == (0, 255, 0)).all()
    assert pixels[0, 14, 2] == 128  # half a pixel, 255 / 2 rounded up
    assert int(pixels[..., 0].sum()) == 4 * 5 * 255
    assert int(pixels[..., 1].sum()) == 8 * 8 * 255


@pytest.mark.parametrize("size", [(0, 5), (5, -1), (9000, 5)])
def test_canvases_have_a_size(size: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=rf"canvas: {size[0]} x {size[1]} pixels, expected 1\.\."):
        _native.Canvas(*size)


def test_canvases_of_two_sizes_do_not_mix() -> None:
    with pytest.raises(ValueError, match="not of one size"):
        _native.Canvas(3, 3).copy_from(_native.Canvas(3, 4))


def test_every_printable_letter_has_ink_of_its_own() -> None:
    seen = set()
    for letter in map(chr, range(ord("!"), 127)):
        canvas = _native.Canvas(40, 40)
        canvas.text(10, 28, letter, 20, 2.0, 0xFFFFFFFF, 0)
        seen.add(canvas.pixels().tobytes())

    assert len(seen) == 127 - ord("!")


def test_colors_mix() -> None:
    assert palette.mix(0x000000FF, 0xFF8000FF, 0.5) == 0x804000FF
    assert palette.with_alpha(0x112233FF, 0.2) == 0x11223333
    assert palette.heat_color(0) == palette.GOOD
    assert palette.heat_color(0.5) == palette.WARN
    assert palette.heat_color(2) == palette.BAD
