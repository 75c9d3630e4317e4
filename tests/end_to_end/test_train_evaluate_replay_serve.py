"""The installed commands end to end: train, evaluate, verify, serve; and what they write."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

import envcore
import envref
import playserver
import replaykit
from envcore.spec import INFO_KEYS, SPEC_DIGEST

from lib.commands import check_refusal, run_command

WINDOWS = 2
CONFIG = """\
run_dir: runs/tiny
seed: 5
windows: 2
window_steps: 512
num_envs: 8
rollout_steps: 32
env: {time_max: 60}
ppo: {batch_size: 64, n_epochs: 2}
network: {hidden: [16]}
evaluation: {episodes: 4}
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which the commands of the quickstart have run, with less to do."""
    folder = tmp_path_factory.mktemp("path")
    (folder / "tiny.yaml").write_text(CONFIG, encoding="utf-8")
    out, rivals = "runs/tiny/evaluation.json", "random greedy_miner pretrained:default"
    for command in (
        "trainkit run tiny.yaml",
        f"trainkit evaluate runs/tiny {rivals} --episodes 6 --out {out} --set=env.time_max=60",
        "replaykit verify runs/tiny/replays/w000001.abr runs/tiny/replays/w000002.abr",
    ):
        done = run_command(*command.split(), cwd=folder)
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def run(place: Path) -> Path:
    """Return the folder of the run."""
    return place / "runs" / "tiny"


def rows_of(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_run_folder_holds_what_its_page_says(run: Path) -> None:
    page = Path(__file__).parents[2] / "docs" / "formats" / "run_folder.md"
    named = page.read_text(encoding="utf-8")
    for path in run.iterdir():
        assert path.name in named, f"{path.name} is not on the page"
    for needed in ("config.yaml", "manifest.json", "run_metadata.json", "tensorboard"):
        assert (run / needed).exists(), needed


def test_every_window_left_its_row_checkpoint_and_replay(run: Path) -> None:
    rows = rows_of(run / "metrics" / "windows.jsonl")
    index = rows_of(run / "replays" / "index.jsonl")
    metadata = json.loads((run / "run_metadata.json").read_text(encoding="utf-8"))

    assert [row["window"] for row in rows] == list(range(1, WINDOWS + 1))
    assert [row["window"] for row in index] == list(range(1, WINDOWS + 1))
    for row, replay in zip(rows, index, strict=True):
        assert row["schema"] == replay["schema"] == 1
        assert row["replay"] == replay["replay_id"]
        assert (run / "replays" / replay["file"]).is_file()
        assert row["env_steps"] == 512
        assert sum(row["end_causes"].values()) == row["episodes"] > 0
        numeric = {key.name for key in INFO_KEYS} - {"action", "invalid_action", "events"}
        assert set(row["info"]) <= {key.name for key in INFO_KEYS}
        assert {"net_profit", "scan_count"} <= set(row["info"]) & numeric
    assert metadata["status"] == "completed"
    assert metadata["latest_checkpoint"] == rows[-1]["checkpoint"]
    assert metadata["latest_replay"] == rows[-1]["replay"]


def test_checkpoints_state_the_spec_and_their_checksums(run: Path) -> None:
    folders = sorted(path for path in (run / "checkpoints").iterdir() if path.is_dir())
    assert folders
    for folder in folders:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        assert manifest["spec_digest"] == SPEC_DIGEST
        for name, digest in manifest["sha256"].items():
            assert sha256((folder / name).read_bytes()).hexdigest() == digest, name


def test_the_evaluation_compares_on_the_same_seeds(run: Path) -> None:
    evaluation = json.loads((run / "evaluation.json").read_text(encoding="utf-8"))
    assert evaluation["seeds"] == {"set": "test", "first": "4294967296", "count": 6}
    assert evaluation["time_max"] == 60
    kinds = [(row["player"].partition("@")[0], row["kind"]) for row in evaluation["rows"]]
    assert kinds == [
        ("tiny", "policy"),
        ("random", "bot"),
        ("greedy_miner", "bot"),
        ("pretrained:default", "policy"),
    ]
    for row in evaluation["rows"]:
        assert row["return"]["ci_low"] <= row["return"]["mean"] <= row["return"]["ci_high"]


def test_a_replay_is_true_in_both_implementations(run: Path) -> None:
    replay = replaykit.Replay.read(run / "replays" / "w000002.abr")
    header, result = replay.header, replay.result
    assert result is not None
    options = header.config.to_dict()
    for make in (envcore.AsteroidProspectorEnv, envref.ReferenceEnv):
        env = make(**options)
        env.reset(seed=header.seed, options={"episode": header.episode})
        total = 0.0
        for action in replay.actions.tolist():
            _, reward, _, _, info = env.step(action)
            total += reward
        assert total == result.total
        assert info["net_profit"] == result.net_profit
        assert info["end_cause"] == result.end_cause
        assert env.state_digest().hex() == result.state_digest


def test_a_replay_with_a_false_result_is_refused(place: Path) -> None:
    replay = replaykit.Replay.read(place / "runs" / "tiny" / "replays" / "w000001.abr")
    assert replay.result is not None
    boast = replace(replay, result=replace(replay.result, total=replay.result.total + 1))
    boast.write(place / "boast.abr")

    done = run_command("replaykit", "verify", "boast.abr", cwd=place)

    check_refusal(done, "boast.abr", "false", "return")
    assert done.returncode == 1


def test_the_same_command_again_changes_nothing(place: Path, run: Path) -> None:
    lasting = [run / "metrics" / "windows.jsonl", *sorted(run.glob("replays/*"))]
    before = [path.read_bytes() for path in lasting]

    done = run_command("trainkit", "run", "tiny.yaml", cwd=place)

    assert done.returncode == 0, done.stderr
    assert "completed" in done.stdout
    assert [path.read_bytes() for path in lasting] == before


def test_the_server_shows_what_the_run_left(place: Path, run: Path) -> None:
    app = playserver.create_app(playserver.Settings(runs_dir=place / "runs"))
    client = TestClient(app, base_url="http://127.0.0.1")

    def get(path: str) -> dict[str, Any]:
        response = client.get(f"/api/runs{path}")
        assert response.status_code == 200, response.text
        body: dict[str, Any] = response.json()
        return body

    (listed,) = get("")["runs"]
    assert (listed["run_id"], listed["status"], listed["is_stale"]) == ("tiny", "completed", False)
    assert [row["player"] for row in get("/tiny")["evaluation"]["rows"]][1] == "random"
    windows = get("/tiny/windows")["windows"]
    for shown, row in zip(windows, rows_of(run / "metrics" / "windows.jsonl"), strict=True):
        evaluation = shown.pop("evaluation")
        assert shown.items() <= row.items()
        assert evaluation.items() <= row["evaluation"].items()
    newest = get("/tiny/replays")["replays"][0]
    assert newest["replay_id"] == listed["latest_replay"] == "w000002"
    assert get("/tiny/replays/w000002/verify")["is_true"] is True
    frames = get("/tiny/replays/w000002/frames")["frames"]
    assert frames[-1]["return"] == newest["return"]
    assert frames[-1]["end_cause"] == newest["end_cause"]
