"""Exporting a replay as MP4 or GIF: envcore's pictures, encoded by ffmpeg one at a time."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any, Final

import envcore
from replaykit.errors import MissingExtraError, ReplayError
from replaykit.files import growing_file
from replaykit.format.replay import Replay
from replaykit.simulate.frames import frame_range

_FPS_MAX: Final = {"mp4": 60, "gif": 50}  # a GIF counts hundredths of a second, viewers from 2 on
FPS_MAX: Final = max(_FPS_MAX.values())

# one palette per picture: no second pass, which would hold the whole video in memory
_GIF_FILTER: Final = "split[a][b];[a]palettegen=stats_mode=single[p];[b][p]paletteuse=new=1"
_ENCODING: Final[dict[str, Any]] = {"macro_block_size": 2, "ffmpeg_log_level": "error"}
_ENCODERS: Final[dict[str, dict[str, Any]]] = {
    "mp4": {"codec": "libx264", "quality": 7},
    "gif": {"codec": "gif", "pix_fmt_out": "pal8", "output_params": ["-lavfi", _GIF_FILTER]},
}


def export_video(
    replay: Replay,
    path: Path | str,
    start: int = 0,
    stop: int | None = None,
    stride: int = 1,
    *,
    fps: int = 12,
    truth: bool = False,
    progress: Callable[[int], None] = lambda _: None,
) -> None:
    """Write a video of the frames start, start + stride, ... below stop; needs the extra `video`.

    Args:
        replay: A replay, whole or cut off.
        path: Name that ends in `.mp4` or `.gif`.
        start: First frame.
        stop: First frame not to show.
        stride: 1 or more.
        fps: Frames per second, 1..60, for a GIF 1..50.
        truth: Whether the map shows the true dangers and threats.
        progress: Called with 1 for every frame.

    Raises:
        MissingExtraError: imageio-ffmpeg is not installed.
        ReplayError: The name has another ending, a number is out of range, or there is no frame.
        OSError: The video cannot be written; `path` is unchanged.
    """
    path = Path(path)
    kind = _checked_kind(path, fps)
    steps = frame_range(replay, start, stop, stride)
    if not steps:
        raise ReplayError("the range has no frame, expected one or more")
    try:
        import imageio_ffmpeg  # noqa: PLC0415  # an extra
    except ImportError:
        raise MissingExtraError(
            "a video needs imageio-ffmpeg: install it with pip install imageio-ffmpeg"
        ) from None
    pictures = _pictures(replay, steps, truth)
    first = next(pictures)
    # ffmpeg opens its file by name and takes the container format from its ending
    with growing_file(path) as file, tempfile.TemporaryDirectory() as folder:
        unfinished = Path(folder) / f"video.{kind}"
        video = imageio_ffmpeg.write_frames(
            str(unfinished), first.shape[1::-1], fps=float(fps), **_ENCODING, **_ENCODERS[kind]
        )
        video.send(None)
        for picture in chain([first], pictures):
            video.send(picture)
            progress(1)
        video.close()
        with unfinished.open("rb") as whole:
            shutil.copyfileobj(whole, file)


def _checked_kind(path: Path, fps: int) -> str:
    kind = path.suffix.lstrip(".").lower()
    if kind not in _ENCODERS:
        raise ReplayError(f"{path}: expected a name ending in .mp4 or .gif")
    if not 1 <= fps <= _FPS_MAX[kind]:
        raise ReplayError(f"fps is {fps}, expected 1..{_FPS_MAX[kind]} for {kind}")
    return kind


def _pictures(replay: Replay, steps: range, truth: bool) -> Iterator[Any]:
    """Yield a picture, uint8 (height, width, 3), for every one of the steps."""
    env = envcore.AsteroidProspectorEnv(**replay.header.config.to_dict(), render_mode="rgb_array")
    if replay.state is None:
        env.reset(seed=replay.header.seed, options={"episode": replay.header.episode})
    else:
        env.set_state(replay.state)
    wanted, at = set(steps), 0
    while True:
        if at in wanted:
            yield env.picture(truth=truth)
        if at >= steps[-1]:
            return
        if env.has_ended:
            raise ReplayError(f"the episode ends at step {at}, but the replay has more steps")
        env.step(replay.actions[at])
        at += 1
