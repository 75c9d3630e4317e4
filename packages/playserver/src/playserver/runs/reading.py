"""Opens files of run folders; whatever else a file system holds becomes a DamagedFileError."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from playserver.errors import DamagedFileError
from playserver.ids import printable
from replaykit.files import open_regular


def opened(path: Path) -> BinaryIO:
    """Open a file for reading; never wait for its content.

    Raises:
        FileNotFoundError: There is no such file.
        DamagedFileError: It is a folder, a FIFO or a device, or cannot be read.
    """
    try:
        return open_regular(path)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise unreadable(path, error) from None


def unreadable(path: Path, error: OSError) -> DamagedFileError:
    """Return the error for a file or folder that cannot be read."""
    reason = (error.strerror or str(error)).lower()
    return DamagedFileError(f"{short(path)} cannot be read: {reason}")


def short(path: Path) -> str:
    """Return the end of a path, without folders outside the run, as a message may show it."""
    return printable("/".join(path.parts[-2:]))
