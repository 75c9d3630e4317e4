"""Answers HEAD as GET without the body (RFC 9110, section 9.3.2), and what a path allows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import anyio
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

READ_METHODS: Final = frozenset({"GET", "HEAD"})


class HeadAsGet:
    """Middleware that turns HEAD into GET and sends only the head of the answer.

    The application is stopped once the head is sent, so that HEAD of an endless stream ends.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; the answer to HEAD loses its body."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return
        has_started = False

        async def send_head(message: Message) -> None:
            nonlocal has_started
            if has_started:
                return
            has_started = message["type"] == "http.response.start"
            await send(message)
            if has_started:
                await send({"type": "http.response.body", "body": b"", "more_body": False})
                rest.cancel()

        scope["method"] = "GET"
        with anyio.CancelScope() as rest:
            await self._app(scope, receive, send_head)


def not_allowed(methods: Iterable[str]) -> HTTPException:
    """Return the error for a path that exists, but not for this method."""
    return HTTPException(405, headers={"Allow": ", ".join(sorted(methods))})
