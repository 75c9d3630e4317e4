"""Files that other processes make on request, and that are kept: bots' episodes, runs' policies."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from playserver.errors import PlayserverError, TooManyError
from replaykit.files import rename

WORKERS: Final = min(4, os.cpu_count() or 1)
"""Most processes at a time."""
WAITING_MAX: Final = 32
WAIT_S: Final = 30.0
RUN_S_MAX: Final = 600.0


class MadeFiles:
    """Makes files once, some at a time, and keeps them.

    Args:
        folder: Where they are kept; None keeps them until the process ends.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._lock = threading.Lock()
        self._making: dict[str, threading.Lock] = {}
        self._workers = threading.Semaphore(WORKERS)
        self._waiting = threading.Semaphore(WAITING_MAX)

    def path(self, name: str, make: Callable[[Path], None]) -> Path:
        """Return the file of a name, after making it if it is not there.

        Args:
            name: Of the file.
            make: Writes the file at the path that it gets.

        Raises:
            TooManyError: Too many files are waiting.
        """
        path = self._own_folder() / name
        if path.is_file():
            return path
        if not self._waiting.acquire(blocking=False):
            raise TooManyError(f"{WAITING_MAX} requests are waiting; retry later", WAIT_S)
        try:
            with self._lock:
                own = self._making.setdefault(name, threading.Lock())
            with own, self._workers:
                if not path.is_file():  # another request may have made it
                    _make_whole(path, make)
        finally:
            self._waiting.release()
        return path

    def close(self) -> None:
        """Delete what is kept until the process ends."""
        if self._temporary is not None:
            self._temporary.cleanup()

    def _own_folder(self) -> Path:
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True)
            return self._folder
        with self._lock:
            if self._temporary is None:
                self._temporary = tempfile.TemporaryDirectory(prefix="playserver-")
        return Path(self._temporary.name)


def _make_whole(path: Path, make: Callable[[Path], None]) -> None:
    """Make a file under another name, then rename it."""
    partial = path.with_name(f".{path.name}.part")
    try:
        make(partial)
        rename(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def run_python(code: str, arguments: list[str], what: str) -> None:
    """Run Python code in a process of its own: it may take seconds of a core, and memory.

    Raises:
        PlayserverError: It failed; the message starts with `what` and ends as that of the process.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=RUN_S_MAX,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise PlayserverError(f"{what}: not done after {RUN_S_MAX:.0f} s") from None
    if done.returncode != 0:
        raise PlayserverError(f"{what}: {done.stderr.strip()[-300:]}")
