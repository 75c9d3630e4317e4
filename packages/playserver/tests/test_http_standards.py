"""What HTTP itself asks of a server: HEAD, Allow, one Host, and errors that name the field."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest
from fastapi import WebSocketDisconnect
from fastapi.testclient import TestClient
from starlette.testclient import WebSocketDenialResponse

from playserver.settings import Limits

import helpers
from conftest import client_of
from helpers import get, problem_of, served

STREAM = "ws://127.0.0.1:8000/api/runs/newer/replays/w000002/stream"
READS = "GET, HEAD"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/runs/newer",
        "/docs",
        "/openapi.json",
        "/healthz",
        "/metrics",
        "/api/meta",
        "/api/runs",
        "/api/runs/newer/windows?after=1",
        "/api/runs/newer/replays/w000002/file",
        "/api/runs/none",
        "/api/runs?unknown=1",
        "/nothing",
    ],
)
def test_head_is_the_head_of_get(client: TestClient, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert head.content == b""
    assert head.status_code == got.status_code
    assert head.headers["content-type"] == got.headers["content-type"]
    if path != "/metrics":  # whose text grows
        assert head.headers["content-length"] == got.headers["content-length"]


def test_head_of_an_endless_stream_ends(client: TestClient) -> None:
    response = client.head("/api/runs/newer/live")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/event-stream")


def test_head_counts_as_head_in_the_metrics(client: TestClient) -> None:
    client.head("/api/meta")
    exposed = client.get("/metrics").text
    assert 'playserver_requests_total{method="HEAD",route="/api/meta",status="200"}' in exposed


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/", READS),
        ("POST", "/runs/newer", READS),
        ("PUT", "/api/runs", READS),
        ("DELETE", "/api/runs/newer", READS),
        ("PATCH", "/api/hall", "GET, HEAD, POST"),
        ("POST", "/api/play/aaaaaaaaaaaaaaaaaaaaaa", "DELETE, GET, HEAD"),
        ("GET", "/api/play/aaaaaaaaaaaaaaaaaaaaaa/step", "POST"),
        ("HEAD", "/api/play/aaaaaaaaaaaaaaaaaaaaaa/step", "POST"),
        ("TRACE", "/api/meta", READS),
        ("BREW", "/api/meta", READS),
    ],
)
def test_a_refused_method_is_answered_with_the_allowed_ones(
    client: TestClient, method: str, path: str, allowed: str
) -> None:
    response = client.request(method, path)
    assert response.status_code == 405
    assert response.headers["allow"] == allowed
    if method != "HEAD":
        assert f"use {allowed}" in problem_of(response, 405)


def test_options_lists_the_methods(client: TestClient) -> None:
    for path, allowed in {"/api/hall": "GET, HEAD, POST", "/": READS}.items():
        response = client.options(path)
        assert (response.status_code, response.headers["allow"]) == (204, allowed)
    assert client.options("/nothing").status_code == 404


@pytest.mark.parametrize("method", ["GET", "DELETE", "POST"])
@pytest.mark.parametrize(
    "path",
    [
        *("/api", "/api/", "/api/runs/", "/API/runs", "/v1/runs", "/graphql", "/swagger.json"),
        *("/runs/a/b", "/%00", "/docs/x", "/robots.txt", "/.env"),
    ],
)
def test_unknown_paths_are_not_found(client: TestClient, method: str, path: str) -> None:
    assert "not found" in problem_of(client.request(method, path), 404)


def test_a_browser_at_an_unknown_path_gets_the_page_with_status_404(client: TestClient) -> None:
    accept = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    response = client.get("/nothing", headers=accept)
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")
    problem_of(client.get("/api/nothing", headers=accept), 404)


@pytest.mark.parametrize(
    ("hosts", "status"),
    [
        (["localhost"], 200),
        (["localhost."], 200),
        (["LOCALHOST.:8000"], 200),
        (["127.0.0.1:8000"], 200),
        (["localhost.."], 400),
        (["localhost", "localhost"], 400),
        (["localhost", "evil.example"], 400),
        (["evil.example."], 400),
        ([], 400),
    ],
)
def test_a_request_names_this_host_once(tmp_path: Path, hosts: list[str], status: int) -> None:
    head = "".join(f"Host: {host}\r\n" for host in hosts)
    with served(tmp_path, Limits()) as address, socket.create_connection(address) as browser:
        browser.sendall(f"GET /api/meta HTTP/1.1\r\n{head}Connection: close\r\n\r\n".encode())
        assert browser.recv(65_536).startswith(f"HTTP/1.1 {status} ".encode())


def drain(viewer: Any) -> None:
    """Read messages until the stream is closed."""
    while True:
        viewer.receive_json()


@pytest.mark.parametrize("frame", [b"\0", b'{"step": 1}', b""])
def test_a_binary_frame_closes_the_stream(client: TestClient, frame: bytes) -> None:
    with client.websocket_connect(STREAM) as viewer:
        viewer.receive_json()
        viewer.send_bytes(frame)
        with pytest.raises(WebSocketDisconnect) as closed:
            drain(viewer)
    assert closed.value.code == 1003


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("/api/runs?unknown=1", "'unknown' is not a query parameter here"),
        ("/api/replays?tagg=best_so_far", "'tagg' is not a query parameter here: expected"),
        ("/api/replays?Limit=1", "'Limit' is not a query parameter here"),
        ("/api/meta?", None),
        ("/api/meta?_=123", "this path has none"),
        ("/api/runs/newer/windows?after=1&max=3", "expected after, max_points"),
        ("/api/runs/newer/replays/w000002/frames?stop=3&step=1", "expected start, stop, stride"),
        ("/api/series?run=newer&metric=survival&points=30", "'points' is not"),
    ],
)
def test_unknown_query_parameters_are_refused(
    client: TestClient, path: str, named: str | None
) -> None:
    if named is None:
        assert client.get(path).status_code == 200
    else:
        assert named in problem_of(client.get(path), 422)


def test_unknown_query_parameters_of_a_stream_are_refused(client: TestClient) -> None:
    with (
        pytest.raises(WebSocketDenialResponse) as refused,
        client.websocket_connect(f"{STREAM}?speed=3"),
    ):
        pass
    assert "expected start, stride, frames_per_s" in problem_of(refused.value, 422)


@pytest.mark.parametrize(
    ("body", "status", "named"),
    [
        (b'{"seed": 1,}', 422, "the body is not JSON at character"),
        (b"", 422, "body is missing"),
        (b"\xff\xfe", 422, "the body is not JSON"),
        (b'{"seed": "\xff"}', 400, "the body is not JSON in UTF-8"),
        (b"[" * 100_000, 400, "the body is not JSON"),
        (b"null", 422, "body is None"),
        (b'{"seed": 5}', 422, "seed is 5"),
        (b'{"seed": NaN}', 422, "seed is nan"),
        (b'{"options": {"time_max": 0}}', 422, "options.time_max is 0"),
        (b'{"options": {"piratez": true}}', 422, "options.piratez is not known here"),
        (b'{"actions": [1, "x"]}', 422, "actions.1 is 'x'"),
        (b'{"seed": 18446744073709551616}', 422, "seed is 18446744073709551616"),
    ],
)
def test_errors_of_a_body_name_the_field(
    client: TestClient, body: bytes, status: int, named: str
) -> None:
    headers = {"content-type": "application/json"}
    assert named in problem_of(client.post("/api/play", content=body, headers=headers), status)


def test_a_body_of_another_type_is_refused(client: TestClient) -> None:
    headers = {"content-type": "text/plain"}
    response = client.post("/api/play", content=b"{}", headers=headers)
    assert "content-type is 'text/plain', expected application/json" in problem_of(response, 422)


def test_the_description_is_where_tools_look_for_it(client: TestClient) -> None:
    described = get(client, "/openapi.json")
    assert described == get(client, "/api/openapi.json")
    docs = client.get("/docs")
    assert docs.status_code == 200
    assert "//" not in docs.text.replace("<!doctype html>", "")  # nothing from other hosts


def test_every_schema_has_its_own_title(client: TestClient) -> None:
    schemas = get(client, "/openapi.json")["components"]["schemas"]
    titles = [schema["title"] for schema in schemas.values()]
    assert len(set(titles)) == len(titles)

    def titles_in(value: Any) -> int:
        if isinstance(value, dict):
            inner = sum(map(titles_in, value.values()))
            return inner + isinstance(value.get("title"), str)
        return sum(map(titles_in, value)) if isinstance(value, list) else 0

    assert titles_in(schemas) == len(titles)  # a field's title would be a class of its own


@pytest.mark.parametrize("path", ["/", "/api/runs", "/api/nothing", "/runs/newer"])
def test_a_socket_at_another_path_is_not_found(client: TestClient, path: str) -> None:
    with (
        pytest.raises(WebSocketDenialResponse) as refused,
        client.websocket_connect(f"ws://127.0.0.1:8000{path}"),
    ):
        pass
    assert f"there is no {path}" in problem_of(refused.value, 404)


def test_a_missing_page_still_answers_as_http_says(tmp_path: Path) -> None:
    client = client_of(tmp_path, static_dir=tmp_path / "none")
    assert client.get("/").status_code == client.head("/").status_code == 503
    assert client.delete("/").headers["allow"] == READS
    assert client.get("/nothing").status_code == 404
    assert client.delete("/api/runs").headers["allow"] == READS


def test_a_run_is_found_under_its_encoded_name(client: TestClient) -> None:
    assert helpers.get(client, "/api/runs/%6Eewer")["run"]["run_id"] == "newer"
