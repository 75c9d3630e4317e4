"""Asks whether a process holds the lock of a run, so that a killed run is known at once."""

from __future__ import annotations

import os
import sys
from pathlib import Path

if sys.platform != "win32":
    import fcntl


def is_held(path: Path) -> bool | None:
    """Whether a process on this machine holds a lock file; None where that is unknown.

    The trainer holds an exclusive lock (`flock`) as long as it lives. This asks for a shared one
    and gives it back at once.
    """
    if sys.platform == "win32":
        return None
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # a file system without locks
        return None
    finally:
        os.close(descriptor)
    return False
