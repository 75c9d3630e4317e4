"""Signals during training: the first one finishes the window, another Ctrl-C stops at once.

SIGTERM and SIGHUP, by which clusters preempt and terminals close, leave a grace period: a window
that takes longer is given up. Nothing is lost but that window: complete ones are on disk, and
`trainkit run` resumes after the last of them. SIGKILL ends the process at once, with the same loss.
"""

from __future__ import annotations

import _thread
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from trainkit.workers import PREEMPTING

GRACE_S: Final = 30.0
"""Seconds that SIGTERM and SIGHUP leave for the window, as schedulers do by default."""


class Interrupts:
    """The signals that came, and the end of the grace period.

    Args:
        grace_s: Seconds from SIGTERM or SIGHUP to the end of the process.
        quiet: Whether to write nothing, as ranks other than 0 do.
    """

    def __init__(self, grace_s: float = GRACE_S, *, quiet: bool = False) -> None:
        self._grace_s = grace_s
        self._quiet = quiet
        self._seen: list[int] = []
        self._timer: threading.Timer | None = None
        self._is_over = False

    def __bool__(self) -> bool:
        """Return whether a signal came."""
        return bool(self._seen)

    @property
    def first(self) -> int:
        """The number of the first signal, SIGINT without one."""
        return self._seen[0] if self._seen else signal.SIGINT

    def note(self, number: int, _: FrameType | None) -> None:
        """Take a signal.

        Raises:
            KeyboardInterrupt: To stop at once.
        """
        if self._is_over or (number == signal.SIGINT and self._seen):
            raise KeyboardInterrupt
        is_first = not self._seen
        self._seen.append(number)
        if number in PREEMPTING and self._timer is None:
            self._start_timer()
        elif not is_first:
            return  # clusters and closing terminals send a signal more than once
        if not self._quiet:
            stop = (
                "interrupt again to stop at once"
                if self._timer is None
                else f"{signal.Signals(number).name} leaves it {self._grace_s:g} seconds"
            )
            print(f"\ntrainkit: finishing the window; {stop}", file=sys.stderr)  # noqa: T201

    def close(self) -> None:
        """Forget the grace period."""
        if self._timer is not None:
            self._timer.cancel()

    def _start_timer(self) -> None:
        if self._grace_s <= 0:
            raise KeyboardInterrupt
        self._timer = threading.Timer(self._grace_s, self._end_grace)
        self._timer.daemon = True
        self._timer.start()

    def _end_grace(self) -> None:
        self._is_over = True
        if hasattr(signal, "pthread_kill"):  # which also ends a system call that waits
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        else:
            _thread.interrupt_main()


@contextmanager
def noted_interrupts(grace_s: float = GRACE_S, *, quiet: bool = False) -> Iterator[Interrupts]:
    """Take SIGINT, SIGTERM and SIGHUP until the block ends; a SIGHUP ignored by nohup stays so.

    Args:
        grace_s: Seconds from SIGTERM or SIGHUP to the end of the process.
        quiet: Whether to write nothing, as ranks other than 0 do.
    """
    found = Interrupts(grace_s, quiet=quiet)
    before = {}
    try:
        for number in (signal.SIGINT, *PREEMPTING):
            is_ignored = signal.getsignal(number) == signal.SIG_IGN
            if number == signal.SIGINT or not is_ignored:
                before[number] = signal.signal(number, found.note)
    except ValueError:  # only the main thread can set a handler
        yield found
        return
    try:
        yield found
    finally:
        found.close()
        for number, handler in before.items():
            signal.signal(number, handler)
