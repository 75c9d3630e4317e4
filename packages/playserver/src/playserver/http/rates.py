"""Rate limits: a bucket of tokens per client, filled at a steady rate."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from playserver.errors import TooManyError
from playserver.settings import Limits, Rate

CLIENTS_MAX: Final = 4096
"""Buckets kept; beyond it the one that was not used for longest goes, which is most likely full."""


class RateLimiter:
    """Counts what clients do of one kind. For use by one thread.

    Args:
        what: What it is, for the refusal: `steps and other writes`.
        rate: How often a client may do it.
        clock: Seconds that only grow.
    """

    def __init__(self, what: str, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        self._what = what
        self._rate = rate
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, client: str) -> None:
        """Count one of a client.

        Raises:
            TooManyError: It has had its share; the error says when there is more.
        """
        now = self._clock()
        tokens, since = self._buckets.pop(client, (float(self._rate.burst), now))
        tokens = min(tokens + (now - since) * self._rate.per_s, float(self._rate.burst))
        is_allowed = tokens >= 1.0
        self._buckets[client] = (tokens - 1.0 if is_allowed else tokens, now)
        if len(self._buckets) > CLIENTS_MAX:
            self._buckets.popitem(last=False)
        if not is_allowed:
            wait_s = (1.0 - tokens) / self._rate.per_s
            raise TooManyError(
                f"too many {self._what}: {self._rate.per_s:g} a second are allowed, "
                f"try again in {wait_s:.1f} s",
                wait_s,
            )


class Rates:
    """The limiters of a server."""

    def __init__(self, limits: Limits) -> None:
        self.creates = RateLimiter("new sessions", limits.creates)
        self.writes = RateLimiter("steps and other writes", limits.writes)
        self.uploads = RateLimiter("uploads", limits.uploads)
        self.simulations = RateLimiter("simulations", limits.simulations)
