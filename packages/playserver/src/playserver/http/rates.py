"""Rate limits: a token bucket per client and kind of request."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from playserver.errors import TooManyError
from playserver.settings import Limits, Rate

CLIENTS_MAX: Final = 4096
"""Most buckets in memory; the least recently used one, which is most likely full, is dropped."""


class RateLimiter:
    """Limits one kind of request. For use by one thread.

    Args:
        name: The kind of request in error messages: `steps and other writes`.
        rate: How often a client may send it.
        clock: A monotonic clock, in seconds.
    """

    def __init__(self, name: str, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        self._name = name
        self._rate = rate
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, client: str) -> None:
        """Take a token from a client's bucket.

        Raises:
            TooManyError: The bucket is empty; the error states when to retry.
        """
        now = self._clock()
        tokens, last = self._buckets.pop(client, (float(self._rate.burst), now))
        tokens = min(tokens + (now - last) * self._rate.per_s, float(self._rate.burst))
        is_allowed = tokens >= 1.0
        self._buckets[client] = (tokens - 1.0 if is_allowed else tokens, now)
        if len(self._buckets) > CLIENTS_MAX:
            self._buckets.popitem(last=False)
        if not is_allowed:
            wait_s = (1.0 - tokens) / self._rate.per_s
            raise TooManyError(
                f"too many {self._name}: {self._rate.per_s:g} per second are allowed; "
                f"retry in {wait_s:.1f} s",
                wait_s,
            )


class Rates:
    """The rate limiters of a server; `Limits` in settings.py has the numbers."""

    def __init__(self, limits: Limits) -> None:
        self.creates = RateLimiter("new sessions", limits.creates)
        self.writes = RateLimiter("steps and other writes", limits.writes)
        self.uploads = RateLimiter("uploads", limits.uploads)
        self.simulations = RateLimiter("simulations", limits.simulations)
