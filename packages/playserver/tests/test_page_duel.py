"""From a replay to Play: taken over by hand, or flown against, in a real browser."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect

import replaykit
from envcore.spec import Action
from replaykit import Replay

from conftest import watching
from page_driver import (
    REPLAY,
    REPLAY_PATH,
    RUN,
    SIZES,
    Watched,
    barriers_in,
    follow_guide,
    frame_of,
    open_replay,
)

pytestmark = pytest.mark.browser

STEP: Final = 60
BLOCK_STEPS: Final = 64
"""Of the replays that the page writes."""


@pytest.fixture
def still(browser: Browser, address: str) -> Iterator[Watched]:
    """Return a page of a server of two runs, without animations."""
    with watching(browser, address, reduced_motion="reduce") as watched:
        yield watched


def parent_at(address: str) -> Replay:
    """Return the replay that is taken over."""
    with urllib.request.urlopen(f"{address}/api{REPLAY_PATH}/file") as response:
        return Replay.from_bytes(response.read())


def fuel_of(page: Page) -> str:
    """Return the fuel that the ship's panel shows."""
    return page.get_by_role("meter", name="Fuel").get_attribute("aria-valuenow") or ""


def test_a_replay_is_taken_over_and_saved_as_its_fork(still: Watched, tmp_path: Path) -> None:
    page = open_replay(still, STEP)
    fuel = fuel_of(page)
    page.get_by_role("link", name="Continue by hand").click()
    expect(page.get_by_role("link", name=f"from {REPLAY}, step {STEP}")).to_be_visible()
    expect(page).to_have_url(f"{still.address}/play")
    assert fuel_of(page) == fuel
    page.keyboard.press("h")
    page.keyboard.press("l")
    page.reload()
    expect(page.locator(".facts")).to_contain_text("step 2")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(
        page.get_by_text("Not for the hall of fame: It continues another replay")
    ).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download .abr").click()
    download.value.save_as(tmp_path / "fork.abr")
    replay = Replay.read(tmp_path / "fork.abr")
    assert replaykit.verify(replay).is_true
    recorder = replaykit.fork(
        parent_at(still.address),
        STEP,
        replaykit.Provenance(replay.header.player),
        block_steps=BLOCK_STEPS,
    )
    for action in (Action.HOLD_DRIFT, Action.THREAT_LISTEN):
        recorder.step(int(action))
    again = recorder.finish()
    assert again == replay
    assert again.content_digest == replay.content_digest


def test_a_fork_outside_the_replay_shows_the_reason(still: Watched) -> None:
    page = still.open(f"/play?fork={REPLAY}&run={RUN}&step=9999")
    expect(page.get_by_role("alert")).to_contain_text("The step is 9999, the replay has")
    page = open_replay(still, 0)
    page.keyboard.press("End")
    off = page.get_by_text("Continue by hand")
    expect(off).to_have_attribute("aria-disabled", "true")


def test_leaving_a_flight_asks_for_confirmation(still: Watched) -> None:
    page = still.open("/play")
    page.get_by_role("region", name="Actions", exact=True).wait_for()
    page.keyboard.press("h")
    page = open_replay(still, STEP)
    page.get_by_role("link", name="Continue by hand").click()
    dialog = page.get_by_role("dialog", name="Discard the flight on this page?")
    assert barriers_in(page) == []
    dialog.get_by_role("button", name="Cancel").click()
    expect(page.locator(".facts")).to_contain_text("step 1")
    page.go_back()
    page.get_by_role("link", name="Continue by hand").click()
    dialog.get_by_role("button", name="Discard flight").click()
    expect(page.get_by_role("link", name=f"from {REPLAY}")).to_be_visible()


def rival_frame(address: str, tick: int) -> replaykit.Frame:
    """Return the last frame of the replay whose clock is not past a tick."""
    frames = replaykit.frames(parent_at(address))
    return [frame for frame in frames if frame.tick <= tick][-1]


@pytest.mark.parametrize("size", SIZES)
def test_a_duel_shows_both_at_the_same_tick(
    browser: Browser, address: str, shots_dir: Path, size: str
) -> None:
    width, height = SIZES[size]
    viewport = {"width": width, "height": height}
    with watching(browser, address, viewport=viewport, reduced_motion="reduce") as watched:
        page = open_replay(watched, 0)
        page.get_by_role("link", name="Duel").click()
        duel = page.get_by_role("region", name="Duel with")
        expect(duel).to_contain_text("level")
        expect(page.get_by_role("region", name="Map of", exact=False)).to_have_count(2)
        seed = parent_at(address).header.seed
        expect(page.locator(".facts")).to_contain_text(f"seed {seed}")
        for _ in range(40):
            page.keyboard.press("h")
        frame = rival_frame(address, 40)
        expect(duel).to_contain_text(f"fuel {frame.ship.fuel:,.0f}, hull {frame.ship.hull:,.0f}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert barriers_in(page) == []
        page.screenshot(path=shots_dir / f"duel-{size}-light.png", full_page=size == "phone")
        page.reload()
        expect(duel).to_contain_text(f"fuel {frame.ship.fuel:,.0f}")


def test_a_duel_starts_at_the_shown_step(still: Watched) -> None:
    page = open_replay(still, STEP)
    frame = frame_of(still.address, STEP)
    page.get_by_role("link", name="Duel").click()
    duel = page.get_by_role("region", name="Duel with")
    expect(duel).to_contain_text("level")
    expect(page.get_by_role("link", name=f"from {REPLAY}, step {STEP}")).to_be_visible()
    expect(duel).to_contain_text(f"fuel {frame['ship']['fuel']:,.0f}, hull")
    chart = duel.get_by_role("img", name=f"Net profit from tick {frame['tick']}")
    expect(chart).to_be_visible()
    for _ in range(10):
        page.keyboard.press("h")
    later = rival_frame(still.address, frame["tick"] + 10)
    expect(duel).to_contain_text(f"fuel {later.ship.fuel:,.0f}, hull {later.ship.hull:,.0f}")
    assert barriers_in(page) == []


def test_the_ship_that_earns_more_is_ahead(still: Watched, shots_dir: Path) -> None:
    page = still.open(f"/play?race={REPLAY}&run={RUN}")
    duel = page.get_by_role("region", name="Duel with maskable_ppo")
    expect(duel).to_contain_text("level")
    follow_guide(page, until=None)
    earned = page.get_by_role("region", name="Ship").locator("dd").nth(1).inner_text()
    assert rival_profit(still.address) == 0
    assert earned.startswith("+")
    expect(duel).to_contain_text(f"{earned} ahead")
    chart = duel.get_by_role("img", name="Net profit from tick 0")
    expect(chart).to_have_attribute(
        "aria-label", re.compile(rf"rival 0, gap {re.escape(earned)}\.$")
    )
    page.screenshot(path=shots_dir / "duel-ahead-desktop.png")


def rival_profit(address: str) -> float:
    """Return what the replay earned in all."""
    result = parent_at(address).result
    assert result is not None
    return result.net_profit


def test_a_rival_is_chosen_in_play(still: Watched) -> None:
    page = still.open("/play")
    page.get_by_role("button", name="New", exact=True).click()
    dialog = page.get_by_role("dialog", name="New flight")
    dialog.get_by_label("Against").select_option(index=1)
    expect(dialog).to_contain_text("Seed, options and length are those of the replay.")
    assert barriers_in(page) == []
    dialog.get_by_role("button", name="Start").click()
    expect(page.get_by_role("region", name="Duel with maskable_ppo")).to_be_visible()
