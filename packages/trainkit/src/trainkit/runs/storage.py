"""Run folders and replays on other machines: any URL that fsspec knows."""

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


def is_url(text: str) -> bool:
    """Whether a text names something elsewhere, as in s3://bucket/runs/first."""
    return "://" in text


@cache
def local_copy(url: str) -> Path:
    """Return a copy on this machine of a file or folder; it is removed when the process ends.

    A run folder comes with its configuration, metrics and index, and of its checkpoints the latest.

    Raises:
        TrainkitError: It can not be reached.
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
    """Copy files, given relative to root, to the same places under a URL.

    Raises:
        TrainkitError: It can not be reached or written.
    """
    filesystem, path = _reach(url)

    def push() -> None:
        for name in names:
            target = f"{path.rstrip('/')}/{name}"
            filesystem.makedirs(target.rsplit("/", 1)[0], exist_ok=True)
            filesystem.put_file(str(root / name), target)

    _attempt(url, push)


def _wanted_files(filesystem: Any, path: str) -> list[str]:
    if filesystem.isfile(path):
        return [path]
    files = [str(file) for file in filesystem.find(path)]
    if not files:
        raise FileNotFoundError(path)
    marked = [(file, file.removeprefix(path.rstrip("/")).strip("/").split("/")) for file in files]
    numbers = [parts[1] for _, parts in marked if parts[0] == "checkpoints" and len(parts) > 2]
    return [
        file
        for file, parts in marked
        if not (parts[0] in {"replays", "tensorboard"} and parts[-1] != "index.jsonl")
        and not (parts[0] == "checkpoints" and parts[1] != max(numbers, default=""))
    ]


def _reach(url: str) -> tuple[Any, str]:
    reached: list[tuple[Any, str]] = []
    _attempt(url, lambda: reached.append(fsspec.core.url_to_fs(url)))
    return reached[0]


def _attempt(url: str, action: Callable[[], Any]) -> None:
    """Do something at a URL; every backend has errors of its own."""
    try:
        action()
    except TrainkitError:
        raise
    except Exception as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise TrainkitError(f"{url}: {reason}") from error
