"""Error answers: every error becomes problem+json with one sentence, never a traceback."""

from __future__ import annotations

import math
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError, WebSocketRequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from playserver.errors import DamagedFileError, PlayserverError, TooManyError, UnauthorizedError
from playserver.models.server import Problem
from replaykit import ForeignSpecError, ReplayError


def add_error_handlers(app: FastAPI) -> None:
    """Answer every error with a problem."""
    app.add_exception_handler(PlayserverError, _on_playserver_error)
    app.add_exception_handler(ReplayError, _on_replay_error)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(WebSocketRequestValidationError, _on_invalid_request)


def problem(status: HTTPStatus, detail: str) -> JSONResponse:
    """Return an application/problem+json answer."""
    body = Problem(title=status.phrase, status=status.value, detail=detail)
    return JSONResponse(
        body.model_dump(), status_code=status.value, media_type="application/problem+json"
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


async def _on_http_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return problem(HTTPStatus(error.status_code), str(error.detail))


async def _on_invalid_request(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError | WebSocketRequestValidationError)
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"][1:]) or first["loc"][0]
    detail = f"{name} is {first['input']!r:.80}: {first['msg'].lower()}"
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail)
