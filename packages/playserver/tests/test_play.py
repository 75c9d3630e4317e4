"""Play sessions: steps, undo, reset, replays, limits and idle time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient

import envcore
import replaykit
from playserver.errors import TooManyError
from playserver.http.rates import RateLimiter
from playserver.models.play import EnvOptions
from playserver.play.sessions import Session, SessionStore
from playserver.settings import Limits, Rate

from conftest import client_of
from helpers import problem_of

ACTIONS = [6, 0, 12, 9, 29, 29, 68, 6]
"""Drift, travel, select, scan, mine twice, try to cash out away from the station, drift."""
SEED = str(2**64 - 1)


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    """Return a client of a server without runs."""
    return client_of(tmp_path)


def create(client: TestClient, **body: Any) -> dict[str, Any]:
    response = client.post("/api/play", json=body)
    assert response.status_code == 201, response.text
    session: dict[str, Any] = response.json()
    return session


def post(client: TestClient, session: dict[str, Any], verb: str, **body: Any) -> dict[str, Any]:
    response = client.post(f"/api/play/{session['session_id']}/{verb}", json=body)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def without_id(session: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in session.items() if key != "session_id"}


def test_a_session_equals_the_native_world(client: TestClient) -> None:
    session = create(client, seed=SEED, options={"time_max": 300})
    env = envcore.AsteroidProspectorEnv(time_max=300)
    _, info = env.reset(seed=2**64 - 1)
    total = 0.0
    assert session["seed"] == SEED
    assert session["frame"]["ship"]["credits"] == info["credits"]
    assert session["legal_actions"] == np.flatnonzero(info["action_mask"]).tolist()
    for number, action in enumerate(ACTIONS, 1):
        _, reward, _, _, info = env.step(action)
        total += reward
        turn = post(client, session, "step", action=action)
        assert turn["num_steps"] == number
        assert turn["frame"]["reward"] == reward
        assert turn["frame"]["return"] == total
        assert turn["frame"]["tick"] == info["ticks"]
        assert turn["frame"]["reward_terms"] == env.reward_terms()
        assert turn["legal_actions"] == np.flatnonzero(info["action_mask"]).tolist()


def test_a_reload_finds_the_session_as_it_was(client: TestClient) -> None:
    session = create(client, seed="7")
    turn = post(client, session, "step", action=0)
    found = client.get(f"/api/play/{session['session_id']}").json()
    assert found["frame"] == turn["frame"]
    assert found["seed"] == "7"
    assert found["player"] == "human"


def test_a_session_continues_from_the_actions_of_a_replay(client: TestClient) -> None:
    played = create(client, seed="7", player="Ann")
    for action in ACTIONS:
        turn = post(client, played, "step", action=action)
    taken_over = create(client, seed="7", player="Ann", actions=ACTIONS)
    assert taken_over["frame"] == turn["frame"]
    assert taken_over["num_steps"] == len(ACTIONS)


def test_undo_restores_the_earlier_world_and_marks_practice(client: TestClient) -> None:
    session = create(client, seed="7")
    frames = [session["frame"]]
    for action in ACTIONS:
        frames.append(post(client, session, "step", action=action)["frame"])
    for remaining in (7, 3, 0):
        undone = post(client, session, "undo", to_step=remaining)
        assert undone["frame"] == frames[remaining]
        assert undone["is_practice"] is True
    again = post(client, session, "step", action=ACTIONS[0])
    assert again["frame"] == frames[1]
    content = client.get(f"/api/play/{session['session_id']}/replay").content
    assert replaykit.Replay.from_bytes(content).header.extra == {"practice": True}


def test_undo_refuses_more_steps_than_there_are(client: TestClient) -> None:
    session = create(client, actions=[6])
    response = client.post(f"/api/play/{session['session_id']}/undo", json={"to_step": 2})
    assert "to_step is 2, expected 0..1" in problem_of(response, 409)


def test_undoing_nothing_is_not_practice(client: TestClient) -> None:
    session = create(client, actions=[6, 6])
    assert post(client, session, "undo", to_step=2)["is_practice"] is False


def test_a_reset_starts_the_next_or_the_given_episode(client: TestClient) -> None:
    session = create(client, seed="7", actions=[6, 6])
    following = post(client, session, "reset")
    assert (following["seed"], following["episode"], following["num_steps"]) == ("7", "1", 0)
    other = post(client, session, "reset", seed="8")
    assert without_id(other) == without_id(create(client, seed="8"))
    assert post(client, session, "reset", episode="5")["episode"] == "5"


def test_the_replay_of_a_session_is_true(client: TestClient) -> None:
    session = create(client, seed="7", player="Ann Ørsted", actions=ACTIONS)
    response = client.get(f"/api/play/{session['session_id']}/replay")
    replay = replaykit.Replay.from_bytes(response.content)
    assert replay.actions.tolist() == ACTIONS
    assert (replay.header.player.kind, replay.header.player.name) == ("human", "Ann Ørsted")
    assert replaykit.verify(replay).is_true
    assert "session-7-0.abr" in response.headers["content-disposition"]


def test_a_step_after_the_end_is_refused(client: TestClient) -> None:
    session = create(client, options={"time_max": 2}, actions=[6, 6])
    assert session["has_ended"] is True
    assert session["frame"]["end_cause"] == "timeout"
    response = client.post(f"/api/play/{session['session_id']}/step", json={"action": 6})
    assert "has ended (timeout)" in problem_of(response, 409)


def test_a_step_that_is_sent_twice_is_taken_once(client: TestClient) -> None:
    session = create(client)
    post(client, session, "step", action=6, at_step=0)
    path = f"/api/play/{session['session_id']}/step"
    response = client.post(path, json={"action": 6, "at_step": 0})
    assert "at_step is 0, but the session is at step 1" in problem_of(response, 409)


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"seed": str(2**64)}, "seed is '18446744073709551616'"),
        ({"seed": "-1"}, "seed is '-1'"),
        ({"seed": 7}, "seed is 7"),
        ({"options": {"time_max": 0}}, "options.time_max is 0"),
        ({"options": {"gravity": True}}, "options.gravity is not known here"),
        ({"player": "a\u202eb"}, "player is"),
        ({"player": ""}, "player is ''"),
        ({"actions": [6, 69]}, "actions.1 is 69"),
        ({"options": {"time_max": 2}, "actions": [6, 6, 6]}, "the episode ends at step 2"),
        ({"actions": [6] * 20_001}, "actions is"),
    ],
)
def test_an_invalid_start_is_refused(client: TestClient, body: dict[str, Any], named: str) -> None:
    assert named in problem_of(client.post("/api/play", json=body), 422)


@pytest.mark.parametrize("action", [-1, 69, 1.5, "6", None])
def test_an_invalid_action_is_refused(client: TestClient, action: Any) -> None:
    session = create(client)
    path = f"/api/play/{session['session_id']}/step"
    expected = {"6": 200}.get(action, 422)  # a decimal string is read as its number
    assert client.post(path, json={"action": action}).status_code == expected


def test_a_deleted_session_is_gone(client: TestClient) -> None:
    path = f"/api/play/{create(client)['session_id']}"
    assert client.delete(path).status_code == 204
    assert "it was deleted" in problem_of(client.get(path), 410)
    assert "no such session" in problem_of(client.get(f"/api/play/{'x' * 22}"), 404)


def test_the_least_recently_used_session_is_closed_with_a_reason(tmp_path: Path) -> None:
    client = client_of(tmp_path, limits=Limits(sessions=2))
    first, second = create(client), create(client)
    client.get(f"/api/play/{first['session_id']}")
    third = create(client)
    assert (first["num_evicted"], third["num_evicted"]) == (0, 1)
    assert client.get(f"/api/play/{first['session_id']}").status_code == 200
    response = client.get(f"/api/play/{second['session_id']}")
    assert "closed to make room for another one" in problem_of(response, 410)


def test_options_are_those_of_the_world() -> None:
    assert EnvOptions().model_dump() == envcore.EnvConfig().to_dict()
    schema = EnvOptions.model_json_schema()["properties"]
    for option in envcore.spec.OPTIONS:
        assert schema[option.name]["description"] == option.doc
        if option.type == "int":
            assert (schema[option.name]["minimum"], schema[option.name]["maximum"]) == (
                option.low,
                option.high,
            )


def session_of(client: str) -> Session:
    return Session(client, replaykit.Player(kind="human", name="Ann"))


def test_a_client_with_too_many_sessions_closes_its_own() -> None:
    store = SessionStore(Limits(sessions=10, sessions_per_client=2))
    other, *own = session_of("other"), *(session_of("greedy") for _ in range(3))
    assert [store.add(session) for session in (other, *own)] == [0, 0, 0, 1]
    assert store.get(other.session_id) is other
    with pytest.raises(Exception, match="make room"):
        store.get(own[0].session_id)


def test_an_idle_session_is_closed() -> None:
    now = [0.0]
    store = SessionStore(Limits(session_idle_s=60), clock=lambda: now[0])
    session = session_of("me")
    store.add(session)
    now[0] = 59.0
    store.get(session.session_id)
    now[0] = 59.0 + 60.0
    assert len(store) == 0
    assert store.evictions == {"idle": 1, "room": 0}
    with pytest.raises(Exception, match="it was idle for 1 minutes"):
        store.get(session.session_id)


def test_a_rate_allows_a_burst_then_so_many_per_second() -> None:
    now = [0.0]
    limiter = RateLimiter("steps", Rate(2.0, 3), clock=lambda: now[0])
    for _ in range(3):
        limiter.take("me")
    with pytest.raises(TooManyError, match=r"too many steps: 2 per second.*in 0\.5 s"):
        limiter.take("me")
    limiter.take("another")
    now[0] = 0.5
    limiter.take("me")
    with pytest.raises(TooManyError):
        limiter.take("me")
