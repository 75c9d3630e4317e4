"""Runs the application on uvicorn, the same way for the command and for benchmarks."""

from __future__ import annotations

import gc
import socket
from typing import Final

import uvicorn
from starlette.types import ASGIApp

WS_MESSAGE_BYTES_MAX: Final = 4096
SHUTDOWN_S: Final = 2
"""Seconds that a stopping server waits for open streams, which do not end by themselves."""


def run_server(app: ASGIApp, listener: socket.socket) -> None:
    """Serve an application on a listening socket until a signal stops it."""
    # objects of the start live as long as the server: exclude them from garbage collection,
    # which would pause all clients while it walks them
    gc.collect()
    gc.freeze()
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,  # a client could forge an address and escape the rate limits
        ws_max_size=WS_MESSAGE_BYTES_MAX,
        ws_per_message_deflate=False,  # a compressor takes 250 kB per viewer, frames are small
        timeout_graceful_shutdown=SHUTDOWN_S,
    )
    uvicorn.Server(config).run(sockets=[listener])
