"""The exported page plays in a real browser, from a file, with no network."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

import replaykit
from replaykit.export import export_html

from helpers import needs_player, policy_bytes, recorded

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")

pytestmark = [pytest.mark.browser, needs_player]


@pytest.fixture(scope="module")
def replay() -> replaykit.Replay:
    return recorded(seed=11, holds=30)


def foreign(url: str) -> list[str]:
    """Return the address of a request that leaves the file."""
    return [] if url.startswith(("file:", "data:")) else [url]


def expect_step(page: Page, step: int) -> None:
    """Wait until a step is shown."""
    slider = page.get_by_role("slider", name="Step of the replay")
    expect(slider).to_have_attribute("aria-valuenow", str(step))


@pytest.fixture
def page(replay: replaykit.Replay, tmp_path: Path) -> Iterator[Page]:
    """Open the page of a replay."""
    export_html(replay, tmp_path / "episode.html", truth=True)
    with opened_page(tmp_path / "episode.html") as opened:
        yield opened


@contextmanager
def opened_page(path: Path) -> Iterator[Page]:
    """Open a file, and see at the end that nothing went wrong or to the network."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("no Chromium here: install it (Debian: apt-get install chromium)")
    wrong: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        opened = browser.new_page()
        opened.on("pageerror", lambda error: wrong.append(str(error)))
        opened.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        opened.on("request", lambda asked: wrong.extend(foreign(asked.url)))
        opened.goto(path.as_uri())
        expect(opened.get_by_role("heading", name="Ship", exact=True)).to_be_visible()
        yield opened
        browser.close()
    assert wrong == []


def test_it_shows_who_played_and_moves_by_keys(page: Page, replay: replaykit.Replay) -> None:
    last = len(replay.actions)
    expect(page).to_have_title(re.compile("random_legal, seed 11"))
    moves = {"ArrowRight": 1, "Shift+ArrowRight": 11, "ArrowLeft": 10, "End": last}
    for key, step in moves.items():
        page.keyboard.press(key)
        expect_step(page, step)
    result = replay.result
    assert result is not None
    shown = page.locator(".now-end").inner_text().replace("\u2212", "-")
    assert f"return {result.total:+.2f}" in shown


def test_it_plays_to_the_end(page: Page, replay: replaykit.Replay) -> None:
    page.get_by_label("Speed in ticks per second").select_option("512")
    page.get_by_role("button", name="Play", exact=True).click()
    expect_step(page, len(replay.actions))
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_it_shows_the_truth_and_the_summary(page: Page) -> None:
    expect(page.get_by_role("button", name="+ Truth")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("s")
    expect(page.get_by_role("region", name="What happened")).to_be_visible()


def test_a_policy_in_it_is_asked_and_flies_on(replay: replaykit.Replay, tmp_path: Path) -> None:
    (tmp_path / "tiny.safetensors").write_bytes(policy_bytes())
    policy = str(tmp_path / "tiny.safetensors")
    export_html(replay, tmp_path / "policy.html", 12, policy=policy)
    with opened_page(tmp_path / "policy.html") as page:
        panel = page.get_by_role("region", name="Policy")
        likeliest = panel.get_by_role("list", name="Likeliest actions").get_by_role("listitem")
        expect(likeliest.first).to_be_visible()
        env = replaykit.Timeline(replay).env_at(12)
        share = 100 / env.info()["action_mask"].sum()
        expect(likeliest.first).to_contain_text(f"{share:.{1 if share < 10 else 0}f}")
        panel.get_by_role("button", name="What if it flew on from step 12?").click()
        lines = panel.get_by_role("list", name="Lines").get_by_role("button")
        expect(lines).to_have_count(2)
        expect(lines.nth(1)).not_to_contain_text("flying")
        expect(lines.nth(1)).to_contain_text("tiny")


@pytest.mark.parametrize(("width", "height"), [(360, 740), (844, 390)])
def test_the_page_fits_a_phone(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
