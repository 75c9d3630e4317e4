"""What the tests of the page do to it: open, watch, and drive the player."""

from __future__ import annotations

import functools
import json
import urllib.request
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Page, Request, expect

import helpers

RUN: Final = "newer"
REPLAY: Final = f"w{helpers.WINDOWS:06d}"
REPLAY_PATH: Final = f"/runs/{RUN}/replays/{REPLAY}"
DEADLINE_MS: Final = 15_000
AXE: Final = Path(__file__).parents[1] / "web" / "node_modules" / "axe-core" / "axe.min.js"
SIZES: Final = {"desktop": (1440, 900), "phone": (360, 780)}
ALL_SIZES: Final = (*SIZES.values(), (1280, 720), (720, 450), (844, 390), (390, 844))
"""With a laptop, twice its size (a zoom of 200 %), and a phone held both ways."""
GUIDE_STEPS_MAX: Final = 300
GRAVE: Final = ("serious", "critical")

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


def open_play(watched: Watched) -> Page:
    """Open Play and wait for the engine."""
    page = watched.open("/play")
    expect(page.get_by_role("region", name="Actions", exact=True)).to_be_visible()
    return page


def start_flight(page: Page, seed: int) -> None:
    """Start a short flight with a seed."""
    page.get_by_role("button", name="New", exact=True).click()
    dialog = page.get_by_role("dialog", name="New flight")
    dialog.get_by_text("Advanced").click()
    dialog.get_by_role("textbox", name="Seed").fill(str(seed))
    dialog.get_by_role("button", name="Start").click()
    expect(dialog).to_be_hidden()
    expect(page.locator(".facts")).to_contain_text(f"seed {seed}")


def steps_of(page: Page) -> int:
    """Return how many steps were taken."""
    return int(page.locator(".facts").inner_text().split("step")[1].split()[0].replace(",", ""))


def follow_guide(page: Page, until: str | None) -> None:
    """Press Enter to follow the guide until it has a title or, with None, until it ends."""
    guide = page.get_by_role("region", name="Guide")
    for _ in range(GUIDE_STEPS_MAX):
        if guide.count() == 0 or (until is not None and until in guide.inner_text()):
            return
        before = steps_of(page)
        page.keyboard.press("Enter")
        page.wait_for_function(
            "(before) => !document.querySelector('.facts').innerText.includes(before)",
            arg=f"step {before}\n",
        )
    pytest.fail(f"the guide does not reach {until!r} in {GUIDE_STEPS_MAX} steps")


_TRANSITIONS_END = """async () => {
  const transitions = document.getAnimations().filter((one) => one instanceof CSSTransition);
  await Promise.allSettled(transitions.map((one) => one.finished));
}"""


def barriers_in(page: Page) -> list[str]:
    """Return the serious and critical findings of axe on the current page, one line each."""
    # what waits is faded, and fades back in
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    page.evaluate(_TRANSITIONS_END)
    page.evaluate(_axe_source())  # not a script element: the content policy would refuse it
    found = page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:160]}: {node['failureSummary']}"
        for rule in found["violations"]
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
    ]


@functools.cache
def _axe_source() -> str:
    if not AXE.is_file():
        pytest.skip("axe-core is not there: run `npm ci` in packages/playserver/web")
    return AXE.read_text(encoding="utf-8")
