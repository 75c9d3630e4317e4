"""Signals during training: the first one finishes the window, another Ctrl-C stops at once.

SIGTERM and SIGHUP, by which clusters preempt and terminals close, leave a grace period: a window
that takes longer is given up. Nothing is lost but that window: complete ones are on disk, and
`trainkit run` resumes after the last of them. SIGKILL ends the process at once, with the same loss.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from replaykit.interrupts import Raiser, send_repeatedly, signals_taken

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
        self._has_grace = False
        self._is_closed = False
        self._is_over = False
        self._raise = Raiser()

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
            self._raise(number)
            return  # already stopping
        is_first = not self._seen
        self._seen.append(number)
        if number != signal.SIGINT and not self._has_grace:
            self._begin_grace(number)
        elif not is_first:
            return  # clusters and closing terminals send a signal more than once
        if not self._quiet:
            stop = (
                "interrupt again to stop at once"
                if not self._has_grace
                else f"{signal.Signals(number).name} leaves it {self._grace_s:g} seconds"
            )
            print(f"\ntrainkit: finishing the window; {stop}", file=sys.stderr)  # noqa: T201

    def close(self) -> None:
        """End the grace period without an interrupt, and repeat none."""
        self._raise.close()
        self._is_closed = True

    def _begin_grace(self, number: int) -> None:
        if self._grace_s <= 0:
            self._raise(number)
        self._has_grace = True
        send_repeatedly(number, self._grace_s, self._end_grace)

    def _end_grace(self) -> bool:
        if self._is_over or self._is_closed:
            return False  # Raiser repeats an interrupt that is lost
        self._is_over = True
        return True


@contextmanager
def noted_interrupts(grace_s: float = GRACE_S, *, quiet: bool = False) -> Iterator[Interrupts]:
    """Take SIGINT, SIGTERM and SIGHUP until the block ends; one that is ignored stays so.

    Args:
        grace_s: Seconds from SIGTERM or SIGHUP to the end of the process.
        quiet: Whether to write nothing, as ranks other than 0 do.
    """
    found = Interrupts(grace_s, quiet=quiet)
    with signals_taken(found.note):
        try:
            yield found
        finally:
            found.close()
