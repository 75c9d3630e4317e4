"""Runs the application on uvicorn, the same way for the command and for benchmarks."""

from __future__ import annotations

import gc
import socket
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from replaykit.interrupts import Interrupted, signals_taken

WS_MESSAGE_BYTES_MAX: Final = 4096
SHUTDOWN_S: Final = 2
"""Seconds that a stopping server waits for open streams; those of events end within one."""


class _Server(uvicorn.Server):
    """Calls a function when a signal stops it, before it waits for open streams."""

    stopped_by: int | None = None
    """The signal."""

    def __init__(self, config: uvicorn.Config, on_stop: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_stop = on_stop

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop."""
        self.stopped_by = self.stopped_by or sig
        self._on_stop()
        super().handle_exit(sig, frame)


def run_server(
    app: ASGIApp,
    listener: socket.socket,
    *,
    trusted_proxies: Sequence[str] = (),
    on_stop: Callable[[], None] = lambda: None,
) -> None:
    """Serve an application on a listening socket until a signal stops it.

    Args:
        app: The application.
        listener: The socket.
        trusted_proxies: IP addresses and networks of proxies, whose `X-Forwarded-For` names the
            client that rate limits count. Other clients could forge it and escape the limits.
        on_stop: Called when a signal stops the server: open streams should end then, since
            uvicorn logs those that it has to cancel as errors.

    Raises:
        Interrupted: A signal stopped the server.
    """
    # objects of the start live as long as the server: exclude them from garbage collection,
    # which would pause all clients while it walks them
    gc.collect()
    gc.freeze()
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=list(trusted_proxies),
        ws_max_size=WS_MESSAGE_BYTES_MAX,
        ws_per_message_deflate=False,  # a compressor takes 250 kB per viewer, frames are small
        timeout_graceful_shutdown=SHUTDOWN_S,
    )
    server = _Server(config, on_stop)
    with signals_taken(server.handle_exit):  # uvicorn takes no SIGHUP by itself
        server.run(sockets=[listener])
    if server.stopped_by is not None:
        raise Interrupted(server.stopped_by)
