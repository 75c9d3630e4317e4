"""Error answers: every error becomes problem+json with one sentence, never a traceback."""

from __future__ import annotations

import math
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError, WebSocketRequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from playserver.errors import DamagedFileError, PlayserverError, TooManyError, UnauthorizedError
from playserver.models.server import Problem
from replaykit import ForeignSpecError, ReplayError

_UNREADABLE_BODY: Final = "There was an error parsing the body"
"""FastAPI's, for a body that is not UTF-8 or is nested too deeply."""


def add_error_handlers(app: FastAPI) -> None:
    """Answer every error with a problem."""
    app.add_exception_handler(PlayserverError, _on_playserver_error)
    app.add_exception_handler(ReplayError, _on_replay_error)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(WebSocketRequestValidationError, _on_invalid_request)


def problem(
    status: HTTPStatus, detail: str, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """Return an application/problem+json answer."""
    body = Problem(title=status.phrase, status=status.value, detail=detail)
    return JSONResponse(
        body.model_dump(), status.value, headers, media_type="application/problem+json"
    )


def problem_of(error: PlayserverError) -> JSONResponse:
    """Return the answer to an error of this package."""
    response = problem(error.status, str(error))
    if isinstance(error, TooManyError):
        response.headers["Retry-After"] = str(math.ceil(error.retry_after_s))
    if isinstance(error, UnauthorizedError):
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


async def _on_playserver_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, PlayserverError)
    return problem_of(error)


async def _on_replay_error(_: Request, error: Exception) -> JSONResponse:
    is_foreign = isinstance(error, ForeignSpecError)
    status = HTTPStatus.CONFLICT if is_foreign else DamagedFileError.status
    return problem(status, str(error))


async def _on_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status, detail, headers = HTTPStatus(error.status_code), str(error.detail), error.headers
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = (headers or {}).get("Allow", "")
        if request.method == "OPTIONS":
            return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)
        detail = f"{request.url.path:.80} does not allow {request.method:.20}: use {allowed}"
    elif status is HTTPStatus.NOT_FOUND and detail == status.phrase:
        detail = f"not found: there is no {request.url.path:.80}"
    elif detail == _UNREADABLE_BODY:
        detail = "the body is not JSON in UTF-8"
    return problem(status, detail, headers)


async def _on_invalid_request(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError | WebSocketRequestValidationError)
    first = error.errors()[0]
    content_type = request.headers.get("content-type", "")
    is_bytes = first["loc"] == ("body",) and isinstance(first["input"], bytes)
    if is_bytes and not content_type.startswith("application/json"):  # FastAPI did not parse it
        detail = f"content-type is {content_type!r:.80}, expected application/json"
    else:
        detail = sentence_of(first)
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail)


def sentence_of(error: Mapping[str, Any]) -> str:
    """Return one of pydantic's errors as a sentence that names the field."""
    place, *path = error["loc"]
    if error["type"] == "json_invalid":
        where = f" at character {path[0]}" if path else ""
        return f"the body is not JSON{where}: {error.get('ctx', {}).get('error', error['msg'])}"
    name = ".".join(map(str, path)) or str(place)
    if error["type"] == "missing":
        return f"{name} is missing" + ("" if name == place else f" in the {place}")
    if error["type"] == "extra_forbidden":
        return f"{name} is not known here: remove it from the {place}"
    return f"{name} is {error['input']!r:.80}: {error['msg'].lower()}"
