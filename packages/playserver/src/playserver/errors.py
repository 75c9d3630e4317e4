"""The errors of the server, each with the HTTP status that it is answered with."""

from __future__ import annotations

from http import HTTPStatus


class PlayserverError(Exception):
    """Base of all errors; the message is one sentence for the user."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR


class NotFoundError(PlayserverError):
    """The run, replay or session does not exist."""

    status = HTTPStatus.NOT_FOUND


class BadRequestError(PlayserverError):
    """A parameter or body is invalid."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class BadHostError(PlayserverError):
    """The `Host` header does not name this server."""

    status = HTTPStatus.BAD_REQUEST


class ConflictError(PlayserverError):
    """The request contradicts the current state."""

    status = HTTPStatus.CONFLICT


class GoneError(PlayserverError):
    """A session that existed is closed; the message gives the reason."""

    status = HTTPStatus.GONE


class ForbiddenError(PlayserverError):
    """A page of another origin sent the request."""

    status = HTTPStatus.FORBIDDEN


class UnauthorizedError(PlayserverError):
    """A write lacks the server's token."""

    status = HTTPStatus.UNAUTHORIZED


class TooLargeError(PlayserverError):
    """A request body exceeds its limit."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class TooManyError(PlayserverError):
    """A client exceeds its rate limit.

    Args:
        message: One sentence.
        retry_after_s: Seconds until the client may retry.
    """

    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, message: str, retry_after_s: float) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class UnhealthyError(PlayserverError):
    """The server cannot work."""

    status = HTTPStatus.SERVICE_UNAVAILABLE


class DamagedFileError(PlayserverError):
    """A file in a run folder does not follow its format."""


class IndexFileError(PlayserverError):
    """The index file is not an index, or another process uses it."""


class SiteError(PlayserverError):
    """A static site cannot be written."""
