"""Every shape that leaves the server, by whatever way, is the one of its schema."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from fastapi.testclient import TestClient

from playserver import Settings, create_app
from playserver.models.base import json_of
from playserver.models.runs import Window
from playserver.settings import Limits
from playserver.site.export import build_site

import helpers
from conftest import client_of
from helpers import get, played, served

REPLAY = "/api/runs/newer/replays/w000002"
COMPONENTS: dict[str, Any] = create_app(Settings(runs_dir=Path())).openapi()["components"]


def strict(schema: Any) -> Any:
    """Return a schema whose objects allow no further keys."""
    if isinstance(schema, list):
        return [strict(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: strict(value) for key, value in schema.items()}
    if isinstance(schema.get("properties"), dict) and "type" in schema:
        closed.setdefault("additionalProperties", False)
    return closed


def check(name: str, value: Any) -> None:
    """Fail unless a value has exactly the keys and types of a schema."""
    root = {"$ref": f"#/components/schemas/{name}", "components": strict(COMPONENTS)}
    jsonschema_rs.validate(root, value)


def test_the_check_finds_a_key_under_another_name() -> None:
    row = json.loads(json_of(Window.model_validate(helpers.window_row(2))))
    check("Window", row)
    with pytest.raises(jsonschema_rs.ValidationError):
        check("Window", {**row, "return_": row["return"]})
    del row["return"]
    with pytest.raises(jsonschema_rs.ValidationError):
        check("Window", row)


def test_models_write_their_schema_by_default() -> None:
    window = Window.model_validate(helpers.window_row(2))
    assert json.loads(window.model_dump_json()) == json.loads(json_of(window))
    assert window.model_dump() == json.loads(json_of(window))


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/api/meta", "Meta"),
        ("/healthz", "Health"),
        ("/api/runs", "RunList"),
        ("/api/runs/newer", "RunDetail"),
        ("/api/runs/newer/windows", "WindowList"),
        ("/api/runs/newer/metrics", "MetricList"),
        ("/api/series?run=newer&metric=survival", "SeriesList"),
        ("/api/runs/newer/replays", "ReplayList"),
        ("/api/replays", "FoundReplayList"),
        (REPLAY, "ReplayDetail"),
        (f"{REPLAY}/frames?stop=5", "FramePage"),
        (f"{REPLAY}/verify", "Verdict"),
        ("/api/hall", "StoredReplayList"),
        ("/api/evaluations", "EvaluationList"),
        ("/api/saved", "StoredReplayList"),
    ],
)
def test_answers(client: TestClient, path: str, name: str) -> None:
    check(name, get(client, path))


@pytest.mark.parametrize("path", ["/api/nothing", "/api/runs/none", "/api/runs?x=1"])
def test_problems(client: TestClient, path: str) -> None:
    check("Problem", client.get(path).json())
    check("Problem", client.delete(path).json())


def test_play_sessions(tmp_path: Path) -> None:
    client = client_of(tmp_path, data_dir=tmp_path / "data")
    session = client.post("/api/play", json={"seed": "7"}).json()
    check("PlaySession", session)
    path = f"/api/play/{session['session_id']}"
    check("PlayTurn", client.post(f"{path}/step", json={"action": 6}).json())
    check("PlaySession", client.post(f"{path}/undo", json={"to_step": 0}).json())
    check("PlaySession", get(client, path))
    check("StoredReplay", client.post(f"{path}/save").json())
    check("StoredReplay", client.post("/api/hall", content=played().to_bytes()).json())


def test_messages_of_a_stream(client: TestClient) -> None:
    address = f"ws://127.0.0.1:8000{REPLAY}/stream?frames_per_s=240"
    with client.websocket_connect(address) as viewer:
        kinds = set()
        while "end" not in kinds:
            message = viewer.receive_json()
            check("StreamMessage", message)
            kinds.add(message["kind"])
    assert kinds == {"frame", "end"}


def test_events_are_the_rows_of_the_api(tmp_path: Path) -> None:
    run = helpers.make_run(tmp_path, "one")
    head = "GET /api/runs/one/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with (
        served(tmp_path, Limits(news_every_s=0.01)) as address,
        socket.create_connection(address) as browser,
    ):
        browser.sendall(head.encode())
        text = b""
        while text.count(b"event: window") < helpers.WINDOWS or not text.endswith(b"\n\n\r\n"):
            text += browser.recv(65_536)
        (run / "metrics" / "windows.jsonl").unlink()
        (run / "metrics" / "windows.jsonl").mkdir()
        browser.settimeout(20)
        while b"event: problem" not in text or not text.endswith(b"\n\n\r\n"):
            text += browser.recv(65_536)
    lines = text.decode().splitlines()
    events = [
        (line.removeprefix("event: "), json.loads(lines[number + 1].removeprefix("data: ")))
        for number, line in enumerate(lines)
        if line.startswith("event: ")
    ]
    of_event = create_app(Settings(runs_dir=Path())).openapi()["paths"]["/api/runs/{run_id}/live"]
    schemas = of_event["get"]["responses"]["200"]["content"]["text/event-stream"]["x-events"]
    for event, data in events:
        check(schemas[event]["$ref"].rpartition("/")[2], data)
    assert {event for event, _ in events} == set(schemas)
    (run / "metrics" / "windows.jsonl").rmdir()
    helpers.write_rows(
        run / "metrics" / "windows.jsonl", [helpers.window_row(n) for n in (1, 2, 3)]
    )
    rows = get(client_of(tmp_path), "/api/runs/one/windows")["windows"]
    assert [data for event, data in events if event == "window"] == rows


def test_files_of_a_site(runs_dir: Path, tmp_path: Path) -> None:
    static = tmp_path / "page"
    static.mkdir()
    (static / "index.html").write_text("<!doctype html><head></head>", encoding="utf-8")
    build_site(Settings(runs_dir=runs_dir, static_dir=static), tmp_path / "site", with_frames=True)
    names = {
        "site": "StaticSite",
        "meta": "Meta",
        "policies": "PolicyList",
        "runs": "RunList",
        "replays": "FoundReplayList",
        "runs/newer": "RunDetail",
        "runs/newer/windows": "WindowList",
        "runs/newer/metrics": "MetricList",
        "runs/newer/series": "SeriesList",
        "runs/newer/replays": "ReplayList",
        "runs/newer/replays/w000002": "ReplayDetail",
        "runs/newer/replays/w000002/verify": "Verdict",
        "runs/newer/replays/w000002/frames/0": "FramePage",
    }
    written = {
        str(path.relative_to(tmp_path / "site" / "api").with_suffix(""))
        for path in (tmp_path / "site" / "api").rglob("*.json")
    }
    expected = {path.replace("w000002", name) for path in names for name in
                ("w000001", "w000002", "w000003")}  # fmt: skip
    assert written == {
        path.replace("newer", run) for path in expected for run in ("newer", "older")
    }
    for path, name in names.items():
        text = (tmp_path / "site" / "api" / f"{path}.json").read_text(encoding="utf-8")
        check(name, json.loads(text))
