"""The media type of replay files in requests and answers, and their OpenAPI descriptions."""

from __future__ import annotations

from typing import Any, Final

ABR_MEDIA_TYPE: Final = "application/octet-stream"
_CONTENT: Final = {ABR_MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}

ABR_ANSWER: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The file", "content": _CONTENT}
}
"""`responses` of an endpoint that answers with a replay file."""

ABR_BODY: Final[dict[str, Any]] = {"requestBody": {"required": True, "content": _CONTENT}}
"""`openapi_extra` of an endpoint whose body is a replay file."""
