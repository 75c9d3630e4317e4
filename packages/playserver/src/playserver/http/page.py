"""Serves the built page: its files, and index.html for the paths that the page itself routes."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from playserver.http.problems import problem

INDEX: Final = "index.html"


class PageFiles(StaticFiles):
    """Static files that answer every other path with index.html.

    Args:
        directory: The built page. Links in its index.html are relative; they are made absolute,
            because paths of the page are deeper.
    """

    def __init__(self, directory: Path) -> None:
        super().__init__(directory=directory)
        text = (directory / INDEX).read_text(encoding="utf-8")
        self._index = text.replace('="./', '="/')

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file; browsers cache hashed names for ever and check index.html each time."""
        if path in (".", INDEX):
            return self._index_response()
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            is_file_name = "." in Path(path).name
            if error.status_code != HTTPStatus.NOT_FOUND or is_file_name or _is_api(path):
                raise
            return self._index_response()
        is_hashed = path.startswith("assets/")
        response.headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if is_hashed else "no-cache"
        )
        return response

    def _index_response(self) -> Response:
        return HTMLResponse(self._index, headers={"Cache-Control": "no-cache"})


def add_page(app: FastAPI, static_dir: Path) -> None:
    """Serve the page, or a problem where it was not built."""
    if (static_dir / INDEX).is_file():
        app.mount("/", PageFiles(static_dir), name="page")
        return

    @app.get("/{path:path}", include_in_schema=False)
    def report_missing_page(path: str) -> Response:
        if _is_api(path):
            return problem(HTTPStatus.NOT_FOUND, f"there is no /{path[:60]}")
        return problem(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "this installation lacks the page: reinstall playserver, which builds it",
        )


def _is_api(path: str) -> bool:
    return path == "api" or path.startswith("api/")
