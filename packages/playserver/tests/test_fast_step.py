"""The short way of a step answers as the endpoint does, and leaves to it what is not in order."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from playserver import Settings, create_app
from playserver.http.routers import play
from playserver.http.security import HEADERS
from playserver.settings import Limits, Rate

from conftest import client_of
from helpers import problem_of

SHORT: Final = {"Content-Type": "application/json"}
LONG: Final = {"Content-Type": "application/json; charset=utf-8"}
"""As good as the other, but not worth a look on the short way."""
ACTIONS: Final = [6, 0, 12, 9, 29, 29, 68, 6]


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return client_of(tmp_path)


def create(client: TestClient, **body: Any) -> str:
    response = client.post("/api/play", json=body)
    assert response.status_code == 201, response.text
    return str(response.json()["session_id"])


def step(client: TestClient, session_id: str, body: bytes, headers: dict[str, str]) -> Any:
    return client.post(f"/api/play/{session_id}/step", content=body, headers=headers)


def test_both_ways_give_the_same_answer(client: TestClient) -> None:
    sessions = {name: create(client, seed="7") for name in ("short", "long")}
    for number, action in enumerate(ACTIONS):
        body = json.dumps({"action": action, "at_step": number}).encode()
        short = step(client, sessions["short"], body, SHORT)
        long = step(client, sessions["long"], body, LONG)
        assert short.status_code == long.status_code == 200
        assert short.json() | {"session_id": ""} == long.json() | {"session_id": ""}
        for name in ("content-type", *HEADERS):
            assert short.headers[name] == long.headers[name], name


def test_what_is_in_order_does_not_reach_the_endpoint(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_id = create(client)
    for route in play.router.routes:
        if getattr(route, "name", "") == "step":
            monkeypatch.setattr(route, "app", None)
    assert step(client, session_id, b'{"action": 6}', SHORT).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[6]",
        b'{"action": 69}',
        b'{"action": true}',
        b'{"action": 6, "at_step": -1}',
        b'{"action": 6, "at_step": 1}',
        b'{"action": 6, "more": 1}',
        b'{"action": "\xff"}',
    ],
)
def test_both_ways_refuse_alike(client: TestClient, body: bytes) -> None:
    session_id = create(client)
    short, long = (step(client, session_id, body, headers) for headers in (SHORT, LONG))
    assert short.status_code in (400, 409, 422)
    assert problem_of(short, short.status_code) == problem_of(long, short.status_code)
    assert client.get(f"/api/play/{session_id}").json()["num_steps"] == 0


@pytest.mark.parametrize("session_id", ["A" * 22, "." * 22, "A" * 21, "A" * 23])
def test_a_session_that_is_not_there(client: TestClient, session_id: str) -> None:
    short, long = (step(client, session_id, b'{"action": 6}', way) for way in (SHORT, LONG))
    assert short.status_code in (404, 422)
    assert problem_of(short, short.status_code) == problem_of(long, short.status_code)


def test_an_ended_episode_is_refused(client: TestClient) -> None:
    session_id = create(client, options={"time_max": 1}, actions=[6])
    said = [
        problem_of(step(client, session_id, b'{"action": 6}', way), 409) for way in (SHORT, LONG)
    ]
    assert said == ["the episode has ended (timeout): reset it"] * 2


def test_a_flood_of_steps_is_slowed_down(tmp_path: Path) -> None:
    client = client_of(tmp_path, limits=Limits(writes=Rate(0.01, 2)))
    session_id = create(client)
    answers = [step(client, session_id, b'{"action": 6}', SHORT) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "too many steps" in problem_of(answers[2], 429)
    assert int(answers[2].headers["retry-after"]) > 0


def test_a_body_in_parts_is_read_to_its_end_and_no_further(tmp_path: Path) -> None:
    client = client_of(tmp_path, limits=Limits(body_bytes=100))
    path = f"/api/play/{create(client)}/step"

    def parts(*texts: bytes) -> Iterator[bytes]:
        yield from texts

    assert client.post(path, content=parts(b'{"act', b'ion": 6}'), headers=SHORT).status_code == 200
    for texts in ((b" " * 101,), (b" " * 99, b" " * 99)):
        problem_of(client.post(path, content=parts(*texts), headers=SHORT), 413)


def test_steps_are_counted_by_their_route(client: TestClient) -> None:
    step(client, create(client), b'{"action": 6}', SHORT)
    counted = 'playserver_requests_total{method="POST",route="/api/play/{session_id}/step"'
    assert f'{counted},status="200"}} 1.0' in client.get("/metrics").text


def test_a_step_waits_for_a_session_that_is_in_use(tmp_path: Path) -> None:
    app = create_app(Settings(runs_dir=tmp_path))
    assert asyncio.run(_steps_while_in_use(app)) == (0, 200)


async def _steps_while_in_use(app: FastAPI) -> tuple[int, int]:
    """Return how many steps were taken while the session was locked, and the status after it."""
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
        session_id = (await client.post("/api/play", json={})).json()["session_id"]
        session = app.state.server.sessions.get(session_id)
        async with session.lock:
            asked = asyncio.create_task(
                client.post(f"/api/play/{session_id}/step", json={"action": 6})
            )
            for _ in range(100):  # turns of the loop, of which an answer takes some ten
                await asyncio.sleep(0)
            while_in_use = len(session.actions)
        return while_in_use, (await asked).status_code
