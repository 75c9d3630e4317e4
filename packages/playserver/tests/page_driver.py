"""What the tests of the page do to it: open, watch, and drive the player."""

from __future__ import annotations

import json
import urllib.request
from typing import Any, Final

from playwright.sync_api import Page, Request, expect

import helpers

RUN: Final = "newer"
REPLAY: Final = f"w{helpers.WINDOWS:06d}"
REPLAY_PATH: Final = f"/runs/{RUN}/replays/{REPLAY}"
DEADLINE_MS: Final = 15_000

expect.set_options(timeout=DEADLINE_MS)


class Watched:
    """A page of which nothing may be heard: no error, no violation, no foreign request."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.troubles: list[str] = []
        page.set_default_timeout(DEADLINE_MS)
        page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        page.on("console", self._hear)
        page.on("request", self._see)

    def _hear(self, message: Any) -> None:
        if message.type in {"error", "warning"}:  # violations of the content policy, too
            self.troubles.append(f"{message.type}: {message.text}")

    def _see(self, request: Request) -> None:
        if not request.url.startswith(f"{self.address}/"):
            self.troubles.append(f"foreign request: {request.url}")

    def open(self, path: str) -> Page:
        """Go to a path of the server and return the page."""
        self.page.goto(self.address + path)
        return self.page


def open_replay(watched: Watched, step: int = 0) -> Page:
    """Open the replay at a step and wait until it is shown."""
    page = watched.open(f"{REPLAY_PATH}?step={step}")
    expect(page.get_by_role("heading", name="Ship", exact=True)).to_be_visible()
    expect_step(page, step)
    return page


def expect_step(page: Page, step: int) -> None:
    """Wait until the player stands at a step."""
    expect(timeline(page)).to_have_attribute("aria-valuenow", str(step))


def step_of(page: Page) -> int:
    """Return the step at which the player stands."""
    return int(timeline(page).get_attribute("aria-valuenow") or "-1")


def timeline(page: Page) -> Any:
    """Return the slider over all steps."""
    return page.get_by_role("slider", name="Step of the replay")


def frame_of(address: str, step: int) -> dict[str, Any]:
    """Return a frame as the API has it."""
    url = f"{address}/api{REPLAY_PATH}/frames?start={step}&stop={step + 1}"
    with urllib.request.urlopen(url) as response:
        frame: dict[str, Any] = json.load(response)["frames"][0]
    return frame
