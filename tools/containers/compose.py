"""The two services of `containers/compose.yaml`, started, stopped and started again."""

from __future__ import annotations

import json
import os
import secrets
import socket
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from tools.containers.engine import EngineError, output_of
from tools.repository import ROOT

COMPOSE: Final = {
    "docker": ("docker", "compose"),
    "podman": (sys.executable, "-m", "podman_compose"),
}
FILE: Final = ROOT / "containers" / "compose.yaml"
WAIT_S: Final = 240
STOP_S: Final = 700
"""Longer than the trainer's grace."""


class Services:
    """The project of one compose file, with a trainer's command of its own, on a free port.

    Args:
        name: The engine.
        project: A name that no other project has.
        folder: For the token and the trainer's command.
        command: The trainer's.
    """

    def __init__(self, name: str, project: str, folder: Path, command: Sequence[str]) -> None:
        self.token = secrets.token_hex(16)
        token, changes = folder / "token.txt", folder / "changes.yaml"
        token.write_text(self.token, encoding="utf-8")
        token.chmod(0o644)  # the page's user has no other right to it
        document = {"services": {"trainer": {"command": list(command)}}}
        changes.write_text(json.dumps(document), encoding="utf-8")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        files = ["--file", str(FILE), "--file", str(changes)]
        self._command = [*COMPOSE[name], "--project-name", project, *files]
        self._environment = {"PORT": str(self._port), "TOKEN_FILE": str(token)}

    def call(self, *arguments: str) -> str:
        """Run a command of compose; return what it printed.

        Raises:
            EngineError: It failed.
        """
        environment = {**os.environ, **self._environment}
        return output_of([*self._command, *arguments], timeout_s=STOP_S, env=environment)

    def ask(self, path: str, body: object = None, *, with_token: bool = False) -> Any:
        """Return the page's answer, decoded; a body makes it a POST.

        Raises:
            OSError: There is none, or it is an error.
        """
        headers = {"Content-Type": "application/json"}
        if with_token:
            headers["Authorization"] = f"Bearer {self.token}"
        data = None if body is None else json.dumps(body).encode()
        url = f"http://127.0.0.1:{self._port}{path}"
        request = urllib.request.Request(url, data, headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def wait_for(self, is_so: Callable[[], bool], what: str) -> None:
        """Ask until something is so.

        Raises:
            EngineError: It was not in time.
        """
        end = time.monotonic() + WAIT_S
        while time.monotonic() < end:
            try:
                if is_so():
                    return
            except OSError:
                pass  # not up yet
            time.sleep(0.5)
        raise EngineError(f"compose: {what} after {WAIT_S} s\n{self.call('logs')}")


@contextmanager
def services(name: str, mark: str, command: Sequence[str]) -> Iterator[Services]:
    """Yield the services, not started; remove them and their volumes at the end."""
    with tempfile.TemporaryDirectory() as folder:
        found = Services(name, f"prospector-{mark}", Path(folder), command)
        try:
            yield found
        finally:
            found.call("down", "--volumes")


def check_services(found: Services, run_id: str) -> None:
    """Check both as docs/containers.md describes them: a run that is stopped is resumed later.

    Raises:
        EngineError: Something is not so.
    """

    def run() -> Any:
        return found.ask(f"/api/runs/{run_id}")["run"]

    found.call("up", "--detach", "--no-build")
    found.wait_for(lambda: run()["window"] >= 1, "the page shows no window of the trainer")
    _check_writes(found)
    found.call("down")
    found.call("up", "--detach", "--no-build", "page")
    found.wait_for(lambda: run()["status"] == "interrupted", "down does not interrupt the run")
    if not found.ask("/api/saved")["total"]:
        raise EngineError("compose: the saved session is gone")
    found.call("up", "--detach", "--no-build")
    found.wait_for(lambda: run()["status"] == "completed", "up does not resume the run")


def _check_writes(found: Services) -> None:
    try:
        found.ask("/api/play", {})
    except urllib.error.HTTPError as error:
        if error.code != 401:
            raise
    else:
        raise EngineError("compose: the page takes a write without the token")
    session = found.ask("/api/play", {}, with_token=True)["session_id"]
    found.ask(f"/api/play/{session}/step", {"action": 6}, with_token=True)
    found.ask(f"/api/play/{session}/save", {}, with_token=True)
