"""The page under a path prefix, its API description, two tabs, and a server that comes back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from playserver import Settings

from conftest import serving, watching
from page_driver import REPLAY, RUN

pytestmark = pytest.mark.browser
PREFIX = "/belt"


@pytest.fixture(scope="module")
def prefixed(runs_dir: Path) -> Iterator[str]:
    """Return the address of a server under a prefix, as a proxy that keeps it shows it."""
    with serving(Settings(runs_dir=runs_dir, root_path=PREFIX)) as address:
        yield address + PREFIX


def test_every_page_works_under_a_prefix(browser: Browser, prefixed: str) -> None:
    with watching(browser, prefixed) as watched:  # a request outside the prefix is trouble
        page = watched.open("/")
        page.get_by_role("link", name=RUN, exact=True).first.click()
        expect(page.get_by_role("heading", name=RUN, exact=True)).to_be_visible()
        assert page.url == f"{prefixed}/runs/{RUN}"
        page.reload()
        expect(page.get_by_role("heading", name=RUN, exact=True)).to_be_visible()
        page.goto(f"{prefixed}/runs/{RUN}/replays/{REPLAY}?step=3")
        expect(page.get_by_role("heading", name="Ship", exact=True)).to_be_visible()
        page.get_by_role("link", name="Play", exact=True).click()
        expect(page.get_by_role("region", name="Actions", exact=True)).to_be_visible()
        assert page.url == f"{prefixed}/play"


def test_the_description_needs_no_other_host(browser: Browser, prefixed: str) -> None:
    with watching(browser, prefixed) as watched:
        page = watched.open("/docs")
        expect(page.get_by_text("/api/runs/{run_id}", exact=True)).to_be_visible()


def stored_flights(page: Page) -> dict[str, int]:
    """Return the number of actions of each stored flight."""
    return dict(
        page.evaluate(
            """() => Object.fromEntries(Object.entries(localStorage)
            .filter(([key]) => key.startsWith("playserver.flight"))
            .map(([key, text]) => [key, atob(JSON.parse(text).actions).length]))"""
        )
    )


def test_two_tabs_of_play_do_not_overwrite_each_other(browser: Browser, prefixed: str) -> None:
    context = browser.new_context(reduced_motion="reduce")
    first, second = context.new_page(), context.new_page()
    for page in (first, second):
        page.goto(f"{prefixed}/play")
        expect(page.get_by_role("region", name="Actions", exact=True)).to_be_visible()
    for page, count in ((first, 2), (second, 3), (first, 1)):
        for _ in range(count):
            page.keyboard.press("h")
    expected = {"playserver.flight": 3, "playserver.flight.1": 3}
    assert stored_flights(first) == expected
    for page in (first, second):
        page.reload()
        expect(page.get_by_role("region", name="Actions", exact=True)).to_be_visible()
    assert stored_flights(second) == expected
    first.keyboard.press("h")
    assert stored_flights(second) == expected | {"playserver.flight": 4}
    context.close()


def test_a_page_that_failed_loads_when_the_server_is_back(browser: Browser, prefixed: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{prefixed}/play")
    context.set_offline(True)
    page.get_by_role("link", name="Runs", exact=True).click()
    expect(page.get_by_text("Trying again every two seconds")).to_be_visible()
    context.set_offline(False)
    expect(page.get_by_role("link", name=RUN, exact=True).first).to_be_visible(timeout=10_000)
    context.close()
