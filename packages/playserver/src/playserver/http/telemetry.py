"""Figures for Prometheus: what is asked, how long it takes, what is open."""

from __future__ import annotations

import time
from functools import partial
from typing import Final

from fastapi.routing import APIRoute
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from playserver.http.open_streams import OpenStreams
from playserver.play.sessions import SessionStore

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "DELETE"})
_BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Telemetry:
    """The figures of one server.

    Args:
        sessions: Whose number is shown.
        streams: Whose number is shown.
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
            "Until the head of the answer was sent.",
            ("route",),
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self.frames = Counter(
            "playserver_streamed_frames", "Frames sent over WebSockets.", registry=self._registry
        )
        Gauge(
            "playserver_play_sessions", "Play sessions in memory.", registry=self._registry
        ).set_function(lambda: len(sessions))
        Gauge(
            "playserver_open_streams", "Streams of frames and news.", registry=self._registry
        ).set_function(lambda: len(streams))
        evictions = Gauge(
            "playserver_evicted_sessions",
            "Sessions that were closed since the start.",
            ("why",),
            registry=self._registry,
        )
        for why in sessions.evictions:
            evictions.labels(why).set_function(partial(sessions.evictions.__getitem__, why))

    def exposition(self) -> bytes:
        """Return all figures in Prometheus's text format."""
        return generate_latest(self._registry)


class Measure:
    """Counts and times requests.

    Args:
        app: What is behind it.
        telemetry: Where they are counted.
    """

    def __init__(self, app: ASGIApp, telemetry: Telemetry) -> None:
        self._app = app
        self._telemetry = telemetry

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start = time.perf_counter()

        async def send_and_count(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = _route_of(scope)
                method = scope["method"] if scope["method"] in _METHODS else "other"
                self._telemetry.requests.labels(method, route, message["status"]).inc()
                self._telemetry.seconds.labels(route).observe(time.perf_counter() - start)
            await send(message)

        await self._app(scope, receive, send_and_count)


def _route_of(scope: Scope) -> str:
    """Return a path with the names of its parameters: their values would be labels without end."""
    if not isinstance(scope.get("route"), APIRoute):
        return "other"
    names = {value: f"{{{name}}}" for name, value in scope["path_params"].items()}
    return "/".join(names.get(part, part) for part in scope["path"].split("/"))
