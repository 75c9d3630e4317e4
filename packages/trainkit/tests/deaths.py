"""Processes that train and die at a chosen moment."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
from collections.abc import Callable
from typing import Any

from trainkit.learn.trainer import train


def _train_until(config: Any, call: int, name: str) -> None:
    """Train, and die without a word at some call of a function of the system."""
    original: Callable[..., Any] = getattr(os, name)
    count = itertools.count(1)

    def deadly(*args: Any, **kwargs: Any) -> Any:
        if next(count) == call:
            os.kill(os.getpid(), signal.SIGKILL)
        return original(*args, **kwargs)

    setattr(os, name, deadly)
    train(config)


def killed(config: Any, call: int, name: str) -> bool:
    """Return whether a process that trains died at that call; else it went to its end."""
    process = multiprocessing.get_context("fork").Process(
        target=_train_until, args=(config, call, name), daemon=True
    )
    process.start()
    process.join(120)
    assert process.exitcode in {0, -signal.SIGKILL}
    return process.exitcode == -signal.SIGKILL
