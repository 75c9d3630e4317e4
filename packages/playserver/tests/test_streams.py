"""Streams of frames over WebSockets."""

from __future__ import annotations

import socket
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from fastapi import WebSocketDisconnect
from fastapi.testclient import TestClient
from starlette.testclient import WebSocketDenialResponse

from playserver.settings import Limits, Rate

import helpers
from conftest import client_of
from helpers import get, served

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
