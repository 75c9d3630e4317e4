"""Policies of runs: listed by their checkpoints, made once, refused where there are none."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from playserver import Settings
from playserver.http.routers import policies
from playserver.replays import run_policies
from playserver.site.export import build_site

import helpers
import trained
from conftest import client_of

POLICY = f"/api/runs/small/checkpoints/{trained.WINDOWS}/policy"


@pytest.fixture(scope="module")
def trained_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a runs folder with a run that has checkpoints, and one that has none."""
    folder = tmp_path_factory.mktemp("trained")
    helpers.make_run(folder, "bare")
    trained.train(folder / "small")
    return folder


@pytest.fixture
def trained_client(trained_dir: Path) -> Iterator[TestClient]:
    """Return a client of a server of that folder."""
    with client_of(trained_dir) as client:
        yield client


def header_of(policy: bytes) -> dict[str, Any]:
    """Return the header in a policy file."""
    (length,) = struct.unpack_from("<Q", policy)
    header: dict[str, Any] = json.loads(
        json.loads(policy[8 : 8 + length])["__metadata__"]["policy"]
    )
    return header


@trained.needs_trainkit
def test_checkpoints_are_listed_and_read(
    trained_client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    (run,) = helpers.get(trained_client, "/api/policies")["runs"]
    assert run["run_id"] == "small"
    assert run["checkpoints"] == [1, 2, 3]
    assert run["best"] in run["checkpoints"]
    replays = [
        helpers.get(trained_client, f"/api/runs/small/replays/w{window:06d}")
        for window in run["checkpoints"]
    ]
    assert run["digests"] == [replay["player_digest"] for replay in replays]
    answer = trained_client.get(POLICY)
    header = header_of(answer.content)
    assert (header["format"], header["name"]) == ("prospector-policy", "small@000003")
    assert header["network"]["frame_stack"] == 2

    def refuse(*_: object) -> None:
        pytest.fail("the policy is made a second time")

    monkeypatch.setattr(run_policies, "run_python", refuse)
    assert trained_client.get(POLICY).content == answer.content


def test_where_nothing_reads_checkpoints_none_are_offered(
    runs_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (policies, run_policies):
        monkeypatch.setattr(module, "can_read_checkpoints", lambda: False)
    run = helpers.make_run(tmp_path / "runs", "one")
    (run / "checkpoints" / "000003").mkdir(parents=True)
    with client_of(run.parent) as client:
        assert helpers.get(client, "/api/policies") == {"runs": []}
        found = client.get("/api/runs/one/checkpoints/3/policy")
        assert "install it beside playserver" in helpers.problem_of(found, 503)
    site = build_site(Settings(runs_dir=run.parent), tmp_path / "site")
    assert (site.policies, site.policy_bytes) == ([], 0)
    assert [text for text in site.skipped if "needs trainkit" in text] == site.skipped[-1:]
    assert build_site(Settings(runs_dir=runs_dir), tmp_path / "other").skipped == []


@pytest.mark.parametrize(
    ("path", "status", "detail"),
    [
        ("/api/runs/ghost/checkpoints/1/policy", 404, "no run is named ghost"),
        ("/api/runs/newer/checkpoints/1/policy", 404, "no checkpoint of window 1"),
        ("/api/runs/newer/checkpoints/..%2F1/policy", 404, ""),
        ("/api/runs/newer/checkpoints/last/policy", 422, "window"),
        ("/api/runs/newer/checkpoints/1234567/policy", 422, "window"),
    ],
)
def test_a_wrong_request_is_refused(
    client: TestClient, path: str, status: int, detail: str
) -> None:
    assert detail in helpers.problem_of(client.get(path), status)


@trained.needs_trainkit
def test_a_damaged_checkpoint_says_what_is_wrong(tmp_path: Path) -> None:
    run = helpers.make_run(tmp_path, "one")
    (run / "checkpoints" / "000003").mkdir(parents=True)
    with client_of(tmp_path) as client:
        assert helpers.get(client, "/api/policies")["runs"][0]["digests"] == [None]
        found = helpers.problem_of(client.get("/api/runs/one/checkpoints/3/policy"), 500)
    assert found.startswith("the policy of one, window 3: checkpoint ")
    assert "manifest.json" in found


@trained.needs_trainkit
def test_a_site_has_the_newest_policy_of_each_run(trained_dir: Path, tmp_path: Path) -> None:
    site = build_site(Settings(runs_dir=trained_dir), tmp_path / "site")
    assert [(run.run_id, run.checkpoints) for run in site.policies] == [("small", [3])]
    file = tmp_path / "site" / "api" / "runs" / "small" / "checkpoints" / "3" / "policy.safetensors"
    assert header_of(file.read_bytes())["name"] == "small@000003"
    assert site.policy_bytes == file.stat().st_size
    listed = json.loads((tmp_path / "site" / "api" / "policies.json").read_text(encoding="utf-8"))
    (run,) = listed["runs"]
    replay = json.loads((file.parents[2] / "replays" / "w000003.json").read_text(encoding="utf-8"))
    assert (run["run_id"], run["digests"]) == ("small", [replay["player_digest"]])
