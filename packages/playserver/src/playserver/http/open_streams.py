"""Limits how many streams are open: each holds a task and a buffer for as long as it lives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from playserver.errors import TooManyError
from playserver.settings import Limits

RETRY_AFTER_S: Final = 10.0


class OpenStreams:
    """Counts the open streams of each client. For use on the event loop.

    Args:
        limits: How many may be open.
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
            TooManyError: The client, or all clients together, have too many open streams.
        """
        for count, limit, whose in (
            (self._open[client], self._limits.streams_per_client, "of one client"),
            (self._open.total(), self._limits.streams, "in all"),
        ):
            if count >= limit:
                raise TooManyError(
                    f"too many open streams: {limit} {whose} are allowed; close one", RETRY_AFTER_S
                )
        self._open[client] += 1
        try:
            yield
        finally:
            self._open[client] -= 1
            if not self._open[client]:
                del self._open[client]
