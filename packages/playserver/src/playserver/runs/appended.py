"""Reads files that grow line by line: after the first read, only the lines that are new."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playserver.runs.reading import opened

TAIL_BYTES: Final = 128
"""Length of the known text that must match before a file counts as grown, not replaced."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a file was read, and its state then.

    Attributes:
        inode: Inode of the file; another number means that the file was replaced.
        size: Size in bytes.
        mtime_ns: Time of the last write.
        read_bytes: Bytes of the whole lines that were read.
        lines: Number of these lines.
        tail: Their last TAIL_BYTES.
    """

    inode: int = 0
    size: int = 0
    mtime_ns: int = 0
    read_bytes: int = 0
    lines: int = 0
    tail: bytes = b""

    def is_current(self, status: os.stat_result) -> bool:
        """Whether the file is unchanged since the mark."""
        now = (status.st_ino, status.st_size, status.st_mtime_ns)
        return now == (self.inode, self.size, self.mtime_ns)


@dataclass(frozen=True, slots=True)
class Appended:
    """Lines of a file, and the mark after them.

    Attributes:
        lines: The lines without their line ends.
        mark: The new mark; its `lines` includes these lines.
        is_restart: Whether these are all lines of the file, not only those after the old mark.
    """

    lines: list[bytes]
    mark: Mark
    is_restart: bool


def read_appended(path: Path, mark: Mark | None) -> Appended:
    """Return the whole lines after the mark, or all lines if the file was replaced.

    A last line without a line end is still being written and is left for later. A missing file
    counts as empty.

    Raises:
        DamagedFileError: There is something that is not a file, or it cannot be read.
    """
    try:
        file = opened(path)
    except FileNotFoundError:
        return Appended([], Mark(), is_restart=True)
    with file:
        status = os.fstat(file.fileno())
        if mark is None or mark.inode != status.st_ino or mark.read_bytes > status.st_size:
            mark = Mark()
        file.seek(mark.read_bytes - len(mark.tail))
        if file.read(len(mark.tail)) != mark.tail:
            mark = Mark()
            file.seek(0)
        text, end, _ = file.read().rpartition(b"\n")
    lines = text.split(b"\n") if end else []
    read = text + end
    return Appended(
        lines,
        Mark(
            inode=status.st_ino,
            size=status.st_size,
            mtime_ns=status.st_mtime_ns,
            read_bytes=mark.read_bytes + len(read),
            lines=mark.lines + len(lines),
            tail=(mark.tail + read)[-TAIL_BYTES:],
        ),
        is_restart=mark.lines == 0,
    )
