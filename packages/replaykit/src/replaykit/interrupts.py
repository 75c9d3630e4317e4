"""The signals that end a program: they raise an exception, and its cleanup is not interrupted."""

from __future__ import annotations

import _thread
import atexit
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from types import FrameType
from typing import Any, Final

SIGNALS: Final = tuple(
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    if hasattr(signal, name)
)
"""The signals that end a program, of those that this system has."""

_LOST_S: Final = 0.5
_PATIENCE_S: Final = 1.0

Handler = Callable[[int, FrameType | None], Any]


class Interrupted(KeyboardInterrupt):
    """A signal stopped the work.

    Args:
        number: The number of the signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class Raiser:
    """A handler that raises Interrupted, once.

    A library may swallow the exception, as NumPy does while it looks up an attribute of an operand:
    then it is raised again. While it is handled, further signals are ignored, so that files are
    deleted and processes end: launchers and terminals send a signal twice. One that comes more than
    a second later ends the process at once.
    """

    def __init__(self) -> None:
        self._since: float | None = None  # when the interrupt came that is handled
        self._count = 0  # changes with each interrupt and with close()
        self._is_reminder = False  # whether the next signal is a repetition

    def __call__(self, number: int, _: FrameType | None = None) -> None:
        """Take a signal.

        Raises:
            Interrupted: No interrupt is being handled.
        """
        is_reminder, self._is_reminder = self._is_reminder, False
        now = time.monotonic()
        if interrupt_in(sys.exception()) is None:
            self._count += 1
            self._since = now
            send_repeatedly(number, _LOST_S, partial(self._remind, self._count))
            raise Interrupted(number)
        self._since = self._since or now  # another handler may have raised it
        if not is_reminder and now - self._since > _PATIENCE_S:
            os._exit(128 + number)

    def _remind(self, count: int) -> bool:
        self._is_reminder = self._count == count
        return self._is_reminder

    def close(self) -> None:
        """Stop raising interrupts again."""
        self._count += 1


def interrupt_in(error: BaseException | None) -> KeyboardInterrupt | None:
    """Return the interrupt that an error is, or that was handled when it was raised."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__context__
    return error


def send_to_main_thread(number: int) -> None:
    """Send a signal to the main thread; it interrupts a system call that waits."""
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(threading.main_thread().ident or 0, number)
    else:
        _thread.interrupt_main(signal.Signals(number))


def take_signals(handler: Handler) -> dict[int, Any]:
    """Handle the signals by a function; return the previous handlers. Ignored ones stay ignored.

    The shell ignores SIGINT for jobs in the background, and nohup ignores SIGHUP. Outside
    the main thread, which alone can set handlers, nothing changes.
    """
    is_main = threading.current_thread() is threading.main_thread()
    taken = [n for n in SIGNALS if is_main and signal.getsignal(n) not in (signal.SIG_IGN, None)]
    before = {number: signal.signal(number, handler) for number in taken}
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, taken)  # see signals_held
    return before


def send_repeatedly(number: int, seconds: float, is_wanted: Callable[[], bool]) -> None:
    """Send a signal to the main thread after each interval, as long as it is wanted."""

    def wait() -> None:
        time.sleep(seconds)
        while is_wanted():
            send_to_main_thread(number)
            time.sleep(seconds)

    # not threading.Thread: the signal may have interrupted code that holds its locks
    _thread.start_new_thread(wait, ())


@contextmanager
def signals_taken(handler: Handler) -> Iterator[None]:
    """Handle the signals by a function until the block ends."""
    before = take_signals(handler)
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)


@contextmanager
def signals_raised() -> Iterator[None]:
    """Raise Interrupted when a signal comes, until the block ends."""
    raiser = Raiser()
    with signals_taken(raiser):
        try:
            yield
        finally:
            raiser.close()


@contextmanager
def signals_held() -> Iterator[None]:
    """Block the signals until the block ends, and in processes started in it until take_signals."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def ignore_signals_at_exit() -> None:
    """Ignore the signals while Python exits, so that the exit code is that of the work."""

    def ignore() -> None:
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)

    atexit.register(ignore)
