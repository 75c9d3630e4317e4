"""Steps of play sessions: POST /api/play/{session_id}/step."""

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
from starlette.types import Message

from playserver import Settings, create_app
from playserver.http.security import HEADERS
from playserver.settings import Limits, Rate

from conftest import client_of
from helpers import problem_of

JSON: Final = {"Content-Type": "application/json"}
ACTIONS: Final = [6, 0, 12, 9, 29, 29, 68, 6]


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return client_of(tmp_path)


def create(client: TestClient, **body: Any) -> str:
    response = client.post("/api/play", json=body)
    assert response.status_code == 201, response.text
    return str(response.json()["session_id"])


def step(client: TestClient, session_id: str, body: Any, headers: dict[str, str] = JSON) -> Any:
    return client.post(f"/api/play/{session_id}/step", content=body, headers=headers)


def test_a_step_answers_with_the_state_of_the_session(client: TestClient) -> None:
    session_id = create(client, seed="7")
    for number, action in enumerate(ACTIONS):
        body = json.dumps({"action": action, "at_step": number}).encode()
        response = step(client, session_id, body)
        assert response.status_code == 200
        whole = client.get(f"/api/play/{session_id}").json()
        assert response.json() == {name: whole[name] for name in response.json()}
        assert set(HEADERS) <= {name.title() for name in response.headers}


def test_the_content_type_may_name_a_charset(client: TestClient) -> None:
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}
    assert step(client, create(client), b'{"action": 6}', headers).status_code == 200


@pytest.mark.parametrize("headers", [{}, {"Content-Type": "text/plain"}])
def test_other_content_types_are_refused(client: TestClient, headers: dict[str, str]) -> None:
    response = step(client, create(client), b'{"action": 6}', headers)
    assert "expected application/json" in problem_of(response, 422)


@pytest.mark.parametrize(
    ("body", "status", "expected"),
    [
        (b"", 422, "the body is not JSON: EOF"),
        (b"{", 422, "the body is not JSON"),
        (b"[6]", 422, "body is"),
        (b'{"action": 69}', 422, "action is 69: input should be less than 69"),
        (b'{"action": true}', 422, "expected a number, not true or false"),
        (b'{"at_step": 0}', 422, "action is missing in the body"),
        (b'{"action": 6, "at_step": -1}', 422, "at_step is -1"),
        (b'{"action": 6, "at_step": 1}', 409, "at_step is 1, but the session is at step 0"),
        (b'{"action": 6, "more": 1}', 422, "more is not known here: remove it from the body"),
        (b'{"action": "\xff"}', 422, "the body is not JSON"),
    ],
)
def test_an_invalid_body_is_refused(
    client: TestClient, body: bytes, status: int, expected: str
) -> None:
    session_id = create(client)
    assert expected in problem_of(step(client, session_id, body), status)
    assert client.get(f"/api/play/{session_id}").json()["num_steps"] == 0


@pytest.mark.parametrize(
    ("session_id", "status"), [("A" * 22, 404), ("." * 22, 422), ("A" * 21, 422), ("A" * 23, 422)]
)
def test_an_unknown_session_is_refused(client: TestClient, session_id: str, status: int) -> None:
    detail = problem_of(step(client, session_id, b'{"action": 6}'), status)
    assert "session" in detail


def test_a_step_after_the_end_is_refused(client: TestClient) -> None:
    session_id = create(client, options={"time_max": 1}, actions=[6])
    detail = problem_of(step(client, session_id, b'{"action": 6}'), 409)
    assert detail == "the episode has ended (timeout): reset it"


def test_the_rate_of_steps_is_limited(tmp_path: Path) -> None:
    client = client_of(tmp_path, limits=Limits(writes=Rate(0.01, 2)))
    session_id = create(client)
    answers = [step(client, session_id, b'{"action": 6}') for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "too many steps" in problem_of(answers[2], 429)
    assert int(answers[2].headers["retry-after"]) > 0


def test_a_body_in_parts_is_read_up_to_its_limit(tmp_path: Path) -> None:
    client = client_of(tmp_path, limits=Limits(body_bytes=100))
    session_id = create(client)

    def parts(*texts: bytes) -> Iterator[bytes]:
        yield from texts

    assert step(client, session_id, parts(b'{"act', b'ion": 6}')).status_code == 200
    for texts in ((b" " * 101,), (b" " * 99, b" " * 99)):
        problem_of(step(client, session_id, parts(*texts)), 413)


def test_steps_are_counted_by_their_route(client: TestClient) -> None:
    step(client, create(client), b'{"action": 6}')
    counted = 'playserver_requests_total{method="POST",route="/api/play/{session_id}/step"'
    assert f'{counted},status="200"}} 1.0' in client.get("/metrics").text


def test_a_step_waits_while_another_request_uses_the_session(tmp_path: Path) -> None:
    app = create_app(Settings(runs_dir=tmp_path))
    assert asyncio.run(_steps_while_in_use(app)) == (0, 200)


async def _steps_while_in_use(app: FastAPI) -> tuple[int, int]:
    """Return the number of steps while the session is locked, and the status after it."""
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
        session_id = (await client.post("/api/play", json={})).json()["session_id"]
        session = app.state.server.sessions.get(session_id)
        async with session.lock:
            request = asyncio.create_task(
                client.post(f"/api/play/{session_id}/step", json={"action": 6})
            )
            for _ in range(100):  # turns of the event loop; an answer takes about ten
                await asyncio.sleep(0)
            while_in_use = len(session.actions)
        return while_in_use, (await request).status_code


def test_a_client_that_disconnects_in_its_body_is_not_a_server_error(tmp_path: Path) -> None:
    app = create_app(Settings(runs_dir=tmp_path))
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": f"/api/play/{'A' * 22}/step",
        "headers": [(b"host", b"localhost"), (b"content-type", b"application/json")],
        "query_string": b"",
        "client": ("127.0.0.1", 1),
    }
    asyncio.run(app(scope, receive, send))
    assert sent[0]["status"] == 400
