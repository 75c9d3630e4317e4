"""News of a training run as server-sent events."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from fastapi.sse import ServerSentEvent
from fastapi.testclient import TestClient

from playserver.runs.catalog import Catalog
from playserver.runs.live import news_of
from playserver.settings import Limits

import helpers
from helpers import problem_of, served


class Steps:
    """A pause that runs one function each time, then ends the news."""

    def __init__(self, *acts: Any) -> None:
        self._acts = list(acts)

    async def __call__(self) -> None:
        if not self._acts:
            raise asyncio.CancelledError
        self._acts.pop(0)()


def news(run: Path, after: int, *acts: Any) -> list[ServerSentEvent]:
    """Return the events of a run while functions change its files."""

    async def collect(events: AsyncIterator[ServerSentEvent]) -> list[ServerSentEvent]:
        events_seen: list[ServerSentEvent] = []
        try:
            async for event in events:
                events_seen.append(event)
        except asyncio.CancelledError:
            pass
        return events_seen

    catalog = Catalog(run.parent)
    return asyncio.run(collect(news_of(catalog, run.name, after, Steps(*acts))))


def data_of(event: ServerSentEvent) -> Any:
    """Return the JSON of an event."""
    assert event.raw_data is not None
    return json.loads(event.raw_data)


def test_news_are_the_status_and_later_windows(tmp_path: Path) -> None:
    run = helpers.make_run(tmp_path, "one")
    windows = run / "metrics" / "windows.jsonl"

    def add_window() -> None:
        with windows.open("a", encoding="utf-8") as file:
            file.write(json.dumps(helpers.window_row(4)) + "\n")

    def fail() -> None:
        metadata = helpers.metadata("one", "2026-01-02T03:04:05+00:00")
        helpers.write_json(run / "run_metadata.json", metadata | {"status": "failed"})

    events_seen = news(run, 1, lambda: None, add_window, fail)
    assert [event.event for event in events_seen] == ["run", "window", "window", "window", "run"]
    assert [event.id for event in events_seen[1:4]] == ["2", "3", "4"]
    assert data_of(events_seen[0])["status"] == "completed"
    assert data_of(events_seen[3])["window"] == 4
    assert data_of(events_seen[4])["status"] == "failed"


def test_damage_is_reported_once_and_a_deleted_run_ends_the_news(tmp_path: Path) -> None:
    run = helpers.make_run(tmp_path, "one")

    def damage() -> None:
        with (run / "metrics" / "windows.jsonl").open("a", encoding="utf-8") as file:
            file.write("{\n")

    def go() -> None:
        (run / "manifest.json").unlink()

    events_seen = news(run, 3, damage, lambda: None, go)
    assert [event.event for event in events_seen] == ["run", "run", "problem"]
    (problem,) = data_of(events_seen[1])["problems"]
    assert "line 4, is not JSON" in problem
    assert data_of(events_seen[2])["status"] == 404


def test_a_browser_follows_a_run(tmp_path: Path) -> None:
    helpers.make_run(tmp_path, "one")
    head = "GET /api/runs/one/live HTTP/1.1\r\nHost: 127.0.0.1\r\nLast-Event-ID: 2\r\n\r\n"
    with (
        served(tmp_path, Limits(news_every_s=0.01)) as address,
        socket.create_connection(address) as browser,
    ):
        browser.sendall(head.encode())
        text = b""
        while b"event: window" not in text or not text.endswith(b"\n\n\r\n"):
            text += browser.recv(65_536)
    assert b"content-type: text/event-stream" in text.lower()
    assert text.count(b"event: window") == 1
    assert b"id: 3" in text
    assert b'"status":"completed"' in text.replace(b" ", b"")


def test_news_of_an_unknown_run_are_not_found(client: TestClient) -> None:
    assert "no run is named none" in problem_of(client.get("/api/runs/none/live"), 404)
