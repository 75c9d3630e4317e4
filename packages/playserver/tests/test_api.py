"""Answers of the endpoints of runs and replays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import envcore
import replaykit
from playserver import Settings, create_app

import helpers
from conftest import client_of
from helpers import get

REPLAY = "/api/runs/newer/replays/w000002"


def test_meta_identifies_the_world(client: TestClient) -> None:
    meta = get(client, "/api/meta")
    assert meta["env_id"] == "AsteroidProspector-v1"
    assert meta["spec_digest"] == envcore.spec.SPEC_DIGEST
    assert meta["envcore_version"] == envcore.__version__


def test_runs_come_newest_first(client: TestClient) -> None:
    runs = get(client, "/api/runs")["runs"]
    assert [run["run_id"] for run in runs] == ["newer", "older"]
    assert runs[0]["status"] == "completed"
    assert runs[0]["is_stale"] is False
    assert runs[0]["env_steps_total"] == 512 * 3


def test_a_run_has_its_configuration_and_evaluation(client: TestClient) -> None:
    detail = get(client, "/api/runs/newer")
    assert detail["config"] == {"algorithm": "maskable_ppo", "seed": 3}
    assert detail["manifest"] == {"schema": 1, "seed": 3}
    evaluation = detail["evaluation"]
    assert evaluation["seeds_first"] == str(2**32)  # a string: JavaScript would round more digits
    assert [row["player"] for row in evaluation["rows"]] == ["policy@3", "random"]
    assert evaluation["rows"][1]["return"] == {"mean": -45.0, "ci_low": -47.0, "ci_high": -43.0}


def test_links_of_a_run_are_web_addresses_only(tmp_path: Path) -> None:
    run = helpers.make_run(tmp_path, "one")
    metadata = helpers.metadata("one", "2026-01-02T03:04:05+00:00")
    links = {"wandb": "https://wandb.example/run", "bad": "javascript:alert(1)", "none": None}
    helpers.write_json(run / "run_metadata.json", metadata | {"links": links})
    (listed,) = get(client_of(tmp_path), "/api/runs")["runs"]
    assert listed["links"] == {"wandb": "https://wandb.example/run"}


def test_steps_mean_the_same_in_runs_of_older_versions(tmp_path: Path) -> None:
    run = helpers.make_run(tmp_path, "one")
    metadata = helpers.metadata("one", "2026-01-02T03:04:05+00:00")
    for name in ("env_steps_total", "env_steps_planned"):
        del metadata[name]
    old = metadata | {"env_steps": 512, "env_steps_total": 4096}  # the plan
    helpers.write_json(run / "run_metadata.json", old)

    (listed,) = get(client_of(tmp_path), "/api/runs")["runs"]

    assert (listed["env_steps_total"], listed["env_steps_planned"]) == (512, 4096)


def test_windows_are_those_of_the_file(client: TestClient) -> None:
    windows = get(client, "/api/runs/newer/windows")["windows"]
    assert [row["window"] for row in windows] == [1, 2, 3]
    assert windows[0]["return"] is None
    assert windows[2]["return"]["mean"] == -50.0 + 10 * 3
    assert windows[2]["losses"]["value_loss"] == 1 / 3


def test_replays_come_newest_first(client: TestClient) -> None:
    replays = get(client, "/api/runs/newer/replays")["replays"]
    assert [entry["replay_id"] for entry in replays] == ["w000003", "w000002", "w000001"]
    assert replays[0]["seed"] == str(2**32 + 3)


def test_a_replay_shows_its_belt(client: TestClient) -> None:
    detail = get(client, REPLAY)
    env = envcore.AsteroidProspectorEnv(time_max=helpers.TIME_MAX)
    env.reset(seed=2**32 + 2)
    belt = env.belt()
    assert [node["kind"] for node in detail["belt"]] == [node["type"] for node in belt]
    assert detail["belt"][0]["kind"] == "station"
    assert [edge["node"] for edge in detail["belt"][0]["neighbors"]] == [
        edge["node"] for edge in belt[0]["neighbors"]
    ]
    assert detail["options"]["time_max"] == helpers.TIME_MAX


def test_frames_equal_the_steps_of_the_native_world(client: TestClient, runs_dir: Path) -> None:
    replay = replaykit.Replay.read(runs_dir / "newer" / "replays" / "w000002.abr")
    page = get(client, f"{REPLAY}/frames")
    assert page["total"] == len(page["frames"]) == len(replay.actions) + 1

    env = envcore.AsteroidProspectorEnv(time_max=helpers.TIME_MAX)
    observation, info = env.reset(seed=2**32 + 2)
    total = 0.0
    for frame, action in zip(page["frames"], [None, *replay.actions.tolist()], strict=True):
        reward = 0.0
        if action is not None:
            observation, reward, _, _, info = env.step(action)
            total += reward
        assert frame["action"] == action
        assert frame["tick"] == info["ticks"]
        assert frame["reward"] == reward
        assert frame["return"] == total
        assert frame["ship"]["credits"] == info["credits"]
        assert frame["ship"]["fuel"] == float(observation[0]) * 1000
        assert frame["cargo"] == [float(x) * 200 for x in observation[8:14]]
        assert frame["node"] == round(float(observation[22]) * 31)
        assert len(frame["rocks"]) == sum(observation[68:244:11])
        assert frame["was_illegal"] == info["invalid_action"]
    assert page["frames"][-1]["end_cause"] == info["end_cause"]


@pytest.mark.parametrize(("start", "stop", "stride"), [(0, 5, 1), (7, 30, 4), (11, 12, 1)])
def test_a_page_of_frames_is_a_slice_of_all_frames(
    client: TestClient, start: int, stop: int, stride: int
) -> None:
    every = get(client, f"{REPLAY}/frames")["frames"]
    page = get(client, f"{REPLAY}/frames?start={start}&stop={stop}&stride={stride}")
    assert page["frames"] == every[start:stop:stride]


def test_the_file_is_the_replay(client: TestClient, runs_dir: Path) -> None:
    response = client.get(f"{REPLAY}/file")
    assert response.content == (runs_dir / "newer" / "replays" / "w000002.abr").read_bytes()
    assert "newer-w000002.abr" in response.headers["content-disposition"]


def test_a_true_replay_is_verified(client: TestClient) -> None:
    assert get(client, f"{REPLAY}/verify")["is_true"] is True


def test_the_committed_openapi_file_is_up_to_date() -> None:
    committed = Path(__file__).parents[1] / "openapi.json"
    described = create_app(Settings(runs_dir=Path())).openapi()
    assert json.loads(committed.read_text(encoding="utf-8")) == described, (
        "openapi.json is stale: run `nox -s api`"
    )
