"""Reads files that grow by whole lines, and of a file that was read before only what is new."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

TAIL_BYTES: Final = 128
"""What is compared before a file is taken for a longer version of itself."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a file was read, and what it was then.

    Attributes:
        inode: Of the file; another one was put in its place where it differs.
        size: In bytes.
        mtime_ns: When it was written last.
        read_bytes: Bytes of the whole lines that were read.
        lines: How many these are.
        tail: The last TAIL_BYTES of them.
    """

    inode: int = 0
    size: int = 0
    mtime_ns: int = 0
    read_bytes: int = 0
    lines: int = 0
    tail: bytes = b""

    def is_of(self, status: os.stat_result) -> bool:
        """Whether a file is still what it was."""
        now = (status.st_ino, status.st_size, status.st_mtime_ns)
        return now == (self.inode, self.size, self.mtime_ns)


@dataclass(frozen=True, slots=True)
class Appended:
    """Lines of a file, and how far it is read with them.

    Attributes:
        lines: Without their ends.
        mark: The new mark; its `lines` counts these, too.
        is_anew: Whether they are all lines of the file, not only those after the old mark.
    """

    lines: list[bytes]
    mark: Mark
    is_anew: bool


def read_appended(path: Path, mark: Mark | None) -> Appended:
    """Return the whole lines that came after the mark, or all where the file is another one.

    A last line without an end is being written and is left for later. A file that is not there
    is an empty one.
    """
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return Appended([], Mark(), is_anew=True)
    with file:
        status = os.fstat(file.fileno())
        goes_on = mark is not None and mark.inode == status.st_ino
        if mark is None or not goes_on or mark.read_bytes > status.st_size:
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
        is_anew=mark.lines == 0,
    )
