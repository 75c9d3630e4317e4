"""Conditions, order and pages of runs and replays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import helpers
from conftest import client_of
from helpers import get, problem_of


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """Return a client of a server of three runs, whose replays differ."""
    runs = tmp_path_factory.mktemp("queried")
    for number, (name, status, gamma) in enumerate(
        [("alpha", "completed", 0.9), ("beta", "failed", 0.99), ("gamma_1", "running", 0.99)]
    ):
        created = f"2026-01-0{number + 1}T00:00:00+00:00"
        run = helpers.make_run(runs, name, created=created)
        (run / "config.yaml").write_text(
            f"algorithm: maskable_ppo\nppo:\n  gamma: {gamma}\npirates: true\n", encoding="utf-8"
        )
        values = helpers.metadata(name, created) | {
            "status": status,
            "env_steps_total": 100 * number,
        }
        helpers.write_json(run / "run_metadata.json", values)
        path = run / "replays" / "index.jsonl"
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for window, row in enumerate(rows, 1):
            row["return"] = 100.0 * number + window
            row["end_cause"] = "cashed_out" if window == 2 else "timeout"
            row["tags"] = ["every_window", *(["best_so_far"] if window > 1 else [])]
            row["tags"] += ["milestone:profit:10_0"] if window == 3 else []
        helpers.write_rows(path, rows)
        rows = [helpers.window_row(window) for window in (1, 2, 3)]
        for row in rows:
            row["losses"]["value_loss"] = float(number)
        helpers.write_rows(run / "metrics" / "windows.jsonl", rows)
    return client_of(runs)


def replays_of(client: TestClient, query: str) -> list[str]:
    body = get(client, f"/api/replays?{query}")
    return [f"{one['run_id'][0]}{one['entry']['window']}" for one in body["replays"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "g3 g2 g1 b3 b2 b1 a3 a2 a1"),
        ("order=asc", "a1 a2 a3 b1 b2 b3 g1 g2 g3"),
        ("sort=return", "g3 g2 g1 b3 b2 b1 a3 a2 a1"),
        ("sort=return&order=asc&limit=2", "a1 a2"),
        ("sort=return&order=asc&limit=2&offset=2", "a3 b1"),
        ("sort=run", "a3 a2 a1 b3 b2 b1 g3 g2 g1"),
        ("sort=window&order=asc&limit=3", "g1 b1 a1"),
        ("run=alpha&run=beta", "b3 b2 b1 a3 a2 a1"),
        ("tags_any=best_so_far", "g3 g2 b3 b2 a3 a2"),
        ("tags_any=milestone:profit:10_0&tags_any=none", "g3 b3 a3"),
        ("tags_any=none,best_so_far&run=alpha", "a3 a2"),
        ("tags_all=best_so_far&tags_all=milestone:profit:10_0", "g3 b3 a3"),
        ("tags_all=best_so_far,none", ""),
        ("tag=best_so_far&tags_all=every_window&run=beta", "b3 b2"),
        ("where=return>=101&where=return<103", "b2 b1"),
        ("where=return%20%3E%20201", "g3 g2"),
        ("where=window=2", "g2 b2 a2"),
        ("where=window!=2&run=alpha", "a3 a1"),
        ("end_cause=cashed_out", "g2 b2 a2"),
        ("deterministic=true", ""),
        (f"seed={2**32 + 2}", "g2 b2 a2"),
        ("search=alp", "a3 a2 a1"),
        ("search=w000003", "g3 b3 a3"),
        ("search=10_0", "g3 b3 a3"),
        ("search=%25", ""),
        ("search=_1", "g3 g2 g1"),
        ("search=MILESTONE&run=beta", "b3"),
        ("policy=maskable_ppo&window=1", "g1 b1 a1"),
        ("policy=random", ""),
    ],
)
def test_replays(client: TestClient, query: str, expected: str) -> None:
    assert " ".join(replays_of(client, query)) == expected


def test_the_total_counts_before_paging(client: TestClient) -> None:
    body = get(client, "/api/replays?tags_any=best_so_far&limit=1&offset=4")
    assert (body["total"], len(body["replays"])) == (6, 1)
    body = get(client, "/api/runs/alpha/replays?tags_all=best_so_far&limit=1&sort=return&order=asc")
    assert (body["total"], body["replays"][0]["window"]) == (2, 2)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "gamma_1 beta alpha"),
        ("order=asc", "alpha beta gamma_1"),
        ("status=failed&status=running", "gamma_1 beta"),
        ("search=ALPH", "alpha"),
        ("search=ppo", "gamma_1 beta alpha"),
        ("algorithm=recurrent_ppo", ""),
        ("where=env_steps_total>50", "gamma_1 beta"),
        ("where=config.ppo.gamma=0.99", "gamma_1 beta"),
        ("where=config.ppo.gamma<0.95", "alpha"),
        ("where=config.pirates=true&limit=1", "gamma_1"),
        ("where=losses.value_loss>=1&where=env_steps_total<200", "beta"),
        ("where=status!=failed", "gamma_1 alpha"),
        ("sort=losses.value_loss&order=asc", "alpha beta gamma_1"),
        ("sort=config.ppo.gamma&order=asc&limit=1", "alpha"),
        ("sort=run_id&order=asc", "alpha beta gamma_1"),
        ("sort=env_steps_total&limit=1&offset=1", "beta"),
        ("where=created>2026-01-02", "gamma_1 beta"),
    ],
)
def test_runs(client: TestClient, query: str, expected: str) -> None:
    body = get(client, f"/api/runs?{query}")
    assert " ".join(run["run_id"] for run in body["runs"]) == expected


def test_columns_are_fields_keys_and_last_values_of_metrics(client: TestClient) -> None:
    names = "window,config.ppo.gamma,losses.value_loss,nothing,config"
    body = get(client, f"/api/runs?search=beta&column={names}")
    config = {"algorithm": "maskable_ppo", "ppo": {"gamma": 0.99}, "pirates": True}
    assert body["runs"][0]["values"] == {
        "window": 3,
        "config.ppo.gamma": 0.99,
        "losses.value_loss": 1.0,
        "nothing": None,
        "config": config,
    }
    assert get(client, "/api/runs")["runs"][0]["values"] == {}


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("/api/replays?where=return", "where is 'return', expected a name, one of"),
        ("/api/replays?where=return>", "where is 'return>'"),
        ("/api/replays?where=profit>1", "where names profit, expected one of window, return"),
        ("/api/replays?where=return>x", "where compares return with 'x', expected a number"),
        ("/api/replays?sort=size", "sort is 'size'"),
        ("/api/replays?order=up", "order is 'up'"),
        ("/api/replays?limit=0", "limit is '0'"),
        ("/api/replays?limit=5001", "limit is '5001'"),
        ("/api/replays?tags=x", "'tags' is not a query parameter here: expected"),
        ("/api/runs?sort=nothing", "no run has nothing"),
        ("/api/runs?where=config.ppo.lambda>1", "no run has config.ppo.lambda"),
        ("/api/runs?status=done", "status.0 is 'done'"),
        ("/api/runs?limit=x", "limit is 'x'"),
        ("/api/runs/alpha/replays?run=beta", "'run' is not a query parameter here"),
    ],
)
def test_queries_that_mean_nothing_are_refused(client: TestClient, path: str, named: str) -> None:
    assert named in problem_of(client.get(path), 422)


def test_a_condition_cannot_reach_the_database(client: TestClient, tmp_path: Path) -> None:
    del tmp_path
    for text in ("1=1) OR (1", "return>1; DROP TABLE replay", "return' OR 'a'='a"):
        assert client.get("/api/replays", params={"where": text}).status_code == 422
    assert get(client, "/api/replays?search=' OR '1'='1")["total"] == 0
    assert get(client, "/api/replays")["total"] == 9
