"""Play in a real browser: what stays in sight at every size, and presses that repeat."""

from __future__ import annotations

from typing import Final

import pytest
from playwright.sync_api import Browser, expect

from conftest import watching
from page_driver import (
    ALL_SIZES,
    SIZES,
    Watched,
    barriers_in,
    follow_guide,
    open_play,
    start_flight,
    steps_of,
)

pytestmark = pytest.mark.browser

SEEN_OF_MAP: Final = """() => {
  const map = document.querySelector(".map-panel").getBoundingClientRect();
  const deck = document.querySelector(".actions").getBoundingClientRect();
  const isBeside = deck.left >= map.right;
  return Math.min(innerHeight, map.bottom, isBeside ? Infinity : deck.top) - map.top;
}"""
"""Pixels between the top of the map and what covers it or the end of the window."""
STEPS_SHOWN: Final = 'Number(document.querySelector(".facts").innerText.match(/step\\s+(\\d+)/)[1])'


def test_what_the_ship_has_stays_in_sight_and_the_map_too(
    browser: Browser, play_address: str
) -> None:
    for width, height in ALL_SIZES:
        size = {"width": width, "height": height}
        with watching(browser, play_address, viewport=size, reduced_motion="reduce") as watched:
            page = open_play(watched)
            for below in (0, 10_000):
                page.mouse.wheel(0, below)
                vitals = page.get_by_label("The ship at a glance")
                expect(vitals).to_be_in_viewport(ratio=1)
                box = vitals.bounding_box()
                assert box is not None
                assert box["height"] < 40, (width, height)  # one line
                page.mouse.wheel(0, -below)
            assert page.evaluate(SEEN_OF_MAP) > 40, (width, height)


def test_the_actions_fold_on_a_phone(browser: Browser, play_address: str) -> None:
    width, height = SIZES["phone"]
    size = {"width": width, "height": height}
    with watching(browser, play_address, viewport=size, has_touch=True) as watched:
        page = open_play(watched)
        start_flight(page, 42)
        before = page.evaluate(SEEN_OF_MAP)
        fold = page.get_by_role("button", name="Show the actions")
        fold.tap()
        expect(fold).to_have_attribute("aria-expanded", "false")
        assert page.evaluate(SEEN_OF_MAP) > before + 100
        assert barriers_in(page) == []
        page.get_by_role("button", name="Trade", exact=True).tap()
        expect(page.get_by_role("button", name="Sell everything")).to_be_visible()


def test_a_held_button_mines_on(browser: Browser, play_address: str) -> None:
    with watching(browser, play_address, reduced_motion="reduce") as watched:
        page = open_play(watched)
        start_flight(page, 42)
        follow_guide(page, until="Mine it")
        before = steps_of(page)
        button = page.get_by_role("button", name="Mine, standard")
        box = button.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 20, box["y"] + 10)
        page.mouse.down()
        page.wait_for_function(f"() => {STEPS_SHOWN} >= {before + 3}")
        page.mouse.up()
        held = steps_of(page)
        page.keyboard.press("h")
        assert steps_of(page) == held + 1  # it ended with the press, and the click took no step


def test_a_first_sale_takes_25_presses_and_cashing_out_warns(play: Watched) -> None:
    page = open_play(play)
    start_flight(page, 42)
    guide = page.locator(".guide-text")
    for _ in range(24):
        text = guide.inner_text()
        if text.startswith("Sell"):
            break
        page.keyboard.press("z" if text.startswith("You are mining") else "Enter")
    page.keyboard.press("q")
    dialog = page.get_by_role("dialog", name="Cash out?")
    if dialog.is_visible():  # there are credits only after a sale
        dialog.get_by_role("button", name="Cancel").click()
    page.keyboard.press("x")
    page.keyboard.press("x")
    expect(page.locator(".outcome-line")).to_contain_text("Everything is sold.")
    expect(guide).to_contain_text("Refuel")
    page.keyboard.press("q")
    expect(dialog).to_contain_text("ticks are left unused")
    dialog.get_by_role("button", name="Cash out").click()
    end = page.get_by_role("region", name="The end")
    expect(end).to_contain_text("Cashed out. Net profit")
    assert barriers_in(page) == []
