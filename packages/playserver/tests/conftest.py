"""Runs to serve, and a client of the server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from playserver import Settings, create_app

import helpers


@pytest.fixture(scope="session")
def runs_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of two runs; it must not be changed."""
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
    """Return a client of a server of some folder, with some settings."""
    app = create_app(Settings(runs_dir=runs_dir, **settings))
    return TestClient(app, base_url=helpers.ORIGIN, raise_server_exceptions=False)
