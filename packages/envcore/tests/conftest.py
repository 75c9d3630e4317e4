"""Fixtures of several files."""

from __future__ import annotations

import sys
import types
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from helpers import RecordedClip


@pytest.fixture
def recorded_clips(monkeypatch: pytest.MonkeyPatch) -> list[RecordedClip]:
    """Return the videos that Gymnasium hands to moviepy, whose business encoding is."""
    clips: list[RecordedClip] = []

    class ImageSequenceClip:
        def __init__(self, frames: list[npt.NDArray[np.uint8]], fps: int) -> None:
            clips.append((frames, fps))

        def write_videofile(self, path: str, **_options: object) -> None:
            Path(path).touch()

    name = "moviepy.video.io.ImageSequenceClip"
    for part in ("moviepy", "moviepy.video", "moviepy.video.io", name):
        monkeypatch.setitem(sys.modules, part, types.ModuleType(part))
    monkeypatch.setattr(sys.modules[name], "ImageSequenceClip", ImageSequenceClip, raising=False)
    return clips
