"""Puts the server together."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from playserver.http.fast_step import FastStep
from playserver.http.openapi import add_description
from playserver.http.page import add_page
from playserver.http.problems import add_error_handlers
from playserver.http.routers import api, health
from playserver.http.security import Envelope, Gate
from playserver.http.state import ServerState
from playserver.http.telemetry import Measure
from playserver.settings import Settings


def create_app(settings: Settings) -> FastAPI:
    """Return the server as an ASGI application.

    Args:
        settings: Where the runs and the page are.

    Raises:
        IndexFileError: The file for the index is something else, or in use. It is free again after
            `app.state.server.close()`.
    """
    server = ServerState(settings)

    app = FastAPI(
        title="playserver",
        summary="Training runs and replays of Asteroid Belt Prospector",
        version=version("playserver"),
        openapi_url="/api/openapi.json",
        docs_url=None,  # its page asks a foreign host for scripts
        redoc_url=None,
    )
    app.state.server = server
    # from the inside out
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=5)
    app.add_middleware(FastStep, server=server)
    app.add_middleware(Gate, settings=settings)
    app.add_middleware(Envelope)
    app.add_middleware(Measure, telemetry=server.telemetry)
    add_error_handlers(app)
    app.include_router(api)
    app.include_router(health.router)
    add_description(app)
    add_page(app, settings.static_dir)
    return app
