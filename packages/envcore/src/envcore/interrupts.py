"""What signals do to `python -m envcore`."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, NoReturn

_held: Final[list[int]] = []
"""Empty outside `stops_held`; inside it, the signal that came, or 0."""

EXIT_INTERRUPTED: Final = 128 + signal.SIGINT
"""Exit code after Ctrl-C, as shells report it."""


def end_quietly_at_ctrl_c() -> None:
    """Let Ctrl-C end the process without a traceback, if it imports the command."""
    is_command = (
        sys.argv[:1] == ["-m"]  # as it is while the package of the command is imported
        and sys.orig_argv[-len(sys.argv)].removeprefix("-m") == "envcore"
    )
    if is_command and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _end)


def raise_at_ctrl_c() -> None:
    """Let Ctrl-C raise KeyboardInterrupt again, once the command is imported."""
    if signal.getsignal(signal.SIGINT) is _end:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _end(*_: object) -> NoReturn:
    os._exit(EXIT_INTERRUPTED)


class Ended(KeyboardInterrupt):
    """A signal other than that of Ctrl-C ended the program.

    Args:
        number: The number of the signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextmanager
def ends_raised() -> Iterator[None]:
    """Raise Ended at SIGTERM and SIGHUP until the block ends, so that a terminal is restored."""

    def end(number: int, _: object) -> NoReturn:
        raise Ended(number)

    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    numbers = [
        n for name in names if signal.getsignal(n := getattr(signal, name)) == signal.SIG_DFL
    ]
    for number in numbers:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in numbers:
            signal.signal(number, signal.SIG_DFL)


@contextmanager
def left_while_stopped(leave: Callable[[], object], enter: Callable[[], object]) -> Iterator[None]:
    """Call `leave` before Ctrl-Z stops the process in the block, and `enter` when it continues."""
    if sys.platform == "win32" or signal.getsignal(signal.SIGTSTP) == signal.SIG_IGN:
        yield
        return

    def stop(number: int, _: object) -> None:
        if _held:
            _held[0] = number
            return
        leave()
        signal.signal(number, before)
        signal.raise_signal(number)  # returns when the process continues
        signal.signal(number, stop)
        enter()

    before = signal.signal(signal.SIGTSTP, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTSTP, before)


@contextmanager
def stops_held() -> Iterator[None]:
    """Hold Ctrl-Z until the block ends: its handler cannot write while the block does."""
    if _held:
        yield
        return
    _held.append(0)
    try:
        yield
    finally:
        number = _held.pop()
        if number:
            signal.raise_signal(number)
