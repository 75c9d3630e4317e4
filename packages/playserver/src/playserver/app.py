"""Puts the server together."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from playserver.errors import add_error_handlers
from playserver.fast_step import FastStep
from playserver.openapi import add_description
from playserver.page import add_page
from playserver.routers import api, health
from playserver.security import Envelope, Gate
from playserver.server import Server
from playserver.settings import Settings
from playserver.telemetry import Measure


def create_app(settings: Settings) -> FastAPI:
    """Return the server as an ASGI application.

    Args:
        settings: Where the runs and the page are.

    Raises:
        IndexFileError: The file for the index is something else, or in use. It is free again after
            `app.state.server.close()`.
    """
    server = Server(settings)

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
