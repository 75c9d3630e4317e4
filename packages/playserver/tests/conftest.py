"""Fixtures: run folders, clients of the server, and the page in a real browser."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest
import uvicorn
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, sync_playwright

from playserver import Settings, create_app

import helpers
from page_driver import Watched

NAMES: Final = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
SHOTS: Final = "PLAYSERVER_SCREENSHOTS"
"""Environment variable with the folder for screenshots."""
ARGUMENTS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def runs_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of two runs; tests must not change it."""
    folder = tmp_path_factory.mktemp("runs")
    helpers.make_run(folder, "older", created="2026-01-01T00:00:00+00:00")
    helpers.make_run(folder, "newer", created="2026-01-02T00:00:00+00:00")
    return folder


@pytest.fixture(scope="session")
def client(runs_dir: Path) -> Iterator[TestClient]:
    """Return a client of a server of these runs."""
    with client_of(runs_dir) as client:
        yield client


def client_of(runs_dir: Path, **settings: Any) -> TestClient:
    """Return a client of a server with the given folder and settings."""
    app = create_app(Settings(runs_dir=runs_dir, **settings))
    return TestClient(app, base_url=helpers.ORIGIN, raise_server_exceptions=False)


@pytest.fixture(scope="session")
def shots_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder for screenshots."""
    named = os.environ.get(SHOTS)
    folder = Path(named) if named else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return a Chromium, or skip where there is none."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no Chromium here: install it (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        yield browser
        browser.close()


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """Serve on a free port and yield the address."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(create_app(settings), log_level="warning")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        listener.listen()  # before the thread runs: early connections wait in the queue
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="module")
def address(runs_dir: Path) -> Iterator[str]:
    """Return the address of a server of two runs."""
    with serving(Settings(runs_dir=runs_dir)) as address:
        yield address


@pytest.fixture
def watched(browser: Browser, address: str) -> Iterator[Watched]:
    """Return a watched page at desktop size; it must not report any trouble."""
    with watching(browser, address) as watched:
        yield watched


@contextmanager
def watching(browser: Browser, address: str, **options: Any) -> Iterator[Watched]:
    """Yield a watched page of a server; it must not report any trouble.

    Args:
        browser: The browser to open it in.
        address: Address of the server.
        options: Options of the browser context; by default it has desktop size.
    """
    context = browser.new_context(**({"viewport": {"width": 1440, "height": 900}} | options))
    watched = Watched(context.new_page(), address)
    try:
        yield watched
    finally:
        context.close()
    assert watched.troubles == []


@pytest.fixture(scope="module")
def play_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server without runs that keeps replays."""
    folder = tmp_path_factory.mktemp("play")
    with serving(Settings(runs_dir=folder, data_dir=folder / "data")) as address:
        yield address


@pytest.fixture
def play(browser: Browser, play_address: str) -> Iterator[Watched]:
    """Return a page of that server, without animations."""
    with watching(browser, play_address, reduced_motion="reduce") as watched:
        yield watched
