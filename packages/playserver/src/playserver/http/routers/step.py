"""POST /api/play/{session_id}/step: one step of a play session, by far the most frequent request.

A plain Starlette route, because FastAPI's way to an endpoint takes longer than the step itself.
So the request is parsed here, and STEP_OPERATION describes it for the OpenAPI file.
"""

from __future__ import annotations

from typing import Any, Final

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from playserver.errors import BadRequestError
from playserver.http.dependencies import client_address, refuse_unknown
from playserver.http.routers.play import turn_of
from playserver.http.state import ServerState
from playserver.ids import SESSION_ID
from playserver.models.base import json_of
from playserver.models.play import PlayAction, PlayTurn

PATH: Final = "/api/play/{session_id}/step"


async def step(request: Request) -> Response:
    """Take one step."""
    server: ServerState = request.app.state.server
    server.rates.writes.take(client_address(request))
    session_id = request.path_params["session_id"]
    if not SESSION_ID.fullmatch(session_id):
        raise BadRequestError(f"session_id is {session_id!r:.40}, expected 22 letters, digits, - _")
    if request.scope["query_string"]:
        refuse_unknown(request, ())
    body = await _read_body(request)
    session = server.sessions.get(session_id)
    async with session.lock:
        session.step(body.action, body.at_step)
        return Response(json_of(turn_of(session)), media_type="application/json")


async def _read_body(request: Request) -> PlayAction:
    """Return the JSON body of a request.

    Raises:
        BadRequestError: The content type is not JSON.
        RequestValidationError: The body is not a PlayAction.
    """
    content_type = request.headers.get("content-type", "")
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise BadRequestError(f"content-type is {content_type!r:.80}, expected application/json")
    try:
        return PlayAction.model_validate_json(await request.body())
    except ValidationError as error:
        found = [{**one, "loc": ("body", *one["loc"])} for one in error.errors()]
        raise RequestValidationError(found) from None
    except ClientDisconnect:
        raise HTTPException(400, "the connection closed before the end of the body") from None


def _json_of(model: type[BaseModel]) -> dict[str, Any]:
    reference = {"$ref": f"#/components/schemas/{model.__name__}"}
    return {"content": {"application/json": {"schema": reference}}}


STEP_OPERATION: Final[dict[str, Any]] = {
    "tags": ["play"],
    "summary": "Step",
    "description": "Take one step.",
    "operationId": "step_api_play__session_id__step_post",
    "parameters": [
        {
            "name": "session_id",
            "in": "path",
            "required": True,
            "schema": {
                "type": "string",
                "pattern": f"^{SESSION_ID.pattern}$",
                "title": "Session Id",
            },
        }
    ],
    "requestBody": {"required": True, **_json_of(PlayAction)},
    "responses": {"200": {"description": "Successful Response", **_json_of(PlayTurn)}},
}
