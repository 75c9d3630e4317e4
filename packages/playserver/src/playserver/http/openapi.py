"""What the description of the API says beyond what FastAPI finds out by itself."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from playserver.models.server import Problem

ABR_FILE: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The file",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
"""The response of an endpoint that answers with a replay file."""

ABR_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
"""The body of an endpoint that takes a replay file."""

_METHODS: Final = ("get", "post", "delete")
_PROBLEM: Final = {
    "description": "What is wrong, in one sentence",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def add_description(app: FastAPI) -> None:
    """Make the description say that every error is a problem."""

    def describe() -> dict[str, Any]:
        if app.openapi_schema is None:
            described = get_openapi(
                title=app.title, version=app.version, summary=app.summary, routes=app.routes
            )
            app.openapi_schema = _with_problems(described)
        return app.openapi_schema

    app.openapi = describe  # type: ignore[method-assign]  # FastAPI's documented way


def _with_problems(described: dict[str, Any]) -> dict[str, Any]:
    for path in described["paths"].values():
        for method in filter(path.__contains__, _METHODS):
            responses = path[method]["responses"]
            responses.pop("422", None)  # FastAPI's own shape, which never leaves this server
            responses["default"] = _PROBLEM
    schemas = described["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["Problem"] = Problem.model_json_schema()
    return described
