"""Refusals and damage: unknown ids, foreign hosts, links, damaged files of a run."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import helpers
from conftest import client_of
from helpers import problem_of


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """Return the folder of a run that the test may damage."""
    return helpers.make_run(tmp_path / "runs", "one")


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("/api/runs/none", "no run is named none"),
        ("/api/runs/none/windows", "no run is named none"),
        ("/api/runs/newer/replays/w000009", "no replay w000009"),
        ("/api/runs/newer/replays/w000009/file", "no replay w000009"),
        ("/api/runs/..%2Fnewer", "Not Found"),
        ("/api/runs/%2e%2e", "no run"),
        ("/api/runs/.hidden", "no run"),
        ("/api/runs/newer/replays/..%5Cw000001", "no replay"),
        ("/api/nothing", "Not Found"),
    ],
)
def test_unknown_ids_and_paths_are_not_found(client: TestClient, path: str, named: str) -> None:
    assert named.lower() in problem_of(client.get(path), 404).lower()


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("start=-1", "start is '-1'"),
        ("start=100000", "start is 100000"),
        ("stride=0", "stride is '0'"),
        ("stop=x", "stop is 'x'"),
    ],
)
def test_parameters_out_of_range_are_refused(client: TestClient, query: str, named: str) -> None:
    response = client.get(f"/api/runs/newer/replays/w000001/frames?{query}")
    assert named in problem_of(response, 422)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", ""])
def test_a_foreign_host_is_refused(client: TestClient, host: str) -> None:
    assert client.get("/api/runs", headers={"host": host}).status_code == 400


def test_answers_have_the_security_headers(client: TestClient) -> None:
    headers = client.get("/api/meta").headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in headers


def test_a_link_out_of_the_runs_folder_is_not_a_run(tmp_path: Path) -> None:
    helpers.make_run(tmp_path / "elsewhere", "secret")
    runs = tmp_path / "runs"
    runs.mkdir()
    (runs / "link").symlink_to(tmp_path / "elsewhere" / "secret", target_is_directory=True)
    client = client_of(runs)
    listed = client.get("/api/runs").json()
    assert listed["runs"] == []
    assert listed["problems"] == ["link is a link out of the runs folder: move its run here"]
    assert "no run is named link" in problem_of(client.get("/api/runs/link"), 404)


def test_a_link_out_of_the_replays_folder_is_not_a_replay(run: Path, tmp_path: Path) -> None:
    replay = run / "replays" / "w000001.abr"
    replay.rename(tmp_path / "moved.abr")
    replay.symlink_to(tmp_path / "moved.abr")
    response = client_of(run.parent).get("/api/runs/one/replays/w000001/file")
    assert "no file for replay w000001" in problem_of(response, 404)


def test_a_folder_without_a_manifest_is_not_a_run(run: Path) -> None:
    (run / "manifest.json").unlink()
    assert client_of(run.parent).get("/api/runs").json() == {
        "total": 0,
        "runs": [],
        "problems": [],
    }


def test_damage_of_a_replay_is_reported_with_its_name(run: Path) -> None:
    path = run / "replays" / "w000001.abr"
    path.write_bytes(path.read_bytes()[:-7])
    detail = problem_of(client_of(run.parent).get("/api/runs/one/replays/w000001/frames"), 500)
    assert detail.startswith("replay w000001 of run one: cut off")


def test_a_foreign_replay_is_a_conflict(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("envcore.spec.SPEC_DIGEST", "f" * 64)
    response = client_of(run.parent).get("/api/runs/one/replays/w000001")
    assert "spec digest is" in problem_of(response, 409)


def test_a_row_that_is_still_being_written_is_left_out(run: Path) -> None:
    path = run / "metrics" / "windows.jsonl"
    path.write_bytes(path.read_bytes()[:-20])
    windows = client_of(run.parent).get("/api/runs/one/windows").json()["windows"]
    assert [row["window"] for row in windows] == [1, 2]


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("{", "metrics/windows.jsonl, line 4, is not JSON"),
        ("[]", "windows.jsonl, line 4, is not a JSON object"),
        ('{"schema": 2}', "has schema 2, this playserver reads schema 1"),
        ('{"schema": 1, "window": "x"}', "windows.jsonl, line 4, window"),
    ],
)
def test_damage_of_a_row_is_reported_with_its_line(run: Path, line: str, named: str) -> None:
    rows = [json.dumps(helpers.window_row(number)) for number in (1, 2, 3, 4)]
    rows.insert(3, line)
    (run / "metrics" / "windows.jsonl").write_text("\n".join([*rows, ""]), encoding="utf-8")
    client = client_of(run.parent)
    windows = client.get("/api/runs/one/windows").json()["windows"]
    assert [row["window"] for row in windows] == [1, 2, 3, 4]  # the others are shown
    series = client.get("/api/series?run=one&metric=losses.value_loss").json()["series"][0]
    assert (series["total"], series["windows"]) == (4, [1, 2, 3, 4])
    (listed,) = client.get("/api/runs").json()["runs"]
    (problem,) = listed["problems"]
    assert named in problem
    assert str(run.parent) not in problem


def test_a_configuration_of_nested_aliases_is_refused(run: Path) -> None:
    # nine lists of nine aliases each: 9^9 values in 300 bytes
    lists = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    (run / "config.yaml").write_text("\n".join(["a0: &a0 lol", *lists]), encoding="utf-8")
    detail = client_of(run.parent).get("/api/runs/one").json()
    assert detail["run"]["problems"] == ["one/config.yaml has more than 10000 values"]
    assert detail["config"] is None
    assert detail["evaluation"]["time_max"] == helpers.TIME_MAX


def test_a_run_with_damaged_metadata_is_listed_with_its_error(run: Path) -> None:
    (run / "run_metadata.json").write_text("{", encoding="utf-8")
    (listed,) = client_of(run.parent).get("/api/runs").json()["runs"]
    assert listed["status"] == "unknown"
    assert listed["error"] == "one/run_metadata.json is not JSON"


@pytest.mark.parametrize(("minutes", "is_stale"), [(1, False), (10, True)])
def test_a_run_without_updates_is_stale(run: Path, minutes: int, is_stale: bool) -> None:
    # its windows take 2 s: ten of them are less than the five minutes that are always granted
    path = run / "run_metadata.json"
    values = json.loads(path.read_text(encoding="utf-8"))
    updated = datetime.now(UTC) - timedelta(minutes=minutes)
    helpers.write_json(path, values | {"status": "running", "updated": updated.isoformat()})
    (listed,) = client_of(run.parent).get("/api/runs").json()["runs"]
    assert listed["is_stale"] is is_stale


def test_run_folders_cannot_be_written_over_http(client: TestClient) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert client.request(method, "/api/runs").status_code == 405
