"""Prometheus metrics: requests, their duration, play sessions, open streams."""

from __future__ import annotations

import time
from functools import partial
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from playserver.http.open_streams import OpenStreams
from playserver.play.sessions import SessionStore

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "DELETE"})
_BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Telemetry:
    """The metrics of one server.

    Args:
        sessions: The play sessions to count.
        streams: The open streams to count.
    """

    def __init__(self, sessions: SessionStore, streams: OpenStreams) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)
        self.requests = Counter(
            "playserver_requests",
            "Answered requests.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self.seconds = Histogram(
            "playserver_request_seconds",
            "Time until the head of the answer was sent.",
            ("route",),
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self.frames = Counter(
            "playserver_streamed_frames", "Frames sent over WebSockets.", registry=self._registry
        )
        self._add_gauges(sessions, streams)

    def _add_gauges(self, sessions: SessionStore, streams: OpenStreams) -> None:
        Gauge(
            "playserver_play_sessions", "Play sessions in memory.", registry=self._registry
        ).set_function(lambda: len(sessions))
        Gauge(
            "playserver_open_streams",
            "Open streams of frames and run news.",
            registry=self._registry,
        ).set_function(lambda: len(streams))
        evictions = Gauge(
            "playserver_evicted_sessions",
            "Sessions closed since the start because they were idle, or to make room.",
            ("why",),
            registry=self._registry,
        )
        for reason in sessions.evictions:
            evictions.labels(reason).set_function(partial(sessions.evictions.__getitem__, reason))

    def exposition(self) -> bytes:
        """Return all metrics in Prometheus's text format."""
        return generate_latest(self._registry)


class RequestMetrics:
    """Middleware that counts and times requests.

    Args:
        app: The next application.
        telemetry: The metrics to update.
    """

    def __init__(self, app: ASGIApp, telemetry: Telemetry) -> None:
        self._app = app
        self._telemetry = telemetry

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and measure it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start = time.perf_counter()
        asked = scope["method"]  # HEAD becomes GET on the way

        async def send_and_count(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = _route_of(scope)
                method = asked if asked in _METHODS else "other"
                self._telemetry.requests.labels(method, route, message["status"]).inc()
                self._telemetry.seconds.labels(route).observe(time.perf_counter() - start)
            await send(message)

        await self._app(scope, receive, send_and_count)


def _route_of(scope: Scope) -> str:
    """Return the path with parameter names in place of values, which would be endless labels."""
    endpoint, parts = scope.get("endpoint"), scope["path"].split("/")
    names = {value: f"{{{name}}}" for name, value in scope.get("path_params", {}).items()}
    if endpoint is None or isinstance(endpoint, StaticFiles) or not names.keys() <= set(parts):
        return "other"
    return "/".join(names.get(part, part) for part in parts)
