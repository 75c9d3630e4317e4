"""Compresses text in answers."""

from __future__ import annotations

import re
from typing import Final

from starlette.datastructures import Headers
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from playserver.http.media import ABR_MEDIA_TYPE

_REFUSES_GZIP: Final = re.compile(r"gzip\s*;\s*q=0(\.0*)?\s*(,|$)", re.IGNORECASE)


class Compression(GZipMiddleware):
    """Middleware that compresses answers, except media types that are compressed already.

    Files of replays and policies stay as they are, so that an interrupted download can resume.
    """

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(
            app,
            minimum_size=1024,
            compresslevel=5,
            exclude_content_types=(*DEFAULT_EXCLUDED_CONTENT_TYPES, ABR_MEDIA_TYPE),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; Starlette would compress for `gzip;q=0`, too, which refuses gzip."""
        if scope["type"] == "http" and _REFUSES_GZIP.search(
            Headers(scope=scope).get("accept-encoding", "")
        ):
            scope["headers"] = [one for one in scope["headers"] if one[0] != b"accept-encoding"]
        await super().__call__(scope, receive, send)
