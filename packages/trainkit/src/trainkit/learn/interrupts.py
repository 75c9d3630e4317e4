"""Signals during training: the first Ctrl-C finishes the window, the second one stops at once.

SIGTERM and SIGKILL are not handled and end the process at once. Nothing is lost but the window in
progress: complete windows are on disk, and `trainkit run` resumes after the last of them.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def counted_interrupts(*, quiet: bool = False) -> Iterator[list[int]]:
    """Collect the first SIGINT in a list; the second one raises KeyboardInterrupt.

    Args:
        quiet: Whether to write nothing, as ranks other than 0 do.
    """
    seen: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        if seen:
            raise KeyboardInterrupt
        seen.append(number)
        if not quiet:
            print(  # noqa: T201
                "\ntrainkit: finishing the window; interrupt again to stop at once",
                file=sys.stderr,
            )

    try:
        before = signal.signal(signal.SIGINT, note)
    except ValueError:  # only the main thread can set a handler
        yield seen
        return
    try:
        yield seen
    finally:
        signal.signal(signal.SIGINT, before)
