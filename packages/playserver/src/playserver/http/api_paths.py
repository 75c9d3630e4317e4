"""Finds the methods and query parameters of a path in the API's description."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, Final

from fastapi import FastAPI

_METHODS: Final = ("get", "post", "put", "patch", "delete")
_PARAMETER: Final = re.compile(r"\\\{[^/]+?\\\}")


class ApiPaths:
    """Finds the operations of a path. The description is read at the first question.

    Args:
        app: The application.
    """

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    def methods(self, path: str) -> list[str]:
        """Return the methods that a path allows, as in an Allow header; none if it is unknown."""
        found = {method.upper() for item in self._items(path) for method in item}
        if "GET" in found:
            found.add("HEAD")
        return sorted(found)

    def query_names(self, path: str, method: str) -> list[str] | None:
        """Return the names of the query parameters; None if there is no such operation."""
        operations = [item[method.lower()] for item in self._items(path) if method.lower() in item]
        if not operations:
            return None
        every = [one for operation in operations for one in operation.get("parameters", ())]
        return [parameter["name"] for parameter in every if parameter["in"] == "query"]

    def _items(self, path: str) -> list[dict[str, Any]]:
        return [item for pattern, item in self._patterns if pattern.fullmatch(path)]

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], dict[str, Any]]]:
        return [
            (
                re.compile(_PARAMETER.sub("[^/]+", re.escape(template))),
                {method: item[method] for method in _METHODS if method in item},
            )
            for template, item in self._app.openapi()["paths"].items()
        ]
