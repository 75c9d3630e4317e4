"""Exported videos are what ffprobe expects of a file that any player shows."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

import envcore
import replaykit
from replaykit import export

pytestmark = pytest.mark.client

PLAYER = replaykit.Provenance(replaykit.Player(kind="bot", name="example"))


def probed(path: Path) -> dict[str, Any]:
    wanted = ["-count_frames", "-show_streams", "-show_format", "-of", "json"]
    done = subprocess.run(
        ["ffprobe", "-v", "error", *wanted, str(path)], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    ("name", "codec", "fps"),
    [("film.mp4", "h264", 12), ("film.mp4", "h264", 30), ("a.gif", "gif", 10)],
)
def test_ffprobe_counts_the_frames_of_a_video(
    tmp_path: Path, name: str, codec: str, fps: int
) -> None:
    replay = replaykit.record_actions(
        [6, 0, 12, 29, 29, 1, 42], config=envcore.EnvConfig(), seed=3, provenance=PLAYER
    )
    export.export_video(replay, tmp_path / name, fps=fps)

    (stream,) = probed(tmp_path / name)["streams"]
    assert (stream["codec_name"], stream["width"], stream["height"]) == (codec, 960, 600)
    assert int(stream["nb_read_frames"]) == len(replay.actions) + 1
    assert stream["r_frame_rate"] == f"{fps}/1"
    if codec == "h264":
        assert stream["pix_fmt"] == "yuv420p"  # what browsers and phones play
