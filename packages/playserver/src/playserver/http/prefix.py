"""The path prefix under which a reverse proxy, or another application, shows the server."""

from __future__ import annotations

import re
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

PREFIX: Final = re.compile(r"(/[A-Za-z0-9._~-]+)*")
"""A prefix: empty, or path segments without a slash at the end."""
_KEY: Final = "playserver.prefix"


class UnderPrefix:
    """Middleware that removes the prefix from paths, where it is there.

    So a proxy may keep the prefix or remove it. A prefix that the ASGI server or a mounting
    application gives (`root_path`) counts like the setting.

    Args:
        app: The next application, which sees paths without the prefix.
        prefix: The prefix in the browser's address, such as `/belt`; empty for none.
    """

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self._app = app
        self._prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its path in the application."""
        if scope["type"] in ("http", "websocket"):
            prefix = scope.get("root_path", "").rstrip("/") or self._prefix
            rest = scope["path"].removeprefix(prefix)
            if prefix and rest != scope["path"] and (not rest or rest.startswith("/")):
                scope["path"] = rest or "/"
            scope["root_path"] = ""
            scope[_KEY] = prefix
        await self._app(scope, receive, send)


def prefix_of(scope: Scope) -> str:
    """Return the prefix that a browser must put before a path of the application."""
    prefix = str(scope.get(_KEY, ""))
    return prefix if PREFIX.fullmatch(prefix) else ""  # it is written into the page
