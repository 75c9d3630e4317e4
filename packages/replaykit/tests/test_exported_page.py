"""The exported page plays in a real browser, from a file, with no network."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

import replaykit
from replaykit.export import export_html

from helpers import recorded

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def replay() -> replaykit.Replay:
    return recorded(seed=11, holds=30)


@pytest.fixture
def page(replay: replaykit.Replay, tmp_path: Path) -> Iterator[Page]:
    """Open the page of a replay, and see at the end that nothing went wrong or to the network."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("no Chromium here: install it (Debian: apt-get install chromium)")
    export_html(replay, tmp_path / "episode.html", truth=True)
    wrong: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        opened = browser.new_page()
        opened.on("pageerror", lambda error: wrong.append(str(error)))
        opened.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        opened.on("request", lambda asked: wrong.append(asked.url) if "http" in asked.url else None)
        opened.goto((tmp_path / "episode.html").as_uri())
        expect(opened.locator("#where")).to_have_text(re.compile("step 0 "))
        yield opened
        browser.close()
    assert wrong == []


def test_it_shows_who_played_and_moves_by_keys(page: Page, replay: replaykit.Replay) -> None:
    last = len(replay.actions)
    assert page.text_content("#title") == "random_legal, seed 11, episode 0"
    for key, step in (("ArrowRight", 1), ("PageDown", 101), ("ArrowLeft", 100), ("End", last)):
        page.keyboard.press(key)
        where = page.text_content("#where") or ""
        assert where.startswith(f"step {min(step, last)} ")
    result = replay.result
    assert result is not None
    assert f"return {round(result.total, 3):g}" in (page.text_content("#now") or "")


def test_it_plays_to_the_end(page: Page, replay: replaykit.Replay) -> None:
    page.select_option("#speed", "240")
    page.click("#play")
    last = re.compile(f"step {len(replay.actions)} ")
    expect(page.locator("#where")).to_have_text(last, timeout=60_000)
    expect(page.locator("#play")).to_have_text("Play")


def test_the_page_fits_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360
