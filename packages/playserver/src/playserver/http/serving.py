"""How uvicorn runs the application: alike for the command and for what measures it."""

from __future__ import annotations

import gc
import socket
from typing import Final

import uvicorn
from starlette.types import ASGIApp

WS_MESSAGE_BYTES_MAX: Final = 4096
SHUTDOWN_S: Final = 2
"""Streams go on for ever: how long a stopping server waits for them."""


def run_server(app: ASGIApp, listener: socket.socket) -> None:
    """Serve an application on a listening socket until a signal says stop."""
    # what has been made by now lives as long as the server: a collection that walks through all
    # of it would keep every player waiting
    gc.collect()
    gc.freeze()
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,  # anybody could name another address and escape the rate limits
        ws_max_size=WS_MESSAGE_BYTES_MAX,
        ws_per_message_deflate=False,  # frames are small, compressors are not: 250 kB a viewer
        timeout_graceful_shutdown=SHUTDOWN_S,
    )
    uvicorn.Server(config).run(sockets=[listener])
