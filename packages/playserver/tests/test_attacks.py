"""Attacks, each with its refusal."""

from __future__ import annotations

import io
import logging
import os
from contextlib import redirect_stderr
from pathlib import Path
from unittest import mock

import pytest
from fastapi.testclient import TestClient

from playserver.cli.main import main
from playserver.settings import Limits, Rate

from conftest import client_of
from helpers import ORIGIN, problem_of

SECURITY_HEADERS = (
    "content-security-policy",
    "x-content-type-options",
    "referrer-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
)


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    """Return a client of a server without runs."""
    return client_of(tmp_path)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "http://127.0.0.1:3000"},  # another program on this machine
        {"origin": "https://127.0.0.1:8000.evil.example"},
        {"origin": "http://127.0.0.1:8000@evil.example"},
        {"origin": "file://127.0.0.1:8000"},
        {"origin": "null"},
        {"origin": "http://[broken"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_write_from_another_site_is_refused(client: TestClient, headers: dict[str, str]) -> None:
    response = client.post("/api/play", json={}, headers=headers)
    assert "another origin" in problem_of(response, 403)


def test_a_write_from_the_page_itself_is_accepted(client: TestClient) -> None:
    headers = {"origin": ORIGIN, "sec-fetch-site": "same-origin"}
    assert client.post("/api/play", json={}, headers=headers).status_code == 201


def test_dns_rebinding_is_refused(client: TestClient) -> None:
    headers = {"host": "evil.example:8000", "origin": "http://evil.example:8000"}
    response = client.post("/api/play", json={}, headers=headers)
    assert "Host header" in problem_of(response, 400)


@pytest.mark.parametrize("path", ["/api/play", "/api/nothing", "/"])
def test_a_body_with_a_large_content_length_is_refused(client: TestClient, path: str) -> None:
    response = client.post(path, content=b" " * 131_073)
    assert "at most 131072 bytes" in problem_of(response, 413)


def test_a_large_body_without_content_length_is_refused(client: TestClient) -> None:
    parts = (b" " * 65_536 for _ in range(1000))
    response = client.post("/api/play", content=parts, headers={"content-type": "application/json"})
    assert "at most 131072 bytes" in problem_of(response, 413)


@pytest.mark.parametrize(
    "body", [b"{", b"[" * 60_000, b"\xff\xfe", b'{"seed": NaN}', b'{"seed": "\\ud800"}', b"null"]
)
def test_an_invalid_body_is_refused(client: TestClient, body: bytes) -> None:
    response = client.post("/api/play", content=body, headers={"content-type": "application/json"})
    assert response.status_code in (400, 422)
    assert problem_of(response, response.status_code)


def test_the_rate_of_new_sessions_is_limited(tmp_path: Path) -> None:
    client = client_of(tmp_path, limits=Limits(creates=Rate(0.001, 3)))
    answers = [client.post("/api/play", json={}) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [201] * 3 + [429] * 2
    assert "too many new sessions" in problem_of(answers[-1], 429)
    assert int(answers[-1].headers["retry-after"]) > 0


def test_the_rate_of_steps_is_limited(tmp_path: Path) -> None:
    client = client_of(tmp_path, limits=Limits(writes=Rate(0.001, 2)))
    session_id = client.post("/api/play", json={}).json()["session_id"]
    steps = [client.post(f"/api/play/{session_id}/step", json={"action": 6}) for _ in range(3)]
    assert [step.status_code for step in steps] == [200, 200, 429]


def test_a_forwarded_address_does_not_escape_the_rate_limits(tmp_path: Path) -> None:
    client = client_of(tmp_path, limits=Limits(creates=Rate(0.001, 1)))
    answers = [
        client.post("/api/play", json={}, headers={"x-forwarded-for": f"10.0.0.{n}"})
        for n in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 429]


TOKEN = "0123456789abcdef"


@pytest.mark.parametrize("shown", [None, "", TOKEN, "Bearer ", f"Bearer {TOKEN}x", "Bearer é"])
def test_a_write_without_the_token_is_refused(tmp_path: Path, shown: str | None) -> None:
    client = client_of(tmp_path, token=TOKEN)
    headers = {} if shown is None else {"authorization": shown.encode("latin-1")}
    response = client.post("/api/play", json={}, headers=headers)
    assert "writes need this server's token" in problem_of(response, 401)
    assert response.headers["www-authenticate"] == "Bearer"
    assert TOKEN not in response.text


def test_a_write_with_the_token_is_accepted(tmp_path: Path) -> None:
    client = client_of(tmp_path, token=TOKEN)
    headers = {"authorization": f"Bearer {TOKEN}"}
    assert client.post("/api/play", json={}, headers=headers).status_code == 201
    assert client.get("/api/meta").json()["writes_need_token"] is True


def test_a_failure_does_not_reveal_its_traceback(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the secret of a path")

    monkeypatch.setattr("playserver.runs.catalog.Catalog.runs", fail)
    with caplog.at_level(logging.ERROR, logger="playserver"):
        response = client.get("/api/runs")
    assert problem_of(response, 500) == "the server failed; its log has the traceback"
    assert "secret" not in response.text
    assert "the secret of a path" in caplog.text
    for name in SECURITY_HEADERS:
        assert name in response.headers


@pytest.mark.parametrize(
    ("path", "status"), [("/api/meta", 200), ("/api/none", 404), ("/api/series", 422)]
)
def test_every_answer_has_the_security_headers(client: TestClient, path: str, status: int) -> None:
    response = client.get(path)
    assert response.status_code == status
    for name in SECURITY_HEADERS:
        assert name in response.headers
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize(
    ("arguments", "token", "named"),
    [
        (["--host", "0.0.0.0"], TOKEN, "--host 0.0.0.0: other machines could reach it"),
        (["--host", "0.0.0.0", "--allow-remote"], None, "writes need a token"),
        (["--host", "0.0.0.0", "--allow-remote"], "short", "expected at least 16"),
        (["--token-file", "/nowhere"], None, "--token-file /nowhere"),
        (["--port", "65536"], None, "'--port': 65536"),
    ],
)
def test_unsafe_options_of_serve_are_refused(
    tmp_path: Path, arguments: list[str], token: str | None, named: str
) -> None:
    environment = {key: value for key, value in os.environ.items() if key != "PLAYSERVER_TOKEN"}
    if token is not None:
        environment["PLAYSERVER_TOKEN"] = token
    errors = io.StringIO()
    with mock.patch.dict(os.environ, environment, clear=True), redirect_stderr(errors):
        assert main(["serve", "--runs", str(tmp_path), *arguments]) == 2
    assert named in errors.getvalue()
