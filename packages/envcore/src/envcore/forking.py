"""Restarts the threads of batches in a forked child, which has only the forking thread."""

from __future__ import annotations

import os
import weakref

from envcore import _native

_batches: weakref.WeakSet[_native.Batch] = weakref.WeakSet()


def renew_threads_after_fork(batch: _native.Batch) -> None:
    """Restart the batch's threads in every child that is forked from now on."""
    _batches.add(batch)


def _renew_all() -> None:
    for batch in list(_batches):
        batch.renew_threads()


if hasattr(os, "register_at_fork"):  # POSIX; a spawned child unpickles, which starts threads
    os.register_at_fork(after_in_child=_renew_all)
