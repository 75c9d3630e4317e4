"""The OpenAPI description: what FastAPI finds out, plus errors, replay files and the step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from playserver.http.routers import step
from playserver.models.play import PlayAction, PlayTurn
from playserver.models.server import Problem

_METHODS: Final = ("get", "post", "delete")
_REFERENCE: Final = "#/components/schemas/{model}"
_PROBLEM: Final = {
    "description": "What is wrong, in one sentence",
    "content": {
        "application/problem+json": {"schema": {"$ref": _REFERENCE.format(model="Problem")}}
    },
}


def add_description(app: FastAPI) -> None:
    """Serve the description of this module instead of FastAPI's own."""

    def describe() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _complete(
                get_openapi(
                    title=app.title, version=app.version, summary=app.summary, routes=app.routes
                )
            )
        return app.openapi_schema

    app.openapi: Callable[[], dict[str, Any]] = describe  # type: ignore[method-assign,misc]  # FastAPI's documented way


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
    schemas["Problem"] = Problem.model_json_schema()
    for name, schema in _schemas_of_step().items():
        schemas.setdefault(name, schema)
    return described


def _schemas_of_step() -> dict[str, Any]:
    _, found = models_json_schema(
        [(PlayTurn, "serialization"), (PlayAction, "validation")], ref_template=_REFERENCE
    )
    schemas: dict[str, Any] = found["$defs"]
    for schema in schemas.values():
        for of_property in schema["properties"].values():
            if of_property.get("default", ...) is None:  # as FastAPI leaves them out
                del of_property["default"]
    return schemas
