"""Run folders and replays at a URL that fsspec supports."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import fsspec

from trainkit.errors import TrainkitError
from trainkit.runs.paths import CHECKPOINTS, REPLAY_INDEX, REPLAYS, TENSORBOARD


def is_url(text: str) -> bool:
    """Whether a text is a URL, as in s3://bucket/runs/first."""
    return "://" in text


@cache
def local_copy(url: str) -> Path:
    """Download a file or folder and return the copy, which is deleted when the process ends.

    Of a run folder come the configuration, the metrics, the replay index and the latest checkpoint.

    Raises:
        TrainkitError: It cannot be reached.
    """
    filesystem, path = _reach(url)
    name = path.rstrip("/").rsplit("/", 1)[-1]
    folder = Path(tempfile.mkdtemp(prefix="trainkit-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)

    def fetch() -> None:
        for source in _wanted_files(filesystem, path):
            relative = source.removeprefix(path.rstrip("/")).lstrip("/")
            target = folder / name / relative if relative else folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            filesystem.get_file(source, str(target))

    _attempt(url, fetch)
    return folder / name


def copy_files(root: Path, names: list[str], url: str) -> None:
    """Copy files, named relative to root, to the same paths under a URL.

    Raises:
        TrainkitError: It cannot be reached or written.
    """
    filesystem, path = _reach(url)

    def push() -> None:
        for name in names:
            target = f"{path.rstrip('/')}/{name}"
            filesystem.makedirs(target.rsplit("/", 1)[0], exist_ok=True)
            filesystem.put_file(str(root / name), target)

    _attempt(url, push)


def _wanted_files(filesystem: Any, path: str) -> list[str]:
    """Return the files to download; of a run, without replays and older checkpoints."""
    if filesystem.isfile(path):
        return [path]
    files = [str(file) for file in filesystem.find(path)]
    if not files:
        raise FileNotFoundError(path)
    split = [(file, file.removeprefix(path.rstrip("/")).strip("/").split("/")) for file in files]
    windows = [parts[1] for _, parts in split if parts[0] == CHECKPOINTS and len(parts) > 2]
    return [
        file
        for file, parts in split
        if not (parts[0] in {REPLAYS, TENSORBOARD} and parts[-1] != REPLAY_INDEX)
        and not (parts[0] == CHECKPOINTS and parts[1] != max(windows, default=""))
    ]


def _reach(url: str) -> tuple[Any, str]:
    reached: list[tuple[Any, str]] = []
    _attempt(url, lambda: reached.append(fsspec.core.url_to_fs(url)))
    return reached[0]


def _attempt(url: str, action: Callable[[], Any]) -> None:
    """Run an action at a URL and turn any error of the backend into a TrainkitError."""
    try:
        action()
    except TrainkitError:
        raise
    except Exception as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise TrainkitError(f"{url}: {reason}") from error
