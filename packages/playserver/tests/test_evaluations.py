"""Saved evaluations and bundles below the runs folder, with links to their episodes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import replaykit
from replaykit.library import write_bundle

import helpers
from conftest import client_of
from helpers import get, problem_of
from saved_evaluations import PLAYERS, episode_of, save_evaluation


def test_a_saved_evaluation_links_to_its_episodes(tmp_path: Path) -> None:
    helpers.make_run(tmp_path, "one")
    returns = save_evaluation(tmp_path / "scores" / "july")
    client = client_of(tmp_path)
    (listed,) = get(client, "/api/evaluations")["evaluations"]
    assert (listed["evaluation_id"], listed["path"]) == ("scores~july", "scores/july")
    assert (listed["kind"], listed["error"]) == ("folder", None)
    for row, player in zip(listed["players"], PLAYERS, strict=True):
        ordered = sorted(returns[player])
        found = [row[name]["return"] for name in ("worst", "median", "best")]
        assert found == ordered
        for name in ("worst", "median", "best"):
            base = f"/api/evaluations/scores~july/replays/{row[name]['replay_id']}"
            detail = get(client, base)
            assert detail["entry"]["return"] == row[name]["return"]
            assert detail["entry"]["seed"] == row[name]["seed"]
            assert detail["player_name"] == player
            assert get(client, f"{base}/verify")["is_true"] is True
            assert client.get(f"{base}/file").content[:4] == client.get(f"{base}/file").content[:4]
    detail = get(client, "/api/evaluations/scores~july")
    assert detail["table"]["rows"][0]["return"]["ci_low"] == -22.0
    assert [run["run_id"] for run in get(client, "/api/runs")["runs"]] == ["one"]


def test_a_bundle_links_to_its_episodes(tmp_path: Path) -> None:
    paths = []
    for number, (name, num_mined) in enumerate([("Ann", 1), ("Ann", 4), ("Ben", 2)]):
        paths.append(tmp_path / f"{number}.abr")
        episode_of(name, num_mined, number).write(paths[-1])
    runs = tmp_path / "runs"
    runs.mkdir()
    table = write_bundle(paths, runs / "scores.zip")
    client = client_of(runs)
    (listed,) = get(client, "/api/evaluations")["evaluations"]
    assert (listed["evaluation_id"], listed["kind"]) == ("scores.zip", "bundle")
    assert [row["player"] for row in listed["players"]] == ["Ann", "Ben"]
    ann = listed["players"][0]
    returns = sorted(row["return"] for row in table["episodes"] if row["player"] == 0)
    assert [ann[name]["return"] for name in ("worst", "median", "best")] == [
        returns[0],
        returns[0],
        returns[1],
    ]
    base = f"/api/evaluations/scores.zip/replays/{ann['best']['replay_id']}"
    assert get(client, base)["entry"]["return"] == returns[1]
    assert get(client, f"{base}/verify")["is_true"] is True
    assert get(client, f"{base}/frames?stop=3")["replay_id"] == ann["best"]["replay_id"]
    file = client.get(f"{base}/file")
    assert file.headers["content-disposition"].startswith('attachment; filename="scores.zip-')
    assert replaykit.Replay.from_bytes(file.content).header.player.name == "Ann"
    assert get(client, "/api/evaluations/scores.zip")["table"] is None
    assert "no replay 000003" in problem_of(client.get(f"{base[:-6]}000003"), 404)


@pytest.mark.parametrize(
    "evaluation_id", ["none", "..", "scores~", "~scores", "a~b~c~d", "scores~replays", "one"]
)
def test_other_ids_are_not_found(tmp_path: Path, evaluation_id: str) -> None:
    helpers.make_run(tmp_path, "one")
    save_evaluation(tmp_path / "scores")
    client = client_of(tmp_path)
    problem_of(client.get(f"/api/evaluations/{evaluation_id}"), 404)
    for replay_id in ("0.00.99", "9.00.7", "0.0.7", "x", "0.00.7.abr"):
        problem_of(client.get(f"/api/evaluations/scores/replays/{replay_id}"), 404)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX files")
@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("evaluation.json", os.mkfifo),
        ("evaluation.json", Path.mkdir),
        ("evaluation.json", lambda path: path.symlink_to(path.name)),
        ("evaluation.json", lambda path: path.write_bytes(b'{"schema": 1, "rows": [{"pl')),
        ("evaluation.json", lambda path: path.write_bytes(b"\xff\xfe")),
        ("evaluation.json", lambda path: path.write_bytes(b'{"seeds": 3}')),
        ("episodes.csv", lambda path: path.write_bytes(b"\xff\xfe")),
        ("episodes.csv", lambda path: path.write_bytes(b"player,seed\nnobody,7\n")),
        ("episodes.csv", os.mkfifo),
        ("episodes.csv", None),
    ],
)
def test_a_damaged_evaluation_hides_no_other(
    tmp_path: Path, name: str, make: Callable[[Path], object] | None
) -> None:
    save_evaluation(tmp_path / "good")
    save_evaluation(tmp_path / "odd")
    for bundle in ("cut.zip", "text.zip"):
        (tmp_path / bundle).write_bytes(b"PK\x03\x04 not more")
    os.mkfifo(tmp_path / "pipe.zip")
    (tmp_path / "odd" / name).unlink()
    if make is not None:
        make(tmp_path / "odd" / name)
    client = client_of(tmp_path)
    listed = {one["evaluation_id"]: one for one in get(client, "/api/evaluations")["evaluations"]}
    assert listed["good"]["error"] is None
    assert len(listed["good"]["players"]) == len(PLAYERS)
    for bad in ("odd", "cut.zip", "text.zip", "pipe.zip"):
        assert listed[bad]["error"]
        assert get(client, f"/api/evaluations/{bad}")["error"] == listed[bad]["error"]
    assert get(client, "/api/runs")["problems"] == []


def test_evaluations_are_searched_and_paged(tmp_path: Path) -> None:
    for name in ("july", "june", "may"):
        save_evaluation(tmp_path / name)
    client = client_of(tmp_path)
    assert get(client, "/api/evaluations?search=ju")["total"] == 2
    assert get(client, "/api/evaluations?search=RANDOM")["total"] == 3
    page = get(client, "/api/evaluations?limit=1&offset=2")
    assert (page["total"], len(page["evaluations"])) == (3, 1)
    assert "'sort' is not" in problem_of(client.get("/api/evaluations?sort=x"), 422)
