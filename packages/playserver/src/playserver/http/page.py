"""Serves the built page: its files, and its HTML for the paths that the page itself routes."""

from __future__ import annotations

import os
import re
from http import HTTPStatus
from pathlib import Path
from typing import Final

from fastapi import FastAPI, WebSocket
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from playserver.errors import UnhealthyError
from playserver.http.api_paths import ApiPaths
from playserver.http.methods import READ_METHODS, not_allowed
from playserver.http.prefix import prefix_of
from playserver.http.problems import problem_of
from playserver.http.security import PLAYER_POLICY
from playserver.ids import ID

INDEX: Final = "index.html"
DOCS: Final = "docs.html"
PLAYER: Final = "player.html"
"""The replay player in one file; a link holds the replay behind a #."""
PAGE_PATHS: Final = re.compile(
    "/"
    "|/(runs|hall|play|watch|analytics|evaluations|open)/?"
    f"|/(runs|hall)/{ID.pattern}"
    f"|/runs/{ID.pattern}/replays/{ID.pattern}"
    f"|/evaluations/{ID.pattern}(~{ID.pattern}){{0,2}}/replays/{ID.pattern}"
)
"""The addresses that `parseRoute` of the page knows (web/src/address/routes.ts)."""
_HEAD: Final = "<head>"


class PageFiles(StaticFiles):
    """Static files, and the page's HTML for the paths that it routes itself.

    A browser that opens another path gets the page, which says so, with the status 404.

    Args:
        directory: The built page. Links in its HTML are relative; they are made absolute, because
            paths of the page are deeper.
        api_paths: The paths of the API, which are answered before this.
    """

    def __init__(self, directory: Path, api_paths: ApiPaths) -> None:
        super().__init__(directory=directory)
        self._api_paths = api_paths
        self._index = (directory / INDEX).read_text(encoding="utf-8")
        docs = directory / DOCS
        self._docs = docs.read_text(encoding="utf-8") if docs.is_file() else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; a file of the page is sent whole."""
        if "headers" in scope:
            scope["headers"] = [one for one in scope["headers"] if one[0] != b"range"]
        await super().__call__(scope, receive, send)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file; browsers cache hashed names for ever and check HTML each time."""
        method, url = scope["method"], scope["path"]
        if allowed := self._api_paths.methods(url):
            raise not_allowed(allowed)
        answer = await self._found(path, url, {**scope, "method": "GET"})
        if method not in READ_METHODS:
            raise not_allowed(READ_METHODS)
        return answer

    async def _found(self, path: str, url: str, scope: Scope) -> Response:
        """Return what there is at a path, whatever the method of the request is."""
        if url == f"/{INDEX}" or PAGE_PATHS.fullmatch(url):
            return _html(self._index, scope)
        if url == "/docs" and self._docs is not None:
            return _html(self._docs, scope)
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != HTTPStatus.NOT_FOUND or not _is_for_reader(url, scope):
                raise
            return _html(self._index, scope, HTTPStatus.NOT_FOUND)
        if url == f"/{PLAYER}":
            response.headers["Content-Security-Policy"] = PLAYER_POLICY
        is_hashed = path.startswith("assets/")
        response.headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if is_hashed else "no-cache"
        )
        response.headers["Accept-Ranges"] = "none"
        # compressed or not, it has the same one (RFC 9110, section 8.8.1)
        response.headers["ETag"] = f"W/{response.headers['ETag']}"
        return response

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """Find a file; names that no file can have are not there."""
        try:
            return super().lookup_path(path)
        except ValueError:  # a null character
            return "", None


class MissingPage:
    """Stands in for the page of an installation without one.

    Args:
        api_paths: The paths of the API, which are answered before this.
    """

    def __init__(self, api_paths: ApiPaths) -> None:
        self._api_paths = api_paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a problem."""
        path = scope["path"]
        if allowed := self._api_paths.methods(path):
            raise not_allowed(allowed)
        if not PAGE_PATHS.fullmatch(path):
            raise HTTPException(HTTPStatus.NOT_FOUND)
        if scope["method"] not in READ_METHODS:
            raise not_allowed(READ_METHODS)
        missing = UnhealthyError(
            "this installation lacks the page: reinstall playserver, which builds it"
        )
        await problem_of(missing)(scope, receive, send)


def add_page(app: FastAPI, static_dir: Path, api_paths: ApiPaths) -> None:
    """Serve the page, or a problem where it was not built."""
    has_page = (static_dir / INDEX).is_file()
    page = PageFiles(static_dir, api_paths) if has_page else MissingPage(api_paths)
    app.add_api_websocket_route("/{path:path}", _refuse_socket)
    app.mount("/", page, name="page")


async def _refuse_socket(_: WebSocket) -> None:
    """Refuse a WebSocket at an unknown path with 404, as other requests; Starlette answers 403."""
    raise HTTPException(HTTPStatus.NOT_FOUND)


def _html(text: str, scope: Scope, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """Return a page of HTML whose links work at any path under the server's prefix."""
    prefix = prefix_of(scope)
    mark = f'<meta name="playserver-root" content="{prefix}" />' if prefix else ""
    text = text.replace('="./', f'="{prefix}/').replace(_HEAD, _HEAD + mark, 1)
    return HTMLResponse(text, status, headers={"Cache-Control": "no-cache"})


def _is_for_reader(url: str, scope: Scope) -> bool:
    """Whether a browser opens a path as a page, not a program or a page's script."""
    is_page = not re.match(r"/(api|assets)(/|$)", url) and "." not in Path(url).name
    return is_page and "text/html" in Headers(scope=scope).get("accept", "")
