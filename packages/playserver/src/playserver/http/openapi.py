"""The OpenAPI description: what FastAPI finds out, plus errors, replay files and the step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from playserver.http.prefix import prefix_of
from playserver.http.routers import step
from playserver.models.play import PlayAction, PlayTurn
from playserver.models.replays import StreamCommand, StreamMessage
from playserver.models.server import Problem, StaticSite

PATHS: Final = ("/openapi.json", "/api/openapi.json")
_METHODS: Final = ("get", "post", "delete")
_REFERENCE: Final = "#/components/schemas/{model}"
_FURTHER: Final[list[tuple[type[BaseModel], JsonSchemaMode]]] = [
    (PlayTurn, "serialization"),
    (PlayAction, "validation"),
    (StreamMessage, "serialization"),
    (StreamCommand, "validation"),
    (StaticSite, "serialization"),
    (Problem, "serialization"),
]
_PROBLEM: Final = {
    "description": "What is wrong, in one sentence",
    "content": {
        "application/problem+json": {"schema": {"$ref": _REFERENCE.format(model="Problem")}}
    },
}


def add_description(app: FastAPI) -> None:
    """Serve the description of this module instead of FastAPI's own, at PATHS."""

    def describe() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _complete(
                get_openapi(
                    title=app.title, version=app.version, summary=app.summary, routes=app.routes
                )
            )
        return app.openapi_schema

    async def read_description(request: Request) -> JSONResponse:
        prefix = prefix_of(request.scope)
        servers = {"servers": [{"url": prefix}]} if prefix else {}
        return JSONResponse(describe() | servers)

    app.openapi: Callable[[], dict[str, Any]] = describe  # type: ignore[method-assign,misc]  # FastAPI's documented way
    for path in PATHS:
        app.add_route(path, read_description, include_in_schema=False)


def _complete(described: dict[str, Any]) -> dict[str, Any]:
    """Add the step, and a problem as the answer to every failure."""
    described["paths"][step.PATH] = {"post": step.STEP_OPERATION}
    for path in described["paths"].values():
        for method in filter(path.__contains__, _METHODS):
            responses = path[method]["responses"]
            responses.pop("422", None)  # FastAPI's own form, which this server never sends
            responses["default"] = _PROBLEM
    schemas = described["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for name, schema in _further_schemas().items():
        schemas.setdefault(name, schema)
    _name_schemas(described)
    return described


def _further_schemas() -> dict[str, Any]:
    """Return the schemas of what FastAPI does not see: the step, events, sockets and files."""
    _, found = models_json_schema(_FURTHER, ref_template=_REFERENCE)
    schemas: dict[str, Any] = found["$defs"]
    for schema in schemas.values():
        for of_property in schema["properties"].values():
            if of_property.get("default", ...) is None:  # as FastAPI leaves them out
                del of_property["default"]
    return schemas


def _name_schemas(described: dict[str, Any]) -> None:
    """Give every schema its own title, and fields none.

    Generators of clients name classes by titles; two of one name overwrite each other.
    """
    pending: list[Any] = [described]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            if isinstance(value.get("title"), str) and value is not described["info"]:
                del value["title"]
            pending.extend(value.values())
        elif isinstance(value, list):
            pending.extend(value)
    for name, schema in described["components"]["schemas"].items():
        schema["title"] = name.replace("-", "")
