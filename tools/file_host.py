"""Serves a folder on this machine, as a file host would: a package index, a site of the page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Final

JSON: Final = "application/vnd.pypi.simple.v1+json"


class _Handler(SimpleHTTPRequestHandler):
    """A plain file host; with `as_json` one that answers pip with the JSON pages."""

    def __init__(
        self, *arguments: object, asked: list[str], as_json: bool, **options: object
    ) -> None:
        self._asked, self._as_json = asked, as_json
        super().__init__(*arguments, **options)  # type: ignore[arg-type]  # as the server calls it

    def do_GET(self) -> None:
        self._asked.append(self.path)
        if self._as_json and self.path.endswith("/") and JSON in self.headers.get("Accept", ""):
            self.path += "index.json"
        super().do_GET()

    def guess_type(self, path: object) -> str:
        if str(path).endswith("/index.json"):
            return JSON
        return super().guess_type(path)  # type: ignore[arg-type]

    def log_message(self, *_: object) -> None:
        """Write no log."""


@contextmanager
def serving(folder: Path, *, as_json: bool = False) -> Iterator[tuple[str, list[str]]]:
    """Serve a folder on a free port of 127.0.0.1; yield its address and the paths asked so far."""
    asked: list[str] = []
    handler = partial(_Handler, directory=str(folder), asked=asked, as_json=as_json)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", asked
        finally:
            server.shutdown()
            thread.join()
