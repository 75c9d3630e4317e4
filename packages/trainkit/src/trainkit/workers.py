"""Processes that work for this one: signals reach them through it, and they end with it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import wait
from types import FrameType
from typing import Final, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

PREEMPTING: Final = tuple(
    getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)
)
"""Signals by which a run is preempted, of those that this system has."""

_CONSOLE_SIGNALS: Final = os.name == "nt"  # the console sends them to every process by itself


class Stopped(KeyboardInterrupt):
    """A signal stopped the work.

    Args:
        number: Of the signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@dataclass
class _Worker:
    """What a worker is doing."""

    is_busy: bool = False
    stopped_by: int | None = None  # the signal


_worker: Final = _Worker()


def start_worker() -> None:
    """Prepare a worker: signals come from its parent alone, and it ends with its parent."""
    if hasattr(os, "setsid"):
        os.setsid()  # Ctrl-C of a terminal does not reach it
    for number in _handled():
        signal.signal(number, _stop)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def work_on(function: Callable[[Task], Result], task: Task) -> Result:
    """Do a task in a worker; after a signal it begins no other.

    Raises:
        Stopped: A signal came.
    """
    if _worker.stopped_by is not None:
        raise Stopped(_worker.stopped_by)
    _worker.is_busy = True
    try:
        return function(task)
    except Stopped as stop:
        _worker.stopped_by = stop.number
        raise
    finally:
        _worker.is_busy = False


@contextmanager
def signals_passed_on() -> Iterator[None]:
    """Pass signals on to all child processes until the block ends.

    Raises:
        Stopped: In the block, at the first signal.
    """
    seen: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        seen.append(number)
        pass_on(number)
        if len(seen) == 1:
            name = signal.Signals(number).name
            print(f"\ntrainkit: {name}: waiting for the workers", file=sys.stderr)  # noqa: T201
            raise Stopped(number)

    is_main = threading.current_thread() is threading.main_thread()  # others set no handlers
    before = {number: signal.signal(number, note) for number in _handled() if is_main}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def pass_on(number: int) -> None:
    """Send a signal to all child processes, where the system does not do so by itself."""
    for child in multiprocessing.active_children():
        if child.pid is not None and not _CONSOLE_SIGNALS:
            os.kill(child.pid, number)


def is_worker() -> bool:
    """Whether this process works for another one."""
    return multiprocessing.parent_process() is not None


def _handled() -> list[int]:
    """Return the signals that stop work; one that nohup ignores stays ignored."""
    ignored = {n for n in PREEMPTING if signal.getsignal(n) == signal.SIG_IGN}
    return [n for n in (signal.SIGINT, *PREEMPTING) if n not in ignored]


def _stop(number: int, _: FrameType | None) -> None:
    """Take a signal in a worker: an idle one notes it, a task ends unless it has own handlers."""
    _worker.stopped_by = number
    if _worker.is_busy:
        raise Stopped(number)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)
