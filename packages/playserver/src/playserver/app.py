"""Puts the server together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from playserver.errors import add_error_handlers
from playserver.openapi import add_description
from playserver.page import add_page
from playserver.routers import api
from playserver.security import add_security
from playserver.server import Server
from playserver.settings import Settings


def create_app(settings: Settings) -> FastAPI:
    """Return the server as an ASGI application.

    Args:
        settings: Where the runs and the page are.

    Raises:
        IndexFileError: The file for the index is something else, or in use.
    """
    server = Server(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        server.close()

    app = FastAPI(
        title="playserver",
        summary="Training runs and replays of Asteroid Belt Prospector",
        version=version("playserver"),
        openapi_url="/api/openapi.json",
        docs_url=None,  # its page asks a foreign host for scripts
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.server = server
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=5)
    add_security(app, settings)
    add_error_handlers(app)
    app.include_router(api)
    add_description(app)
    add_page(app, settings.static_dir)
    return app
