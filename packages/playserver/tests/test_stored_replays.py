"""The hall of fame and saved sessions: what is admitted, stored, refused and listed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

import envcore
import replaykit
from envcore.spec import Action
from playserver.settings import Limits

from conftest import client_of
from helpers import get, played, problem_of, trip

HOLD = int(Action.HOLD_DRIFT)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return the data folder, in which replays are stored."""
    return tmp_path / "data"


@pytest.fixture
def client(tmp_path: Path, data: Path) -> TestClient:
    """Return a client of a server without runs that stores replays."""
    return client_of(tmp_path, data_dir=data)


def upload(client: TestClient, replay: replaykit.Replay | bytes) -> Any:
    content = replay if isinstance(replay, bytes) else replay.to_bytes()
    headers = {"content-type": "application/octet-stream"}
    return client.post("/api/hall", content=content, headers=headers)


def test_a_true_replay_is_stored_under_its_digest(client: TestClient, data: Path) -> None:
    replay = played()
    response = upload(client, replay)
    assert response.status_code == 201, response.text
    stored = response.json()
    assert stored["replay_id"] == replay.content_digest
    assert (stored["board"], stored["player"], stored["seed"]) == ("short", "Ann", "7")
    assert (stored["steps"], stored["end_cause"]) == (len(trip(2)) + 1, "cashed_out")
    assert replay.result is not None
    assert stored["net_profit"] == replay.result.net_profit > 0
    (path,) = (data / "hall").iterdir()
    assert path.read_bytes() == replay.to_bytes()
    assert upload(client, replay).json() == stored
    assert get(client, "/api/hall?board=short")["replays"] == [stored]
    assert get(client, "/api/hall")["total"] == 0


def test_a_stored_replay_has_the_endpoints_of_a_runs_replay(client: TestClient) -> None:
    replay = played()
    base = f"/api/hall/{upload(client, replay).json()['replay_id']}"
    detail = get(client, base)
    assert detail["entry"]["tags"] == ["hall"]
    assert detail["player_name"] == "Ann"
    assert get(client, f"{base}/verify")["is_true"] is True
    assert get(client, f"{base}/frames?start=12")["frames"][0]["end_cause"] == "cashed_out"
    assert client.get(f"{base}/file").content == replay.to_bytes()


def test_the_hall_of_fame_survives_a_restart(
    client: TestClient, tmp_path: Path, data: Path
) -> None:
    stored = upload(client, played()).json()
    assert get(client_of(tmp_path, data_dir=data), "/api/hall?board=short")["replays"] == [stored]


def test_the_highest_profit_comes_first(client: TestClient) -> None:
    for name, num_mined in (("poor", 1), ("rich", 3), ("middle", 2)):
        assert upload(client, played(num_mined, name=name)).status_code == 201
    listed = get(client, "/api/hall?board=short&limit=2")
    assert [stored["player"] for stored in listed["replays"]] == ["rich", "middle"]
    assert listed["total"] == 3


def test_flights_on_a_seed_are_ranked_among_themselves(client: TestClient) -> None:
    stored = [upload(client, played(mined, name="Ann")).json() for mined in (1, 2)]
    (seed,) = {entry["seed"] for entry in stored}
    on_seed = get(client, f"/api/hall?board=short&seed={seed}")
    elsewhere = get(client, f"/api/hall?board=short&seed={int(seed) + 1}")
    assert on_seed["replays"] == stored[::-1]
    assert (on_seed["total"], elsewhere["total"]) == (2, 0)
    problem_of(client.get("/api/hall?board=short&seed=x"), 422)


def test_a_full_board_takes_only_higher_profits(tmp_path: Path, data: Path) -> None:
    client = client_of(tmp_path, data_dir=data, limits=Limits(hall_replays=1))
    assert upload(client, played(2)).status_code == 201
    lower = problem_of(upload(client, played(1)), 409)
    assert "the hall of fame is full: the replay's net profit is" in lower
    higher = upload(client, played(3)).json()
    assert get(client, "/api/hall?board=short")["replays"] == [higher]
    assert [path.stem for path in (data / "hall").iterdir()] == [higher["replay_id"]]


def test_a_full_board_loses_nothing_if_the_write_fails(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(tmp_path, data_dir=data, limits=Limits(hall_replays=1))
    lower = upload(client, played(1)).json()
    monkeypatch.setattr("os.fsync", refuse)
    problem_of(upload(client, played(2)), 500)
    assert get(client, "/api/hall?board=short")["replays"] == [lower]


def refuse(*_: object) -> None:
    """Fail like a full disk."""
    raise OSError("no space left on device")


CHEAT = played()
LIE = replace(CHEAT, result=replace(CHEAT.result, net_profit=1e6))  # type: ignore[type-var]
FLOWN = [{"from": 0, "to": 9, "by": "long"}]
PILOTED = replace(CHEAT, header=replace(CHEAT.header, extra={"flown": FLOWN}))
FORKED = replaykit.fork(
    played(ends=False), 3, replaykit.Provenance(replaykit.Player(kind="human", name="Ann"))
)
FORKED.step(int(Action.CASH_OUT))


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"", "cannot be read"),
        (b"PK\x03\x04 a zip", "cannot be read"),
        (b"\x80\x04\x95 a pickle", "cannot be read"),
        (CHEAT.to_bytes()[:-5], "cannot be read: cut off"),
        (CHEAT.to_bytes()[:-5] + b"\0\0\0\0\0", "cannot be read"),
        (CHEAT.to_bytes() + b"more", "cannot be read"),
        (LIE, "is not true: result: net profit is stated as 1000000.0"),
        (FORKED.finish(), "starts in the middle of an episode"),
        (played(ends=False), "episode has not ended"),
        (played(config=envcore.EnvConfig(time_max=500)), "options fit no board"),
        (played(config=envcore.EnvConfig(time_max=2000, pirates=False)), "options fit no board"),
        (played(name="a\u202eb"), "player name"),
        (played(name=""), "player name"),
        (replace(CHEAT, header=replace(CHEAT.header, extra={"practice": True})), "is practice"),
        (PILOTED, "a policy flew a part"),
    ],
)
def test_an_inadmissible_replay_is_refused(
    client: TestClient, data: Path, content: replaykit.Replay | bytes, named: str
) -> None:
    assert named in problem_of(upload(client, content), 422)
    assert not data.exists()


def test_an_upload_that_is_too_large_is_refused(client: TestClient, data: Path) -> None:
    response = upload(client, b"\0" * 131_073)
    assert "at most 131072 bytes" in problem_of(response, 413)
    assert not data.exists()


def test_a_failed_write_leaves_no_partial_file(
    client: TestClient, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.fsync", refuse)
    response = upload(client, played())
    assert problem_of(response, 500) == "the server failed; its log has the traceback"
    assert list((data / "hall").iterdir()) == []


@pytest.mark.parametrize("replay_id", ["..%2Fsecret", "0" * 64, "notes", "0" * 63 + "G"])
def test_an_id_leads_to_no_other_file(client: TestClient, data: Path, replay_id: str) -> None:
    upload(client, played())
    (data / "hall" / "notes.abr").write_bytes(b"mine")
    assert client.get(f"/api/hall/{replay_id}/file").status_code == 404
    assert get(client, "/api/hall?board=short")["total"] == 1


def test_a_link_in_the_store_is_not_followed(
    client: TestClient, data: Path, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.abr"
    played().write(secret)
    (data / "hall").mkdir(parents=True)
    (data / "hall" / f"{'0' * 64}.abr").symlink_to(secret)
    assert client.get(f"/api/hall/{'0' * 64}/file").status_code == 404


def test_a_session_is_saved(client: TestClient) -> None:
    body = {"seed": "7", "player": "Ann", "actions": [HOLD, HOLD], "options": {"time_max": 2000}}
    path = f"/api/play/{client.post('/api/play', json=body).json()['session_id']}"
    response = client.post(f"{path}/save")
    assert response.status_code == 201
    stored = response.json()
    assert (stored["steps"], stored["end_cause"], stored["board"]) == (2, None, "short")
    assert get(client, "/api/saved")["replays"] == [stored]
    assert get(client, f"/api/saved/{stored['replay_id']}/verify")["is_true"] is True


def test_a_server_without_a_data_folder_stores_nothing(tmp_path: Path) -> None:
    client = client_of(tmp_path)
    assert "--data FOLDER" in problem_of(upload(client, played()), 409)
    assert get(client, "/api/saved") == {"total": 0, "replays": [], "problems": []}


def test_the_number_of_saved_replays_is_limited(tmp_path: Path, data: Path) -> None:
    client = client_of(tmp_path, data_dir=data, limits=Limits(saved_replays=1))
    path = f"/api/play/{client.post('/api/play', json={}).json()['session_id']}"
    assert client.post(f"{path}/save").status_code == 201
    client.post(f"{path}/step", json={"action": HOLD})
    assert "the store is full: it has 1 replays" in problem_of(client.post(f"{path}/save"), 409)
