"""Writing files so that a crash leaves the old file or the new one, never half of one."""

from __future__ import annotations

import errno
import os
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

_NAME_SHOWN: Final = 40
"""Letters of a file's name in that of its temporary file."""

_READERS_BLOCK: Final = os.name == "nt"
_PAUSES_S: Final = (0.01, 0.05, 0.2, 0.5, 1.0)


def open_regular(path: Path | str) -> BinaryIO:
    """Open a file for reading that a program found by itself; never wait for its content.

    Opening a FIFO or a device would block. What a user names may be one; what is found in a folder
    may not.

    Raises:
        OSError: The file cannot be opened, or is not a regular file.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags)
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISREG(mode):
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    kind = errno.EISDIR if stat.S_ISDIR(mode) else errno.EINVAL
    reason = os.strerror(kind) if stat.S_ISDIR(mode) else "Not a regular file"
    raise OSError(kind, reason, os.fspath(path))


@contextmanager
def growing_file(path: Path | str) -> Iterator[BinaryIO]:
    """Yield a temporary file beside `path`, then fsync and rename it onto `path`.

    A symbolic link stays, and the file that it names is replaced. Anything else, such as
    a FIFO or `/dev/stdout`, is written to directly and stays what it is.

    Raises:
        OSError: The file cannot be written; the error names `path`. Then, and when the block
            raises, `path` is unchanged and the temporary file is deleted.
    """
    target = _regular_target(path)
    if target is None:
        with Path(path).open("wb") as file:
            yield file
        return
    # the module tempfile would make a file that only its owner can read; a name has a longest one
    temporary = target.with_name(f".{target.name[:_NAME_SHOWN]}.{secrets.token_hex(8)}.tmp")
    try:
        with temporary.open("xb") as file:
            yield file
        flush_to_disk(temporary)  # by name, as the block may have closed the file
        rename(temporary, target)
    except BaseException as error:
        with suppress(OSError):
            temporary.unlink()
        if isinstance(error, OSError) and error.filename == str(temporary):
            raise OSError(error.errno, error.strerror, str(path)) from None
        raise


def _regular_target(path: Path | str) -> Path | None:
    """Return the regular file that a path names or would name, or None for anything else."""
    try:
        mode = Path(path).stat().st_mode
    except FileNotFoundError:
        mode = stat.S_IFREG
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), os.fspath(path))
    return Path(os.path.realpath(path)) if stat.S_ISREG(mode) else None


def write_atomically(path: Path, data: bytes) -> None:
    """Write data into a temporary file, then fsync and rename it onto `path`.

    Raises:
        OSError: The file cannot be written; `path` is unchanged.
    """
    with growing_file(path) as file:
        file.write(data)


def rename(source: Path, target: Path) -> None:
    """Rename a file or folder, in the place of a file of that name.

    Windows refuses it while a process reads one of them, such as a server that reads a run: then
    try again, for two seconds.

    Raises:
        OSError: It cannot be renamed.
    """
    for pause_s in _PAUSES_S if _READERS_BLOCK else ():
        try:
            source.replace(target)
        except PermissionError:
            time.sleep(pause_s)
        else:
            return
    source.replace(target)


def flush_to_disk(path: Path) -> None:
    """Wait until a file's content is on the disk (fsync)."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


class AppendedFile:
    """A file that is open only while data is appended, so that thousands can grow at once.

    Args:
        path: The file; an existing one is emptied.

    Raises:
        OSError: The file cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        path.write_bytes(b"")

    def write(self, data: bytes) -> None:
        """Append data."""
        with self.path.open("ab") as file:
            file.write(data)
