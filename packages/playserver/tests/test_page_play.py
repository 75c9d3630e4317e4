"""Play in a real browser: by keyboard and by touch, saved, undone, and sent to the hall of fame."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, expect

import replaykit
from envcore.spec import Action
from replaykit import Replay

from conftest import watching
from page_driver import SIZES, Watched, barriers_in, follow_guide, open_play, start_flight, steps_of

pytestmark = pytest.mark.browser

BLOCK_STEPS: Final = 64
BOTS_MS: Final = 240_000  # each bot plays in a process of its own
"""Of the replays that the page writes."""


def downloaded(page: Page, folder: Path) -> Replay:
    """Download the flight and return the replay."""
    page.get_by_role("button", name="Save", exact=True).click()
    dialog = page.get_by_role("dialog", name="Save this flight")
    dialog.get_by_label("Name of the player").fill("Zoë")
    with page.expect_download() as download:
        dialog.get_by_role("button", name="Download .abr").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    dialog.get_by_role("button", name="Close").click()
    return Replay.read(path)


def recorded_again(replay: Replay) -> Replay:
    """Return what replaykit itself records of the same actions."""
    header = replay.header
    recorder = replaykit.EpisodeRecorder(
        replaykit.env_at(header.config, header.seed, header.episode),
        header.provenance,
        block_steps=BLOCK_STEPS,
    )
    recorder.run(replay.actions.astype("int64"))
    return recorder.finish()


def test_the_guide_leads_to_mining_without_a_server(play: Watched) -> None:
    page = open_play(play)
    page.wait_for_load_state("networkidle")  # the list of policies is a file of the page
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    began_s = time.monotonic()
    follow_guide(page, until="You are mining")
    assert time.monotonic() - began_s < 60
    assert requests == []
    page.keyboard.press("m")
    expect(
        page.get_by_role("region", name="Ship").get_by_role("meter", name="Heat")
    ).to_be_visible()
    assert barriers_in(page) == []


def test_an_illegal_action_shows_the_reason_and_takes_no_step(play: Watched) -> None:
    page = open_play(play)
    page.keyboard.press("m")
    refusal = page.locator(".outcome-line")
    expect(refusal).to_have_text("Mine, standard: No rocks here.")
    button = page.get_by_role("button", name="Cash out")
    expect(button).to_have_attribute("aria-disabled", "true")
    expect(button).to_contain_text("There are no credits to cash")
    button.click(force=True)  # it is disabled by aria only, so that it can show the reason
    expect(refusal).to_have_text("Cash out: There are no credits to cash.")
    assert steps_of(page) == 0
    page.keyboard.press("x")
    expect(refusal).to_contain_text("Sell all: press 1 Iron, 2 Nickel")
    page.keyboard.press("1")
    expect(refusal).to_have_text("Sell 100 % Iron: No iron on board.")


def test_a_downloaded_flight_equals_the_file_of_replaykit(play: Watched, tmp_path: Path) -> None:
    page = open_play(play)
    start_flight(page, 2**64 - 1)
    for _ in range(BLOCK_STEPS + 6):  # more than a block
        page.keyboard.press("h")
    follow_guide(page, until="You are mining")
    replay = downloaded(page, tmp_path)
    assert replay.header.seed == 2**64 - 1
    assert (replay.header.player.kind, replay.header.player.name) == ("human", "Zoë")
    assert len(replay.blocks) == 2
    assert replaykit.verify(replay).is_true
    again = recorded_again(replay)
    assert again == replay
    assert again.content_digest == replay.content_digest
    assert again.to_bytes()[:8] == replay.to_bytes()[:8]


def test_a_reload_resumes_the_flight(play: Watched) -> None:
    page = open_play(play)
    start_flight(page, 5)
    follow_guide(page, until="You are mining")
    before = page.get_by_role("region", name="Ship").inner_text()
    steps = steps_of(page)
    page.reload()
    expect(page.get_by_role("region", name="Ship")).to_be_visible()
    assert steps_of(page) == steps
    assert page.get_by_role("region", name="Ship").inner_text() == before


def test_steps_taken_back_make_it_practice(play: Watched, tmp_path: Path) -> None:
    page = open_play(play)
    start_flight(page, 5)
    page.keyboard.press("h")
    fuel = page.get_by_role("meter", name="Fuel")
    full = fuel.get_attribute("aria-valuenow")
    page.keyboard.press("e")
    expect(fuel).not_to_have_attribute("aria-valuenow", full or "")
    page.keyboard.press("u")
    dialog = page.get_by_role("dialog", name="Back to step 1?")
    expect(dialog).to_contain_text("the hall of fame will not take it")
    assert barriers_in(page) == []
    dialog.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("practice", exact=True)).to_be_visible()
    expect(fuel).to_have_attribute("aria-valuenow", full or "")
    page.keyboard.press("u")  # confirmation is needed once
    expect(page.locator(".facts")).to_contain_text("step 0")
    page.keyboard.press("h")
    replay = downloaded(page, tmp_path)
    assert replay.header.extra == {"practice": True}
    assert replay.actions.tolist() == [Action.HOLD_DRIFT]
    assert replaykit.verify(replay).is_true
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("button", name="Send to the hall of fame")).to_be_disabled()
    expect(page.get_by_text("Not for the hall of fame: It is practice")).to_be_visible()


def test_a_flight_is_flown_to_its_end_and_sent_to_the_hall(play: Watched, shots_dir: Path) -> None:
    page = open_play(play)
    start_flight(page, 11)
    follow_guide(page, until=None)
    page.keyboard.press("q")
    page.get_by_role("dialog", name="Cash out?").get_by_role("button", name="Cash out").click()
    end = page.get_by_role("region", name="The end")
    expect(end).to_contain_text("Cashed out.")
    expect(end.locator(".standings")).to_contain_text(
        re.compile(r"Rank \d+ of \d+ on seed 11"),
        timeout=BOTS_MS,
    )
    expect(end.get_by_text("fly it now")).to_have_count(0, timeout=BOTS_MS)
    players = end.get_by_role("listitem").all_inner_texts()
    for name in ("prospector", "random_legal", "default (policy)", "long (policy)"):
        assert any(text.startswith(name) for text in players), players
    page.screenshot(path=shots_dir / "play-ended-desktop.png")
    assert barriers_in(page) == []
    end.get_by_role("button", name="Save the flight").click()
    dialog = page.get_by_role("dialog", name="Save this flight")
    dialog.get_by_label("Name of the player").fill("Mae")
    dialog.get_by_role("button", name="Send to the hall of fame").click()
    expect(dialog.get_by_text("Verified and added")).to_be_visible()
    page.screenshot(path=shots_dir / "play-saved-desktop.png")
    assert barriers_in(page) == []
    dialog.get_by_role("link", name="Mae").click()
    expect(page.get_by_role("heading", name="Ship", exact=True)).to_be_visible()
    expect(page.locator(".facts")).to_contain_text("Mae")


def test_options_are_checked_and_switches_are_shown(play: Watched, shots_dir: Path) -> None:
    page = open_play(play)
    page.get_by_role("button", name="New", exact=True).click()
    dialog = page.get_by_role("dialog", name="New flight")
    dialog.get_by_text("Advanced").click()
    dialog.get_by_role("textbox", name="Seed").fill(str(2**64))
    page.screenshot(path=shots_dir / "play-new-desktop.png")
    assert barriers_in(page) == []
    dialog.get_by_role("button", name="Start").click()
    expect(dialog.get_by_role("alert")).to_contain_text("18446744073709551616")
    dialog.get_by_role("textbox", name="Seed").fill("1")
    dialog.get_by_label("Time budget").fill("0")
    dialog.get_by_role("button", name="Start").click()
    expect(dialog.get_by_role("alert")).to_contain_text("1..1000000")
    dialog.get_by_label("Time budget").fill("2000")
    dialog.get_by_label("Pirates").uncheck()
    dialog.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("A part of the world was switched off.")).to_be_visible()


def test_help_lists_the_keys(play: Watched) -> None:
    page = open_play(play)
    page.keyboard.press("?")
    help_dialog = page.get_by_role("dialog", name="Keyboard")
    expect(help_dialog).to_contain_text("Wide scan")
    assert barriers_in(page) == []
    page.keyboard.press("Escape")
    expect(help_dialog).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_play_fits_every_size(
    browser: Browser, play_address: str, shots_dir: Path, *, size: str, scheme: Any
) -> None:
    width, height = SIZES[size]
    options = {
        "viewport": {"width": width, "height": height},
        "color_scheme": scheme,
        "reduced_motion": "reduce",
        "has_touch": size == "phone",
    }
    with watching(browser, play_address, **options) as watched:
        page = open_play(watched)
        start_flight(page, 42)
        for stage in ("start", "mining"):
            if stage == "mining":
                follow_guide(page, until="You are mining")
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert barriers_in(page) == []
            page.screenshot(path=shots_dir / f"play-{stage}-{size}-{scheme}.png")


def test_play_works_by_touch_on_a_phone(browser: Browser, play_address: str) -> None:
    width, height = SIZES["phone"]
    size = {"width": width, "height": height}
    with watching(browser, play_address, viewport=size, has_touch=True) as watched:
        page = open_play(watched)
        start_flight(page, 42)
        page.get_by_role("region", name="Guide").get_by_role("button", name="Do it").tap()
        expect(page.locator(".facts")).to_contain_text("step 1")
        page.get_by_role("button", name="Scan", exact=True).tap()
        page.get_by_role("button", name="Wide scan").tap()
        page.get_by_role("button", name="Rock 0").tap()
        page.get_by_role("button", name="Mine", exact=True).tap()
        page.get_by_role("button", name="Mine, conservative").tap()
        expect(page.locator(".facts")).to_contain_text("step 4")
