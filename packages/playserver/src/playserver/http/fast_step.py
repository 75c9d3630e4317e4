"""The step of a play session without the framework around it: it is asked for most by far.

FastAPI's way to an endpoint costs more than the step itself. What is in order is answered here;
everything else (a body that is wrong, a session that is not there or in use) goes on to the
endpoint in routers/play.py, which also describes the step, and which says what is wrong.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from fastapi.routing import APIRoute
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from playserver.errors import PlayserverError
from playserver.http.problems import problem, problem_of
from playserver.http.routers import play
from playserver.http.state import ServerState
from playserver.models.play import PlayAction

_BEFORE: Final = "/api/play/"
_AFTER: Final = "/step"
_PATH_LENGTH: Final = len(_BEFORE) + 22 + len(_AFTER)
_JSON: Final = b"application/json"
_ROUTE: Final = next(
    route for route in play.router.routes if isinstance(route, APIRoute) and route.name == "step"
)


class FastStep:
    """Answers steps of play sessions; passes everything else on.

    Args:
        app: What is behind it.
        server: Whose sessions they are.
    """

    def __init__(self, app: ASGIApp, server: ServerState) -> None:
        self._app = app
        self._server = server

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a step, or pass a request on."""
        if not _is_step(scope):
            await self._app(scope, receive, send)
            return
        try:
            message = await receive()
        except HTTPException as error:  # the body is too large
            await problem(HTTPStatus(error.status_code), error.detail)(scope, receive, send)
            return
        asked = _action_of(message)
        session = self._server.sessions.find(scope["path"][len(_BEFORE) : -len(_AFTER)])
        if session is None or asked is None or session.lock.locked():
            await self._app(scope, _again(message, receive), send)
            return
        scope["route"] = _ROUTE  # for Measure
        scope["path_params"] = {"session_id": session.session_id}
        client = scope["client"]
        try:
            self._server.rates.writes.take(client[0] if client else "")
            session.step(asked.action, asked.at_step)
        except PlayserverError as error:
            await problem_of(error)(scope, receive, send)
            return
        body = play.turn_json(session)
        head = [(b"content-type", _JSON), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": HTTPStatus.OK, "headers": head})
        await send({"type": "http.response.body", "body": body})


def _is_step(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "POST":
        return False
    path: str = scope["path"]
    return (
        len(path) == _PATH_LENGTH
        and path.startswith(_BEFORE)
        and path.endswith(_AFTER)
        and (b"content-type", _JSON) in scope["headers"]
    )


def _action_of(message: Message) -> PlayAction | None:
    """Return what a request asks for, or None where its body is wrong or in parts."""
    if message["type"] != "http.request" or message.get("more_body", False):
        return None
    try:
        return PlayAction.model_validate_json(message.get("body", b""))
    except ValidationError:
        return None


def _again(message: Message, receive: Receive) -> Receive:
    """Return a receive that begins with a message that was taken already."""
    is_first = True

    async def receive_again() -> Message:
        nonlocal is_first
        if is_first:
            is_first = False
            return message
        return await receive()

    return receive_again
