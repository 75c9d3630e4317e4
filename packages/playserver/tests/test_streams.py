"""Streams of frames, news of a run, health and metrics."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import WebSocketDisconnect
from fastapi.sse import ServerSentEvent
from fastapi.testclient import TestClient
from starlette.testclient import WebSocketDenialResponse

from playserver import Settings, create_app
from playserver.runs.catalog import Catalog
from playserver.runs.live import news_of
from playserver.settings import Limits, Rate

import helpers
from conftest import client_of
from helpers import get, problem_of

STREAM = "ws://127.0.0.1:8000/api/runs/newer/replays/w000002/stream"
FRAMES = "/api/runs/newer/replays/w000002/frames"
FAST = "frames_per_s=240"


def frames_from(viewer: Any, count: int) -> list[dict[str, Any]]:
    messages = [viewer.receive_json() for _ in range(count)]
    assert [message["kind"] for message in messages] == ["frame"] * count
    return [message["frame"] for message in messages]


def test_a_stream_sends_all_frames_and_an_end_marker(client: TestClient) -> None:
    page = get(client, FRAMES)
    with client.websocket_connect(f"{STREAM}?{FAST}") as viewer:
        assert frames_from(viewer, page["total"]) == page["frames"]
        assert viewer.receive_json() == {"kind": "end", "total": page["total"], "frame": None}


def test_a_stream_starts_at_the_given_step(client: TestClient) -> None:
    with client.websocket_connect(f"{STREAM}?start=10&stride=7&{FAST}") as viewer:
        assert [frame["step"] for frame in frames_from(viewer, 3)] == [10, 17, 24]


def test_a_viewer_can_seek_and_change_the_stride(client: TestClient) -> None:
    with client.websocket_connect(f"{STREAM}?frames_per_s=0.001") as viewer:
        assert frames_from(viewer, 1)[0]["step"] == 0
        viewer.send_json({"step": 50, "stride": 3})
        assert frames_from(viewer, 1)[0]["step"] == 50
        viewer.send_json({"frames_per_s": 240})
        assert [frame["step"] for frame in frames_from(viewer, 2)] == [53, 56]


def test_a_viewer_can_seek_after_the_end(client: TestClient) -> None:
    total = get(client, FRAMES)["total"]
    with client.websocket_connect(f"{STREAM}?start={total - 1}&{FAST}") as viewer:
        assert frames_from(viewer, 1)[0]["step"] == total - 1
        assert viewer.receive_json()["kind"] == "end"
        viewer.send_json({"step": 0})
        assert frames_from(viewer, 1)[0]["step"] == 0


def test_a_paused_stream_sends_nothing_until_it_plays(client: TestClient) -> None:
    with client.websocket_connect(f"{STREAM}?frames_per_s=0.001") as viewer:
        frames_from(viewer, 1)
        viewer.send_json({"playing": False, "frames_per_s": 240, "step": 20})
        viewer.send_json({"playing": True})
        assert frames_from(viewer, 1)[0]["step"] == 20


@pytest.mark.parametrize(
    "message", ["", "null", "{", '{"step": -1}', '{"frames_per_s": 1e9}', '{"run": "rm"}', "x" * 99]
)
def test_an_invalid_command_closes_the_stream(client: TestClient, message: str) -> None:
    with client.websocket_connect(f"{STREAM}?frames_per_s=0.001") as viewer:
        frames_from(viewer, 1)
        viewer.send_text(message)
        with pytest.raises(WebSocketDisconnect) as left:
            viewer.receive_json()
    assert (left.value.code, left.value.reason) == (1008, "a message is not a StreamCommand")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://127.0.0.1:3000"}, 403),
        ({"host": "evil.example", "origin": "http://evil.example"}, 400),
    ],
)
def test_a_socket_from_another_origin_is_refused_before_it_is_accepted(
    client: TestClient, headers: dict[str, str], status: int
) -> None:
    with (
        pytest.raises(WebSocketDenialResponse) as refused,
        client.websocket_connect(STREAM, headers=headers),
    ):
        pass
    assert refused.value.status_code == status
    assert "content-security-policy" in refused.value.headers


def test_the_page_itself_may_open_a_socket(client: TestClient) -> None:
    headers = {"origin": helpers.ORIGIN}
    with client.websocket_connect(f"{STREAM}?{FAST}", headers=headers) as viewer:
        assert len(frames_from(viewer, 2)) == 2


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (STREAM.replace("w000002", "none"), 404),
        (STREAM.replace("newer", "%2e%2e"), 404),
        (f"{STREAM}?stride=0", 422),
        (f"{STREAM}?frames_per_s=241", 422),
    ],
)
def test_invalid_requests_of_streams_are_refused(
    client: TestClient, path: str, status: int
) -> None:
    with pytest.raises(WebSocketDenialResponse) as refused, client.websocket_connect(path):
        pass
    assert refused.value.status_code == status


def test_the_number_of_open_streams_is_limited(runs_dir: Path) -> None:
    client = client_of(runs_dir, limits=Limits(streams_per_client=2))
    with (
        client.websocket_connect(STREAM),
        client.websocket_connect(STREAM),
        pytest.raises(WebSocketDenialResponse) as refused,
        client.websocket_connect(STREAM),
    ):
        pass
    assert refused.value.status_code == 429
    with client.websocket_connect(STREAM) as viewer:  # closed streams do not count
        frames_from(viewer, 1)


def test_the_rate_of_streams_is_limited(runs_dir: Path) -> None:
    client = client_of(runs_dir, limits=Limits(simulations=Rate(0.001, 1)))
    with client.websocket_connect(STREAM):
        pass
    with pytest.raises(WebSocketDenialResponse), client.websocket_connect(STREAM):
        pass


@contextmanager
def served(runs_dir: Path, limits: Limits) -> Iterator[tuple[str, int]]:
    """Serve a folder over a real socket."""
    app = create_app(Settings(runs_dir=runs_dir, limits=limits))
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)  # accepted ones inherit it
    config = uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield listener.getsockname()
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def test_a_viewer_that_does_not_read_is_disconnected(tmp_path: Path) -> None:
    replay = helpers.long_replay()
    run = helpers.make_run(tmp_path, "one")
    replay.write(run / "replays" / "w000001.abr")
    path = "/api/runs/one/replays/w000001/stream?frames_per_s=240"
    with served(tmp_path, Limits(slow_client_s=0.05)) as (host, port), socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # full at once
        line.connect((host, port))
        line.sendall(upgrade_to(path))
        while metric(host, port, "playserver_open_streams") != 1.0:
            pass
        while metric(host, port, "playserver_open_streams") != 0.0:
            pass
        assert metric(host, port, "playserver_streamed_frames_total") < len(replay.actions)


def upgrade_to(path: str) -> bytes:
    """Return the head of a request that opens a WebSocket."""
    lines = [
        f"GET {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def metric(host: str, port: int, name: str) -> float:
    """Return one of the server's metrics."""
    with urllib.request.urlopen(f"http://{host}:{port}/metrics", timeout=20) as response:
        lines = response.read().decode().splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith(f"{name} "))


class Steps:
    """A pause that runs one function each time, then ends the news."""

    def __init__(self, *acts: Any) -> None:
        self._acts = list(acts)

    async def __call__(self) -> None:
        if not self._acts:
            raise asyncio.CancelledError
        self._acts.pop(0)()


def news(run: Path, after: int, *acts: Any) -> list[ServerSentEvent]:
    """Return the events of a run while functions change its files."""

    async def collect(events: AsyncIterator[ServerSentEvent]) -> list[ServerSentEvent]:
        events_seen: list[ServerSentEvent] = []
        try:
            async for event in events:
                events_seen.append(event)
        except asyncio.CancelledError:
            pass
        return events_seen

    catalog = Catalog(run.parent)
    return asyncio.run(collect(news_of(catalog, run.name, after, Steps(*acts))))


def test_news_are_the_status_and_later_windows(tmp_path: Path) -> None:
    run = helpers.make_run(tmp_path, "one")
    windows = run / "metrics" / "windows.jsonl"

    def add_window() -> None:
        with windows.open("a", encoding="utf-8") as file:
            file.write(json.dumps(helpers.window_row(4)) + "\n")

    def fail() -> None:
        metadata = helpers.metadata("one", "2026-01-02T03:04:05+00:00")
        helpers.write_json(run / "run_metadata.json", metadata | {"status": "failed"})

    events_seen = news(run, 1, lambda: None, add_window, fail)
    assert [event.event for event in events_seen] == ["run", "window", "window", "window", "run"]
    assert [event.id for event in events_seen[1:4]] == ["2", "3", "4"]
    assert events_seen[0].data.status == "completed"
    assert events_seen[3].data.window == 4
    assert events_seen[4].data.status == "failed"


def test_damage_is_reported_once_and_a_deleted_run_ends_the_news(tmp_path: Path) -> None:
    run = helpers.make_run(tmp_path, "one")

    def damage() -> None:
        with (run / "metrics" / "windows.jsonl").open("a", encoding="utf-8") as file:
            file.write("{\n")

    def go() -> None:
        (run / "manifest.json").unlink()

    events_seen = news(run, 3, damage, lambda: None, go)
    assert [event.event for event in events_seen] == ["run", "problem", "problem"]
    assert "line 4, is not JSON" in events_seen[1].data.detail
    assert events_seen[2].data.status == 404


def test_a_browser_follows_a_run(tmp_path: Path) -> None:
    helpers.make_run(tmp_path, "one")
    head = "GET /api/runs/one/live HTTP/1.1\r\nHost: 127.0.0.1\r\nLast-Event-ID: 2\r\n\r\n"
    with (
        served(tmp_path, Limits(news_every_s=0.01)) as address,
        socket.create_connection(address) as browser,
    ):
        browser.sendall(head.encode())
        text = b""
        while b"event: window" not in text or not text.endswith(b"\n\n\r\n"):
            text += browser.recv(65_536)
    assert b"content-type: text/event-stream" in text.lower()
    assert text.count(b"event: window") == 1
    assert b"id: 3" in text
    assert b'"status":"completed"' in text.replace(b" ", b"")


def test_news_of_an_unknown_run_are_not_found(client: TestClient) -> None:
    assert "no run none" in problem_of(client.get("/api/runs/none/live"), 404)


def test_health_depends_on_the_runs_folder(tmp_path: Path) -> None:
    (tmp_path / "runs").mkdir()
    client = client_of(tmp_path / "runs")
    assert get(client, "/healthz") == {"status": "ok"}
    (tmp_path / "runs").rmdir()
    assert "runs folder does not exist" in problem_of(client.get("/healthz"), 503)


def test_metrics_count_the_requests(runs_dir: Path) -> None:
    client = client_of(runs_dir)
    client.get("/api/runs/newer")
    client.get("/api/runs/older")
    client.get("/api/runs/none")
    client.post("/api/play", json={})
    client.post("/api/play", json={}, headers={"origin": "http://evil.example"})
    client.request("INVENTED", "/api/runs")
    text = client.get("/metrics").text
    for line in (
        'playserver_requests_total{method="GET",route="/api/runs/{run_id}",status="200"} 2.0',
        'playserver_requests_total{method="GET",route="/api/runs/{run_id}",status="404"} 1.0',
        'playserver_requests_total{method="POST",route="other",status="403"} 1.0',
        "playserver_play_sessions 1.0",
        "playserver_open_streams 0.0",
        'playserver_evicted_sessions{why="room"} 0.0',
    ):
        assert line in text.splitlines()
    assert "INVENTED" not in text
    assert "process_resident_memory_bytes" in text
