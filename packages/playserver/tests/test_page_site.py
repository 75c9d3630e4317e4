"""A site without a server, in a real browser."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from playserver import Settings
from playserver.site.export import build_site
from replaykit.record.players import player_names

import helpers
from conftest import watching
from page_driver import REPLAY, REPLAY_PATH, RUN, Watched, expect_step

pytestmark = pytest.mark.browser


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """A file host that logs nothing."""

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@pytest.fixture
def site_address(runs_dir: Path, tmp_path: Path) -> Iterator[str]:
    """Return the address of a site without a server, deep under the root of a file host."""
    build_site(Settings(runs_dir=runs_dir), tmp_path / "deep" / "site")
    with hosted(tmp_path) as address:
        yield f"{address}/deep/site"


@contextmanager
def hosted(folder: Path) -> Iterator[str]:
    """Serve a folder without a server of the page and yield its address."""
    handler = functools.partial(QuietHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as host:
        thread = threading.Thread(target=host.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{host.server_address[1]}"
        host.shutdown()
        thread.join()


def test_a_site_needs_no_server(browser: Browser, site_address: str) -> None:
    context = browser.new_context()
    watched = Watched(context.new_page(), site_address)
    page = watched.open("/")
    expect(page.locator("tbody tr")).to_have_count(2 * helpers.WINDOWS)
    page.get_by_role("link", name="Runs", exact=True).click()
    page.get_by_role("link", name=RUN, exact=True).click()
    expect(page.get_by_label("Progress", exact=True).get_by_role("img")).to_have_count(6)
    page.get_by_role("link", name=REPLAY, exact=True).click()
    expect(page.get_by_role("heading", name="Ship", exact=True)).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect_step(page, 1)
    expect(page).to_have_url(f"{site_address}/#{REPLAY_PATH}?step=1")
    page.reload()
    expect_step(page, 1)
    page.keyboard.press("t")
    expect(page).to_have_url(f"{site_address}/#{REPLAY_PATH}?step=1&truth=1")
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_text("Verified")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(RUN)
    context.close()
    assert watched.troubles == []


def test_a_site_can_be_played_on(browser: Browser, site_address: str) -> None:
    with watching(browser, site_address, reduced_motion="reduce") as watched:
        page = watched.open(f"/#{REPLAY_PATH}?step=60")
        expect_step(page, 60)
        page.get_by_role("link", name="Continue by hand").click()
        parent = page.get_by_role("link", name=f"from {REPLAY}, step 60")
        expect(parent).to_be_visible()
        page.keyboard.press("h")
        expect(page.locator(".facts")).to_contain_text("step 1")
        page.get_by_role("button", name="Save", exact=True).click()
        dialog = page.get_by_role("dialog", name="Save this flight")
        expect(dialog).to_contain_text("This static site has no server.")
        expect(dialog.get_by_role("button", name="Send to the hall")).to_be_disabled()
        dialog.get_by_role("button", name="Close").click()
        expect(page.get_by_role("link", name="Hall", exact=True)).to_have_count(0)
        parent.click()
        expect_step(page, 60)
        page = watched.open("/#/hall")
        expect(page.get_by_role("heading", name="No hall of fame here")).to_be_visible()


def test_a_site_without_bots_says_what_the_summary_lacks(
    browser: Browser, site_address: str
) -> None:
    with watching(browser, site_address) as watched:
        page = watched.open(f"/#{REPLAY_PATH}")
        page.get_by_role("button", name="Summary").click()
        verdict = page.get_by_role("region", name="What happened")
        expect(verdict).to_contain_text("No comparison: this static site was built without")
        expect(verdict).to_contain_text("--beside prospector")
        table = page.get_by_role("region", name="Reward by term")
        expect(table.get_by_role("columnheader", name="This replay")).to_be_visible()
        expect(table.get_by_role("columnheader", name="prospector")).to_have_count(0)
        expect(table).not_to_contain_text("…")


@pytest.mark.skipif("prospector" not in player_names(), reason="trainkit provides the bots")
def test_a_site_with_a_bot_compares_with_it(
    browser: Browser, runs_dir: Path, tmp_path: Path
) -> None:
    build_site(Settings(runs_dir=runs_dir), tmp_path / "site", bots=["prospector"])
    with hosted(tmp_path / "site") as address, watching(browser, address) as watched:
        page = watched.open(f"/#{REPLAY_PATH}")
        page.get_by_role("button", name="Summary").click()
        verdict = page.get_by_role("region", name="What happened")
        expect(verdict).to_contain_text("On this seed prospector made")
        for path in (tmp_path / "site" / "api" / "bots" / "prospector").iterdir():
            path.unlink()
        page.reload()
        page.get_by_role("button", name="Summary").click()
        expect(verdict).to_contain_text("this static site has no episode of prospector on this")
        expect(verdict).not_to_contain_text("404")
        watched.troubles = [t for t in watched.troubles if "404" not in t]  # of the file itself


def test_a_site_that_is_opened_as_a_file_says_what_to_do(
    browser: Browser, runs_dir: Path, tmp_path: Path
) -> None:
    build_site(Settings(runs_dir=runs_dir), tmp_path / "site")
    page = browser.new_page()
    page.goto((tmp_path / "site" / "index.html").as_uri())
    expect(page.get_by_role("heading", level=1)).to_have_text("This site needs a web server")
    command = f'python3 -m http.server --directory "{tmp_path / "site"}" 8001'
    expect(page.locator("pre")).to_have_text(command)
    page.close()
