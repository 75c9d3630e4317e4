"""Which requests are refused before an endpoint sees them, and the headers of every answer."""

from __future__ import annotations

import hmac
import logging
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from playserver.errors import (
    BadHostError,
    ForbiddenError,
    PlayserverError,
    TooLargeError,
    UnauthorizedError,
)
from playserver.http.problems import problem, problem_of
from playserver.settings import Settings

HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data:; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),  # the engine is WebAssembly; `wasm-unsafe-eval` does not allow JavaScript's eval
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
PLAYER_POLICY: Final = (
    "sandbox allow-scripts allow-downloads; default-src 'none'; "
    "script-src 'unsafe-inline' 'wasm-unsafe-eval'; style-src 'unsafe-inline'; "
    "img-src data: blob:; font-src data:; connect-src data:; frame-ancestors *"
)
"""Of the replay player in one file, which other sites may embed: its origin is none, so that it
reaches nothing of this server."""
UPLOAD_PATH: Final = "/api/hall"

_RAW_HEADERS: Final = [(name.lower().encode(), text.encode()) for name, text in HEADERS.items()]
_LENGTH_DIGITS: Final = 15  # a longer number is above every limit
_READ_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_log = logging.getLogger("playserver")


class ResponseHeaders:
    """Middleware that adds HEADERS to every answer, and answers 500 if the application fails.

    An answer that has one of the headers keeps its own.

    Starlette's own 500 is sent outside of all middleware, without the headers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer with the headers."""
        has_started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal has_started
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                own = list(message.get("headers", ()))
                names = {name for name, _ in own}
                message["headers"] = own + [one for one in _RAW_HEADERS if one[0] not in names]
                has_started = True
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except Exception:
            if scope["type"] != "http":
                raise
            _log.exception("%s %s failed", scope["method"], scope["path"])
            if not has_started:  # uvicorn closes the connection of a half-sent answer
                failure = problem(
                    HTTPStatus.INTERNAL_SERVER_ERROR,
                    "the server failed; its log has the traceback",
                )
                await failure(scope, receive, send_with_headers)


class Gate:
    """Middleware that refuses foreign hosts, foreign origins, missing tokens and large bodies.

    Args:
        app: The next application.
        settings: Allowed hosts, the token and the limits.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with a refusal."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        limit = self._body_limit(scope)
        try:
            self._check(scope, Headers(scope=scope), limit)
        except PlayserverError as error:
            await _refuse(scope, receive, send, error)
            return
        await self._app(scope, _limited(receive, limit), send)

    def _body_limit(self, scope: Scope) -> int:
        limits = self._settings.limits
        return limits.upload_bytes if scope["path"] == UPLOAD_PATH else limits.body_bytes

    def _check(self, scope: Scope, headers: Headers, limit: int) -> None:
        """Refuse a request by its head.

        Raises:
            BadHostError: The host is not allowed.
            ForbiddenError: A write or WebSocket comes from another origin.
            UnauthorizedError: A write lacks the token.
            TooLargeError: The body is announced as too large.
        """
        self._check_host(headers)
        is_socket = scope["type"] == "websocket"
        if not is_socket and scope["method"] in _READ_METHODS:
            return
        check_origin(headers)
        if not is_socket:
            self._check_token(headers)
            length = headers.get("content-length", "0")
            if length.isdecimal() and int(length[:_LENGTH_DIGITS]) > limit:
                raise _too_large(limit)

    def _check_host(self, headers: Headers) -> None:
        names = headers.getlist("host")
        if len(names) > 1:  # servers on the way may read another one (RFC 9112, section 3.2)
            raise BadHostError(f"the request has {len(names)} Host headers, expected one")
        name = _name_of(names[0] if names else "")
        if name not in self._settings.allowed_hosts:
            raise BadHostError(
                f"the Host header names {name[:60]!r}, not this server; "
                "`playserver serve --name NAME` allows a name"
            )

    def _check_token(self, headers: Headers) -> None:
        token = self._settings.token
        if token is None:
            return
        received = headers.get("authorization", "").encode("latin-1")
        if not hmac.compare_digest(received, f"Bearer {token}".encode()):
            raise UnauthorizedError(
                "writes need this server's token, in the header Authorization: Bearer TOKEN"
            )


def check_origin(headers: Headers) -> None:
    """Refuse what a browser sends for a page of another site.

    Browsers send an origin with every write and every WebSocket; other clients send none.

    Raises:
        ForbiddenError: The origin differs from the host of the request.
    """
    origin = headers.get("origin")
    is_own = origin is None or _authority_of(origin) == headers.get("host", "").lower()
    if not is_own or headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise ForbiddenError("a page of another origin may not write here")


def _name_of(host: str) -> str:
    """Return the name in a Host header, without its port and the dot of a full domain name."""
    name, _, port = host.rpartition(":")
    return (name if port.isdecimal() else host).lower().removesuffix(".")


def _authority_of(origin: str) -> str | None:
    """Return host and port of an origin, in the form of a Host header."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return None
    return parts.netloc.lower() if parts.scheme in ("http", "https") else None


def _limited(receive: Receive, limit: int) -> Receive:
    """Return a receive function that refuses a body longer than the limit."""
    total = 0

    async def receive_within_limit() -> Message:
        nonlocal total
        message = await receive()
        if message["type"] == "http.request":
            total += len(message.get("body", b""))
            if total > limit:  # FastAPI lets an HTTPException through while it reads a body
                raise HTTPException(TooLargeError.status, str(_too_large(limit)))
        return message

    return receive_within_limit


def _too_large(limit: int) -> TooLargeError:
    return TooLargeError(f"the body is too large: at most {limit} bytes are allowed")


async def _refuse(scope: Scope, receive: Receive, send: Send, error: PlayserverError) -> None:
    """Send a refusal; a WebSocket is refused before it is accepted."""
    has_http_answer = scope["type"] == "http" or "websocket.http.response" in scope.get(
        "extensions", {}
    )
    if has_http_answer:
        await problem_of(error)(scope, receive, send)
    else:
        await send({"type": "websocket.close", "code": 1008, "reason": str(error)})
