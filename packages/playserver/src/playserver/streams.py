"""Connections that stay open, counted: each costs a task and a buffer for as long as it lives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from playserver.errors import TooManyError
from playserver.settings import Limits

RETRY_AFTER_S = 10.0


class Streams:
    """How many streams are open, and whose. For use on the event loop.

    Args:
        limits: How many there may be.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._open: Counter[str] = Counter()

    def __len__(self) -> int:
        return self._open.total()

    @contextmanager
    def opened(self, client: str) -> Iterator[None]:
        """Count a stream while it is open.

        Raises:
            TooManyError: There are too many already.
        """
        for count, most in (
            (self._open[client], self._limits.streams_per_client),
            (self._open.total(), self._limits.streams),
        ):
            if count >= most:
                raise TooManyError(f"too many open streams: {most} are allowed", RETRY_AFTER_S)
        self._open[client] += 1
        try:
            yield
        finally:
            self._open[client] -= 1
            if not self._open[client]:
                del self._open[client]
