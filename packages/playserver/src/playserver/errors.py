"""Errors, as they leave the server: problem+json with one sentence, never a traceback."""

from __future__ import annotations

import math
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError, WebSocketRequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from playserver.models import Problem
from replaykit import ForeignSpecError, ReplayError


class PlayserverError(Exception):
    """Something that the user can mend; the message is one sentence."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR


class NotFoundError(PlayserverError):
    """There is no such run, replay or page."""

    status = HTTPStatus.NOT_FOUND


class BadRequestError(PlayserverError):
    """A parameter is out of range."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class BadHostError(PlayserverError):
    """The request names another host than this server."""

    status = HTTPStatus.BAD_REQUEST


class ConflictError(PlayserverError):
    """What is asked for does not fit how things stand now."""

    status = HTTPStatus.CONFLICT


class GoneError(PlayserverError):
    """What was there is not there any more; the message says why."""

    status = HTTPStatus.GONE


class ForbiddenError(PlayserverError):
    """The request comes from where none is answered."""

    status = HTTPStatus.FORBIDDEN


class UnauthorizedError(PlayserverError):
    """A write came without the token that this server asks for."""

    status = HTTPStatus.UNAUTHORIZED


class TooLargeError(PlayserverError):
    """A body is larger than is allowed."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class TooManyError(PlayserverError):
    """A client asks for more than its share.

    Args:
        message: One sentence.
        retry_after_s: When it may ask again.
    """

    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, message: str, retry_after_s: float) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class UnhealthyError(PlayserverError):
    """The server can not do its work."""

    status = HTTPStatus.SERVICE_UNAVAILABLE


class DamagedFileError(PlayserverError):
    """A file in a run folder is not what its format says."""


class IndexFileError(PlayserverError):
    """The file for the index is something else, or in use."""


def add_error_handlers(app: FastAPI) -> None:
    """Make every error a problem."""
    app.add_exception_handler(PlayserverError, _on_playserver_error)
    app.add_exception_handler(ReplayError, _on_replay_error)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(RequestValidationError, _on_bad_request)
    app.add_exception_handler(WebSocketRequestValidationError, _on_bad_request)


def problem(status: HTTPStatus, detail: str) -> JSONResponse:
    """Return an error as application/problem+json."""
    body = Problem(title=status.phrase, status=status.value, detail=detail)
    return JSONResponse(
        body.model_dump(), status_code=status.value, media_type="application/problem+json"
    )


def problem_of(error: PlayserverError) -> JSONResponse:
    """Return an error of ours as application/problem+json."""
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


async def _on_bad_request(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError | WebSocketRequestValidationError)
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"][1:])
    detail = f"{name} is {first['input']!r:.80}: {first['msg'].lower()}"
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail)
