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

from replaykit.interrupts import Interrupted, Raiser, signals_taken, take_signals

Task = TypeVar("Task")
Result = TypeVar("Result")

_CONSOLE_SIGNALS: Final = os.name == "nt"  # the console sends them to every process by itself


@dataclass
class _Worker:
    """What a worker is doing."""

    is_busy: bool = False
    stopped_by: int | None = None  # the signal


_worker: Final = _Worker()
_raiser: Final = Raiser()


def start_worker() -> None:
    """Prepare a worker: signals come from its parent alone, and it ends with its parent."""
    if hasattr(os, "setsid"):
        os.setsid()  # Ctrl-C of a terminal does not reach it
    take_signals(_stop)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def work_on(function: Callable[[Task], Result], task: Task) -> Result:
    """Do a task in a worker; after a signal it begins no other.

    Raises:
        Interrupted: A signal came.
    """
    if _worker.stopped_by is not None:
        raise Interrupted(_worker.stopped_by)
    try:
        _worker.is_busy = True
        return function(task)
    except Interrupted as stop:
        _worker.stopped_by = stop.number
        raise
    finally:
        _worker.is_busy = False


@contextmanager
def signals_passed_on() -> Iterator[None]:
    """Pass signals on to all child processes until the block ends.

    Raises:
        Interrupted: In the block, at the first signal.
    """
    seen: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        seen.append(number)
        pass_on(number)
        if len(seen) == 1:
            name = signal.Signals(number).name
            print(f"\ntrainkit: {name}: waiting for the workers", file=sys.stderr)  # noqa: T201
            raise Interrupted(number)

    with signals_taken(note):
        yield


def pass_on(number: int) -> None:
    """Send a signal to all child processes, where the system does not do so by itself."""
    for child in multiprocessing.active_children():
        if child.pid is not None and not _CONSOLE_SIGNALS:
            os.kill(child.pid, number)


def is_worker() -> bool:
    """Whether this process works for another one."""
    return multiprocessing.parent_process() is not None


def _stop(number: int, _: FrameType | None) -> None:
    """Take a signal in a worker: an idle one notes it, a task ends unless it has own handlers."""
    _worker.stopped_by = number
    if _worker.is_busy:
        _raiser(number)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)
