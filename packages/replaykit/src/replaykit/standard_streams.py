"""Standard output and error whose reader may go away, as after `| head` or a closed terminal."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, cast

_GONE: Final = (errno.EPIPE, errno.EIO, errno.ENXIO)  # the pipe, or the terminal, was closed


def is_closed_pipe(error: BaseException | None) -> bool:
    """Return whether an error means that the reader of the output has closed the pipe."""
    if not isinstance(error, OSError) or error.filename is not None:
        return False
    return error.errno in _GONE or (os.name == "nt" and error.errno == errno.EINVAL)


@contextmanager
def lasting_output() -> Iterator[None]:
    """Continue without output when its reader goes away, in a command whose work is more than that.

    For commands that write files, train, serve, or end with the exit code of a check.
    """
    before, sys.stdout = sys.stdout, cast("Any", _Lasting(sys.stdout, is_closed_pipe))
    try:
        yield
        sys.stdout.flush()
    finally:
        sys.stdout = before


@contextmanager
def lasting_errors() -> Iterator[None]:
    """Continue when standard error cannot be written: the exit code stays the same."""
    before, sys.stderr = sys.stderr, cast("Any", _Lasting(sys.stderr, lambda _: True))
    try:
        yield
    finally:
        sys.stderr = before


def fill_closed_streams() -> None:
    """Open the null device for standard streams that are closed, as after `>&-`.

    Python has None in their place. The next file that is opened would get the descriptor of a
    standard stream, and whatever a library prints there would go into that file.
    """
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the lowest number that is free
    null = Path(os.devnull)
    sys.stdout = sys.stdout or null.open("w", encoding="utf-8")
    sys.stderr = sys.stderr or null.open("w", encoding="utf-8")


def escape_unencodable() -> None:
    """Write characters that the output's encoding lacks as escapes, as on Windows.

    Standard error does so by itself.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def discard(stream: Any) -> None:
    """Send the rest of a stream to the null device, if the stream is one of the system."""
    with suppress(OSError, ValueError, AttributeError):  # a test's stream has no descriptor
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)


class _Lasting:
    """A text stream that is discarded after its first error of some kind."""

    def __init__(self, stream: Any, is_end: Callable[[OSError], bool]) -> None:
        self._stream, self._is_end = stream, is_end

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write a text."""
        self._try(lambda: self._stream.write(text))
        return len(text)

    def flush(self) -> None:
        """Write what is buffered."""
        self._try(self._stream.flush)

    def _try(self, action: Any) -> None:
        try:
            action()
        except OSError as error:
            if not self._is_end(error):
                raise
            discard(self._stream)
