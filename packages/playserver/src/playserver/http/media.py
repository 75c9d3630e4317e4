"""Files of replays and policies: their media type, OpenAPI descriptions and answers."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from fastapi.responses import FileResponse
from starlette.datastructures import Headers
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Message, Receive, Scope, Send

from playserver.http.problems import problem

ABR_MEDIA_TYPE: Final = "application/octet-stream"
_CONTENT: Final = {ABR_MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}

ABR_ANSWER: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The file", "content": _CONTENT}
}
"""`responses` of an endpoint that answers with a replay file."""

ABR_BODY: Final[dict[str, Any]] = {"requestBody": {"required": True, "content": _CONTENT}}
"""`openapi_extra` of an endpoint whose body is a replay file."""

_CONDITIONS: Final = StaticFiles()
"""Compares If-None-Match and If-Modified-Since with an answer."""


class FileAnswer(FileResponse):
    """Answers with a file as an attachment, a part of it, or 304 if it is unchanged (RFC 9110).

    Args:
        path: The file.
        filename: Its name when it is downloaded.
    """

    def __init__(self, path: Path, filename: str) -> None:
        super().__init__(
            path, media_type=ABR_MEDIA_TYPE, filename=filename, stat_result=path.stat()
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; a malformed range is ignored, one outside the file is a problem."""
        asked = Headers(scope=scope)
        if _CONDITIONS.is_not_modified(self.headers, asked):
            await NotModifiedResponse(self.headers)(scope, receive, send)
            return
        refusal = None

        async def send_unless_refused(message: Message) -> None:
            nonlocal refusal
            if message.get("status") in (400, 416):  # Starlette's, in plain text
                refusal = message["status"]
            if refusal is None:
                await send(message)

        await super().__call__(scope, receive, send_unless_refused)
        if refusal == HTTPStatus.BAD_REQUEST:
            scope["headers"] = [one for one in scope["headers"] if one[0] != b"range"]
            await super().__call__(scope, receive, send)
        elif refusal is not None:
            size = self.headers["content-length"]
            detail = f"the file has {size} bytes, none of which are in {asked['range']!r:.80}"
            unmet = HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
            answer = problem(unmet, detail, {"Content-Range": f"bytes */{size}"})
            await answer(scope, receive, send)
