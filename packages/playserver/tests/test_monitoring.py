"""/healthz and /metrics."""

from __future__ import annotations

from pathlib import Path

from conftest import client_of
from helpers import get, problem_of


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
