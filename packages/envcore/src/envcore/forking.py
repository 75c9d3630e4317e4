"""What keeps batches with threads usable in a forked child, where no thread but one lives on."""

from __future__ import annotations

import os
import weakref

from envcore import _native

_batches: weakref.WeakSet[_native.Batch] = weakref.WeakSet()


def renew_threads_after_fork(batch: _native.Batch) -> None:
    """Start the batch's threads anew in every child that is forked from now on."""
    _batches.add(batch)


def _renew_all() -> None:
    for batch in list(_batches):
        batch.renew_threads()


if hasattr(os, "register_at_fork"):  # POSIX; a spawned child starts from a pickle anyway
    os.register_at_fork(after_in_child=_renew_all)
