"""The catalog: filters, paging, curves, and an index that follows the files."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient

from playserver import Settings, create_app
from playserver.errors import IndexFileError
from playserver.runs.appended import read_appended
from playserver.runs.downsample import extreme_points

import helpers
from conftest import client_of
from helpers import get


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """Return the folder of a run that the test may change."""
    return helpers.make_run(tmp_path / "runs", "one")


def append(path: Path, row: dict[str, Any]) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")


def windows_of(client: TestClient, query: str = "") -> list[int]:
    return [row["window"] for row in get(client, f"/api/runs/one/windows{query}")["windows"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("window=2", ["w000002"]),
        ("tag=every_window&limit=2", ["w000003", "w000002"]),
        ("tag=every_window&limit=2&offset=2", ["w000001"]),
        ("tag=best_so_far", ["w000003"]),
        ("policy=maskable_ppo&window=3&tag=best_so_far", ["w000003"]),
        ("policy=random", []),
    ],
)
def test_replays_are_filtered_and_paged(run: Path, query: str, expected: list[str]) -> None:
    path = run / "replays" / "index.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    rows[2]["tags"].append("best_so_far")
    helpers.write_rows(path, rows)
    body = get(client_of(run.parent), f"/api/runs/one/replays?{query}")
    assert [entry["replay_id"] for entry in body["replays"]] == expected
    assert body["total"] == (3 if "tag=every_window" in query else len(expected))


def test_replays_of_all_runs_come_newest_run_and_replay_first(client: TestClient) -> None:
    body = get(client, "/api/replays?limit=4")
    found = [(replay["run_id"], replay["entry"]["replay_id"]) for replay in body["replays"]]
    newer = [("newer", f"w00000{window}") for window in (3, 2, 1)]
    assert found == [*newer, ("older", "w000003")]
    assert body["total"] == 2 * 3


def test_every_metric_of_the_windows_can_be_drawn(client: TestClient) -> None:
    metrics = get(client, "/api/runs/newer/metrics")["metrics"]
    wanted = {
        "return.median", "survival", "end_causes.stranded", f"info.{helpers.INFO_KEY}.q75",
        "losses.value_loss", "evaluation.return.mean", "evaluation.survival",
    }  # fmt: skip
    assert wanted <= set(metrics)
    assert not {"schema", "evaluation.seeds.count", "replay"} & set(metrics)


def test_curves_of_two_runs(client: TestClient) -> None:
    query = "run=newer&run=older&metric=return.mean&metric=losses.value_loss&metric=none"
    series = get(client, f"/api/series?{query}")["series"]
    assert [one["run_id"] for one in series] == ["newer", "older"]
    assert series[0]["windows"] == [1, 2, 3]
    assert series[0]["env_steps_total"] == [512, 2 * 512, 3 * 512]
    assert series[0]["values"] == {
        "return.mean": [None, -50.0 + 10 * 2, -50.0 + 10 * 3],
        "losses.value_loss": [1.0, 1 / 2, 1 / 3],
        "none": [None, None, None],
    }


def test_only_windows_after_a_number_are_returned(run: Path) -> None:
    client = client_of(run.parent)
    assert windows_of(client, "?after=1") == [2, 3]
    (series,) = get(client, "/api/series?run=one&metric=survival&after=2")["series"]
    assert (series["windows"], series["total"]) == ([3], 3)


def test_a_long_run_is_reduced_to_its_extremes(run: Path) -> None:
    rows = [helpers.window_row(window) for window in range(1, 1001)]
    for row in rows:
        row["survival"] = 0.5
        row["return"] = {"mean": 0.0, "median": 0.0, "q25": 0.0, "q75": 0.0}
    rows[500]["return"]["mean"], rows[501]["return"]["mean"] = 9.0, -9.0
    helpers.write_rows(run / "metrics" / "windows.jsonl", rows)
    client = client_of(run.parent)
    (series,) = get(client, "/api/series?run=one&metric=return.mean&max_points=26")["series"]
    assert series["total"] == 1000
    assert len(series["windows"]) <= 26
    assert {1, 501, 502, 1000} <= set(series["windows"])
    assert {9.0, -9.0} <= set(series["values"]["return.mean"])
    part = "metric=return.mean&max_points=26&low=400.5&high=408&axis=window"
    (finer,) = get(client, f"/api/series?run=one&{part}")["series"]
    assert finer["windows"] == list(range(400, 410))  # with one on either side
    part = f"metric=return.mean&high={10 * 512}&axis=env_steps_total"
    (start,) = get(client, f"/api/series?run=one&{part}")["series"]
    assert start["windows"] == list(range(1, 12))
    numbers = windows_of(client, "?max_points=40")
    assert len(numbers) <= 40
    assert {1, 501, 502, 1000} <= set(numbers)


def test_the_size_of_an_answer_is_bounded(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [helpers.window_row(1) | {"window": window} for window in range(1, 101)]
    helpers.write_rows(run / "metrics" / "windows.jsonl", rows)
    monkeypatch.setattr("playserver.http.routers.multi_run.POINTS_TOTAL", 2 * 30)
    client = client_of(run.parent)
    one, other = get(client, "/api/series?run=one&run=one&metric=losses.value_loss")["series"]
    assert one == other
    assert len(one["windows"]) <= 30


def test_extremes_of_an_example() -> None:
    # 8 points, 6 wanted: (6 - 2) // 2 = 2 intervals of 4, the minimum and maximum of each
    curve = np.array([5.0, 1, 2, 3, 4, 9, np.nan, 4])
    assert extreme_points([curve], 6).tolist() == [0, 1, 4, 5, 7]
    assert extreme_points([np.full(8, np.nan)], 6).tolist() == [0, 7]


@pytest.mark.parametrize("length", [0, 1, 26, 27, 100, 4999])
@pytest.mark.parametrize("curves", [1, 3, 12])
def test_reduced_points_are_bounded_and_keep_the_extremes(length: int, curves: int) -> None:
    rng = np.random.default_rng(length)
    columns = [rng.normal(size=length) for _ in range(curves)]
    chosen = extreme_points(columns, 26)
    assert len(chosen) <= 26
    assert chosen.tolist() == sorted(set(chosen.tolist()))
    for column in columns:
        if length:
            assert column[chosen].max() == column.max()
            assert column[chosen].min() == column.min()


def test_new_windows_and_replays_appear(run: Path) -> None:
    client = client_of(run.parent)
    assert windows_of(client) == [1, 2, 3]
    assert len(get(client, "/api/runs/one/replays")["replays"]) == 3
    row = helpers.window_row(4)
    row["losses"]["new_loss"] = 4.0
    append(run / "metrics" / "windows.jsonl", row)
    append(
        run / "replays" / "index.jsonl",
        helpers.index_row(helpers.recorded(9), 4, "2026-01-02T03:04:05+00:00"),
    )
    assert windows_of(client) == [1, 2, 3, 4]
    (series,) = get(client, "/api/series?run=one&metric=losses.new_loss")["series"]
    assert series["values"]["losses.new_loss"] == [None, None, None, 4.0]
    assert get(client, "/api/runs/one/replays")["replays"][0]["replay_id"] == "w000004"


def test_rewritten_windows_replace_the_old_ones(run: Path) -> None:
    client = client_of(run.parent)
    assert windows_of(client) == [1, 2, 3]
    path = run / "metrics" / "windows.jsonl"
    rows = [helpers.window_row(window) for window in range(1, 5)]
    rows[2]["losses"]["value_loss"] = 7.0
    path.write_bytes(b"")  # the same file, cut and written again, longer than before
    helpers.write_rows(path, rows)
    (series,) = get(client, "/api/series?run=one&metric=losses.value_loss")["series"]
    assert series["values"]["losses.value_loss"] == [1.0, 1 / 2, 7.0, 1 / 4]


def test_a_deleted_run_is_forgotten(run: Path) -> None:
    helpers.make_run(run.parent, "two")
    client = client_of(run.parent)
    assert get(client, "/api/replays")["total"] == 6
    shutil.rmtree(run)
    assert get(client, "/api/replays")["total"] == 3
    assert [one["run_id"] for one in get(client, "/api/runs")["runs"]] == ["two"]


def test_a_damaged_run_does_not_hide_the_curves_of_others(run: Path) -> None:
    windows = helpers.make_run(run.parent, "bad") / "metrics" / "windows.jsonl"
    helpers.write_rows(windows, [{"schema": 3}])
    client = client_of(run.parent)
    bad, good = get(client, "/api/series?run=bad&run=one&metric=survival")["series"]
    assert "schema 3" in bad["error"]
    assert good["windows"] == [1, 2, 3]


@pytest.mark.parametrize("key", ["window", "env_steps_total"])
@pytest.mark.parametrize("value", [-1, 2**53 + 1, 10**30, 10**400])
def test_a_window_that_no_axis_has_is_damaged(run: Path, key: str, value: int) -> None:
    rows = [helpers.window_row(number) for number in (1, 2, 3)]
    rows[1][key] = value
    helpers.write_rows(run / "metrics" / "windows.jsonl", rows)
    client = client_of(run.parent)
    assert windows_of(client) == [1, 3]
    (series,) = get(client, "/api/series?run=one&metric=survival")["series"]
    assert (series["windows"], series["env_steps_total"]) == ([1, 3], [512, 1536])
    (problem,) = get(client, "/api/runs/one")["run"]["problems"]
    assert problem.startswith(f"metrics/windows.jsonl, line 2, {key}: input should be")


@contextmanager
def started(settings: Settings) -> Iterator[TestClient]:
    """Start a server, and stop it."""
    app = create_app(settings)
    with closing(app.state.server):
        yield TestClient(app, base_url=helpers.ORIGIN)


def test_an_index_file_is_reused_at_the_next_start(run: Path, tmp_path: Path) -> None:
    settings = Settings(runs_dir=run.parent, index_path=tmp_path / "index.sqlite")
    with started(settings) as client:
        assert windows_of(client) == [1, 2, 3]
        assert get(client, "/api/replays")["total"] == 3
        with pytest.raises(IndexFileError, match="locked"):
            create_app(settings)
    append(run / "metrics" / "windows.jsonl", helpers.window_row(4))
    with started(settings) as client:
        assert windows_of(client) == [1, 2, 3, 4]
        assert get(client, "/api/replays")["total"] == 3


def test_an_index_of_another_folder_is_rebuilt(run: Path, tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    other = helpers.make_run(tmp_path / "others", "other").parent
    for folder, expected in ((run.parent, "one"), (other, "other")):
        with started(Settings(runs_dir=folder, index_path=path)) as client:
            assert [one["run_id"] for one in get(client, "/api/runs")["runs"]] == [expected]


def test_a_file_that_is_not_an_index_is_left_alone(run: Path, tmp_path: Path) -> None:
    text, database = tmp_path / "notes.txt", tmp_path / "other.sqlite"
    text.write_text("my notes, which must not be lost\n" * 50, encoding="utf-8")
    with sqlite3.connect(database) as db:
        db.execute("CREATE TABLE mine (value)")
    db.close()
    for path in (text, database):
        before = path.read_bytes()
        with pytest.raises(IndexFileError, match="cannot be the index"):
            create_app(Settings(runs_dir=run.parent, index_path=path))
        assert path.read_bytes() == before


def test_only_appended_lines_are_read(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b"a\nb\nc")
    first = read_appended(path, None)
    assert (first.lines, first.mark.lines, first.is_restart) == ([b"a", b"b"], 2, True)
    path.write_bytes(b"a\nb\ncc\n")
    second = read_appended(path, first.mark)
    assert (second.lines, second.mark.lines, second.is_restart) == ([b"cc"], 3, False)
    assert read_appended(path, second.mark).lines == []


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("metric=survival", "run"),
        ("run=one", "metric"),
        ("run=one&metric=survival&max_points=25", "max_points is '25'"),
        ("run=one&metric=survival&after=99999999999999999999", "after is"),
    ],
)
def test_invalid_requests_of_curves_are_refused(run: Path, query: str, named: str) -> None:
    response = client_of(run.parent).get(f"/api/series?{query}")
    assert response.status_code == 422
    assert named in response.json()["detail"]
