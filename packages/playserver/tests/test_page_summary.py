"""Why a replay earned or lost: the ledger, the largest moments and the summary, in a browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import replaykit
from playserver import Settings
from replaykit.record.players import player_names

import helpers
from conftest import serving, watching
from page_driver import (
    REPLAY,
    RUN,
    Watched,
    barriers_in,
    expect_step,
    frame_of,
    open_replay,
    step_of,
)

pytestmark = pytest.mark.browser

SIZES = [(1440, 900), (1280, 720), (720, 450), (844, 390), (390, 844)]


@pytest.fixture
def frames(runs_dir: Path) -> list[replaykit.Frame]:
    """Return all frames of the replay."""
    replay = replaykit.Replay.read(runs_dir / RUN / "replays" / f"{REPLAY}.abr")
    return list(replaykit.frames(replay))


def number(text: str) -> float:
    """Return the first number of a text."""
    found = re.search(r"[+\u2212-]?[\d,]+(\.\d+)?", text)
    assert found is not None, text
    return float(found[0].replace(",", "").replace("\u2212", "-"))


def summary_of(page: Page) -> Page:
    """Open the summary and return its region."""
    page.keyboard.press("s")
    region = page.get_by_role("region", name="Summary")
    expect(region).to_be_visible()
    return region  # type: ignore[return-value]  # a locator, used like a page


def test_the_terms_of_the_reward_add_up_as_shown(
    watched: Watched, frames: list[replaykit.Frame]
) -> None:
    last = len(frames) - 1
    page = open_replay(watched, last)
    text = page.locator(".now").inner_text()
    shown, terms = text.partition("Reward")[2].split("=")
    assert number(shown) == pytest.approx(frames[last].reward, abs=0.00051)
    parts = [number(term) for term in terms.split(", ")]
    assert sum(parts) == pytest.approx(number(shown), abs=1e-9)


def test_a_sale_shows_credits_and_units(browser: Browser, tmp_path: Path) -> None:
    replay = helpers.played(8)
    folder = helpers.make_run(tmp_path, RUN) / "replays"
    replay.write(folder / f"{REPLAY}.abr")
    row = helpers.index_row(replay, helpers.WINDOWS, "2026-01-01T00:00:00+00:00")
    helpers.write_rows(folder / "index.jsonl", [row])
    frames = list(replaykit.frames(replay))
    sales = [f for f in frames[1:] if (f.action_name or "").startswith("SELL") and f.reward > 0]
    sale = sales[0]
    before = frames[sale.step - 1]
    with serving(Settings(runs_dir=tmp_path)) as address, watching(browser, address) as watched:
        page = open_replay(watched, sale.step)
        credits, units = page.locator(".now .booking").inner_text().split(" cr ")
        assert number(credits) == pytest.approx(sale.ship.credits - before.ship.credits, abs=0.51)
        assert number(units) == pytest.approx(sum(before.cargo) - sum(sale.cargo), abs=0.051)
        expect(page.locator(".log-row.is-current")).to_contain_text(f"{credits} cr {units}")


def test_the_largest_losses_are_found_and_jumped_to(watched: Watched) -> None:
    page = open_replay(watched)
    page.get_by_role("button", name="Largest").click()
    losses = page.get_by_role("region", name="Largest losses").get_by_role("button")
    first = losses.first.inner_text()
    losses.first.click()
    step = step_of(page)
    assert number(first) == step
    frame = frame_of(watched.address, step)
    assert number(first.split()[-1]) == pytest.approx(frame["reward"], abs=0.0051)


def test_setbacks_are_steps_to_jump_to(watched: Watched) -> None:
    page = open_replay(watched)
    page.keyboard.press("Shift+N")
    frame = frame_of(watched.address, step_of(page))
    plain = {"travelled", "scanned", "mined", "sold", "bought", "docked", "asteroid_exhausted"}
    assert set(frame["events"]) - plain
    page.keyboard.press("Shift+P")
    expect_step(page, 0)


def test_the_summary_says_why_and_leads_there(
    watched: Watched, frames: list[replaykit.Frame]
) -> None:
    page = open_replay(watched)
    summary = summary_of(page)
    verdict = summary.get_by_role("region", name="What happened")
    expect(verdict).to_contain_text(f"at tick {frames[-1].tick}")
    table = summary.get_by_role("region", name="Reward by term").locator("tr.is-total td.num")
    assert number(table.first.inner_text()) == pytest.approx(frames[-1].total, abs=0.0051)
    losses = summary.get_by_role("region", name="Largest losses").get_by_role("button")
    wanted = int(number(losses.first.inner_text()))
    losses.first.click()
    expect_step(page, wanted)
    expect(page.get_by_role("heading", name="Ship", exact=True)).to_be_visible()


@pytest.mark.skipif("prospector" not in player_names(), reason="trainkit provides the bots")
def test_the_summary_compares_with_prospector(watched: Watched) -> None:
    page = open_replay(watched)
    verdict = summary_of(page).get_by_role("region", name="What happened")
    expect(verdict).to_contain_text("On this seed prospector made", timeout=120_000)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_replay_and_summary_are_accessible_at_every_size(
    browser: Browser, address: str, width: int, height: int
) -> None:
    with watching(browser, address, viewport={"width": width, "height": height}) as watched:
        page = open_replay(watched, 60)
        assert barriers_in(page) == []
        summary_of(page)
        expect(page.get_by_text("for comparison…")).to_have_count(0, timeout=120_000)
        assert barriers_in(page) == []
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wide) == 0
        watched.troubles = [t for t in watched.troubles if "404" not in t]  # without trainkit


def test_a_link_holds_the_replay(watched: Watched, browser: Browser) -> None:
    page = open_replay(watched, 42)
    page.get_by_role("button", name="Share").click()
    link = page.get_by_label("Link").input_value()
    assert link.startswith(f"{watched.address}/player.html#abr=")
    assert barriers_in(page) == []
    with watching(browser, watched.address) as other:
        other.page.goto(link)
        expect(other.page.get_by_role("heading", name="Ship", exact=True)).to_be_visible()
        expect_step(other.page, 42)
        other.troubles = [t for t in other.troubles if "foreign request: data:" not in t]


@pytest.mark.parametrize(
    ("button", "start"),
    [("One HTML file", b"<!doctype html>"), ("PNG", b"\x89PNG\r\n"), ("GIF", b"GIF89a")],
)
def test_a_step_is_saved(watched: Watched, button: str, start: bytes, tmp_path: Path) -> None:
    page = open_replay(watched, 42)
    page.get_by_role("button", name="Share").click()
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("button", name=button).click()
    download.value.save_as(tmp_path / "saved")
    data = (tmp_path / "saved").read_bytes()
    assert data.startswith(start)
