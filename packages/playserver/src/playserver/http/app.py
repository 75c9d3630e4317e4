"""Builds the ASGI application."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import FastAPI

from playserver.http.api_paths import ApiPaths
from playserver.http.compression import Compression
from playserver.http.methods import HeadAsGet
from playserver.http.openapi import add_description
from playserver.http.page import add_page
from playserver.http.prefix import UnderPrefix
from playserver.http.problems import add_error_handlers
from playserver.http.routers import api, health, step
from playserver.http.security import Gate, ResponseHeaders
from playserver.http.state import ServerState
from playserver.http.telemetry import RequestMetrics
from playserver.settings import Settings


def create_app(settings: Settings) -> FastAPI:
    """Create the server as an ASGI application.

    Args:
        settings: Folders, permissions and limits.

    Raises:
        IndexFileError: The index file is not an index, or another process uses it. Call
            `app.state.server.close()` to release it.
    """
    server = ServerState(settings)
    app = FastAPI(
        title="playserver",
        summary="Training runs and replays of Asteroid Belt Prospector",
        version=version("playserver"),
        openapi_url=None,  # add_description serves it
        docs_url=None,  # its page loads scripts from another host
        redoc_url=None,
    )
    app.state.server = server
    app.state.api_paths = api_paths = ApiPaths(app)
    # the last one added sees a request first
    app.add_middleware(Compression)
    app.add_middleware(Gate, settings=settings)
    app.add_middleware(ResponseHeaders)
    app.add_middleware(HeadAsGet)
    app.add_middleware(RequestMetrics, telemetry=server.telemetry)
    app.add_middleware(UnderPrefix, prefix=settings.root_path)
    add_error_handlers(app)
    app.add_route(step.PATH, step.step, methods=["POST"])
    app.include_router(api)
    app.include_router(health.router)
    add_description(app)
    add_page(app, settings.static_dir, api_paths)
    return app
