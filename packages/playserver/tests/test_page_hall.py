"""The hall of fame in a real browser: its boards, what is sent to it, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect

from playserver import Settings

from conftest import serving, watching
from helpers import played
from page_driver import SIZES, Watched, barriers_in

pytestmark = pytest.mark.browser

TOKEN: Final = "open sesame"


@pytest.fixture
def hall(browser: Browser, tmp_path: Path) -> Iterator[Watched]:
    """Return the page of a server that stores replays and needs no token."""
    settings = Settings(runs_dir=tmp_path, data_dir=tmp_path / "data")
    with serving(settings) as address, watching(browser, address) as watched:
        yield watched


def add(page: Page, name: str, content: bytes) -> None:
    """Choose a file in the form of the hall."""
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.get_by_label("Add a replay").locator("input").set_input_files(file)  # type: ignore[arg-type]


def test_a_replay_is_sent_added_and_watched(hall: Watched, shots_dir: Path) -> None:
    page = hall.open("/")
    page.get_by_role("link", name="Hall", exact=True).click()
    expect(page.get_by_role("heading", name="The board is empty")).to_be_visible()
    page.get_by_role("navigation", name="Boards").get_by_role("link", name="Short").click()
    expect(page).to_have_url(f"{hall.address}/hall?board=short")
    poor, rich = played(1, name="Ann"), played(4, name="Bob")
    add(page, "ann.abr", poor.to_bytes())
    expect(
        page.get_by_role("status").filter(has_text="Verified and added to the short board")
    ).to_be_visible()
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(1)
    add(page, "bob.abr", rich.to_bytes())
    expect(rows).to_have_count(2)
    assert rich.result is not None
    expect(rows.first).to_contain_text("Bob")
    expect(rows.first).to_contain_text(f"{rich.result.net_profit:,.0f}")
    assert barriers_in(page) == []
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.screenshot(path=shots_dir / f"hall-full-{size}.png")
    rows.first.get_by_role("link", name="Watch").click()
    expect(page).to_have_url(f"{hall.address}/hall/{rich.content_digest}")
    expect(page.get_by_role("heading", name="Ship", exact=True)).to_be_visible()
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_text("Verified")).to_be_visible()
    page.get_by_role("navigation", name="Breadcrumb").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hall of fame")


def test_a_refusal_gives_its_reason(hall: Watched) -> None:
    whole = played(name="Ann")
    practice = replace(whole, header=replace(whole.header, extra={"practice": True}))
    page = hall.open("/hall?board=short")
    refusal = page.get_by_role("alert")
    for content, reason in (
        (b"no replay", "not a replay"),
        (whole.to_bytes()[:-9], "cut off"),
        (practice.to_bytes(), "The replay is practice, because steps were undone."),
        (bytes(200_000), "The file has 200.0 kB; the server takes at most 131.1 kB."),
    ):
        add(page, "some.abr", content)
        expect(refusal).to_contain_text(reason)
    assert barriers_in(page) == []
    expect(page.get_by_role("heading", name="The board is empty")).to_be_visible()
    # the browser itself notes every answer that refuses
    hall.troubles = [t for t in hall.troubles if "status of 4" not in t]


def test_the_token_is_requested_once_and_stored_for_the_tab(
    browser: Browser, tmp_path: Path
) -> None:
    settings = Settings(runs_dir=tmp_path, data_dir=tmp_path / "data", token=TOKEN)
    with serving(settings) as address, watching(browser, address) as watched:
        page = watched.open("/hall?board=short")
        dialog = page.get_by_role("dialog", name="This server needs a token")
        add(page, "ann.abr", played(name="Ann").to_bytes())
        expect(dialog).to_be_visible()
        assert barriers_in(page) == []
        dialog.get_by_label("Token").fill("guess")
        dialog.get_by_role("button", name="Continue").click()
        expect(dialog.get_by_role("alert")).to_have_text("The server refused this token.")
        dialog.get_by_label("Token").fill(TOKEN)
        dialog.get_by_label("Token").press("Enter")
        expect(dialog).to_be_hidden()
        expect(page.locator("tbody tr")).to_have_count(1)
        page.reload()
        add(page, "bob.abr", played(name="Bob").to_bytes())
        expect(page.locator("tbody tr")).to_have_count(2)
        stored = "[{...localStorage}, {...sessionStorage}].map((stored) => JSON.stringify(stored))"
        local, session = page.evaluate(stored)
        assert TOKEN not in local
        assert TOKEN in session
        watched.troubles = [t for t in watched.troubles if "status of 401" not in t]


def test_without_the_token_nothing_is_sent(browser: Browser, tmp_path: Path) -> None:
    settings = Settings(runs_dir=tmp_path, data_dir=tmp_path / "data", token=TOKEN)
    with serving(settings) as address, watching(browser, address) as watched:
        page = watched.open("/hall?board=short")
        add(page, "ann.abr", played(name="Ann").to_bytes())
        page.get_by_role("dialog").press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
        expect(page.get_by_role("heading", name="The board is empty")).to_be_visible()
