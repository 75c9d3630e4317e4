"""Writing files so that nothing is ever half written."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def growing_file(path: Path | str) -> Iterator[BinaryIO]:
    """Give a file beside path to write to; flush it to the disk, then let it take path's place.

    Raises:
        OSError: It could not be written; path is as it was, and nothing is left beside it. So it
            is when the block raises.
    """
    path = Path(path)
    # not by tempfile, which would keep everyone else from reading the file
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}.tmp")
    try:
        with temporary.open("xb") as file:
            yield file
        with temporary.open("rb+") as file:  # whoever wrote may have closed it
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


class AppendedFile:
    """A file that is open only while something is appended, so that thousands can grow at once.

    Args:
        path: The file, emptied if it is there.

    Raises:
        OSError: It can not be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        path.write_bytes(b"")

    def write(self, data: bytes) -> None:
        """Append data."""
        with self._path.open("ab") as file:
            file.write(data)

    def finish(self, path: Path) -> None:
        """Flush what was written to the disk, and let the file take path's place."""
        with self._path.open("rb+") as file:
            os.fsync(file.fileno())
        self._path.replace(path)


def write_atomically(path: Path, data: bytes) -> None:
    """Write data beside path, flush it to the disk, then take path's place.

    Raises:
        OSError: It could not be written; path is as it was, and nothing is left beside it.
    """
    with growing_file(path) as file:
        file.write(data)
