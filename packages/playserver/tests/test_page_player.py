"""The player of replays in a real browser: by mouse, keys and address."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from page_driver import (
    REPLAY,
    REPLAY_PATH,
    Watched,
    barriers_in,
    expect_step,
    frame_of,
    open_replay,
    step_of,
    timeline,
)

pytestmark = pytest.mark.browser


def test_playing_moves_on_and_pausing_stops(watched: Watched) -> None:
    page = open_replay(watched)
    page.get_by_label("Speed in ticks per second").select_option("64")
    page.get_by_role("button", name="Play", exact=True).click()
    expect(timeline(page)).to_have_attribute("aria-valuenow", re.compile(r"^([2-9]\d|\d{3,})$"))
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    stopped_at = step_of(page)
    expect(page.get_by_label("Go to step")).to_have_value(str(stopped_at))
    expect(page).to_have_url(f"{watched.address}{REPLAY_PATH}?step={stopped_at}")


def test_playing_ends_at_the_last_step(watched: Watched) -> None:
    page = open_replay(watched)
    last = int(timeline(page).get_attribute("aria-valuemax") or "0")
    page.keyboard.press("9")
    page.get_by_label("Speed in ticks per second").select_option("512")
    page.get_by_role("button", name="Play", exact=True).click()
    expect_step(page, last)
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    expect(page.get_by_text("Episode over:")).to_be_visible()


def test_the_buttons_step(watched: Watched) -> None:
    page = open_replay(watched, 10)
    page.get_by_role("button", name="Step forward").click()
    expect_step(page, 11)
    page.get_by_role("button", name="Step back").click()
    page.get_by_role("button", name="Step back").click()
    expect_step(page, 9)
    page.get_by_role("button", name="To the start").click()
    expect_step(page, 0)


def test_the_tick_of_the_step_is_shown(watched: Watched) -> None:
    page = open_replay(watched, 10)
    tick = frame_of(watched.address, 10)["tick"]
    expect(page.locator(".transport-where")).to_contain_text(f"Tick {tick} /")


@pytest.mark.parametrize(
    ("key", "step"),
    [
        ("ArrowRight", 41),
        ("ArrowLeft", 39),
        ("Shift+ArrowRight", 50),
        ("Shift+ArrowLeft", 30),
        ("Home", 0),
        ("0", 0),
    ],
)
def test_the_keys_step(watched: Watched, key: str, step: int) -> None:
    page = open_replay(watched, 40)
    page.keyboard.press(key)
    expect_step(page, step)


def test_the_keys_play_and_set_the_speed(watched: Watched) -> None:
    page = open_replay(watched)
    speed = page.get_by_label("Speed in ticks per second")
    expect(speed).to_have_value("8")
    page.keyboard.press("ArrowUp")
    expect(speed).to_have_value("16")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(speed).to_have_value("4")
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_the_help_lists_the_keys(watched: Watched) -> None:
    page = open_replay(watched, 5)
    page.keyboard.press("?")
    help_dialog = page.get_by_role("dialog", name="Keyboard")
    expect(help_dialog).to_contain_text("Play or pause")
    page.keyboard.press("ArrowRight")  # no player's key while the help is open
    page.keyboard.press("Escape")
    expect(help_dialog).to_have_count(0)
    expect_step(page, 5)


def test_the_timeline_scrubs(watched: Watched) -> None:
    page = open_replay(watched)
    box = timeline(page).bounding_box()
    assert box is not None
    total = int(timeline(page).get_attribute("aria-valuemax") or "0") + 1
    page.mouse.move(box["x"] + box["width"] / 4, box["y"] + 10)
    page.mouse.down()
    assert abs(step_of(page) - total / 4) <= 1
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 10, steps=5)
    page.mouse.up()
    assert abs(step_of(page) - total / 2) <= 1


def test_the_player_steps_after_the_back_button(watched: Watched) -> None:
    page = open_replay(watched, 3)
    page.evaluate("history.pushState(null, '', location.pathname + '?step=9')")
    page.go_back()
    expect_step(page, 3)
    for step in (4, 5):
        page.keyboard.press("ArrowRight")
        expect_step(page, step)


def test_the_log_jumps(watched: Watched) -> None:
    page = open_replay(watched)
    log = page.get_by_role("region", name="Log", exact=True)
    log.get_by_role("button", name="All").click()
    expect(log.locator(".log-step").first).to_have_text("1")  # every step but the reset
    log.locator("li").nth(2).get_by_role("button").click()
    expect_step(page, 3)


@pytest.mark.parametrize("height", [900, 700])
@pytest.mark.parametrize("width", [360, 1440])
def test_the_log_shows_the_present_step(watched: Watched, width: int, height: int) -> None:
    watched.page.set_viewport_size({"width": width, "height": height})
    page = watched.open(f"{REPLAY_PATH}?step=60")
    page.wait_for_function("""() => {
      const row = document.querySelector(".log-row.is-current");
      if (row === null) return false;
      const boxes = [row, row.closest(".log-scroll")].map((e) => e.getBoundingClientRect());
      const [inner, outer] = boxes;
      return inner.top >= outer.top && inner.bottom <= outer.bottom;
    }""")


def test_events_are_steps_to_stop_at(watched: Watched) -> None:
    page = open_replay(watched)
    page.keyboard.press("n")
    first = step_of(page)
    assert first > 0
    assert set(frame_of(watched.address, first)["events"]) - {"mined", "scanned", "docked"}
    page.keyboard.press("n")
    assert step_of(page) > first
    page.keyboard.press("p")
    expect_step(page, first)


def test_a_frame_agrees_with_the_api(watched: Watched) -> None:
    step = 77
    page = open_replay(watched, step)
    frame = frame_of(watched.address, step)
    ship = frame["ship"]
    for name, digits in (("fuel", 0), ("hull", 1), ("heat", 1), ("tool", 1), ("alert", 1)):
        meter = page.get_by_role("meter", name=name.capitalize())
        shown = float(meter.get_attribute("aria-valuenow") or "nan")
        assert shown == pytest.approx(ship[name], abs=0.51 * 10**-digits)
    credits = page.locator(".figures dd").first.inner_text()
    assert float(credits.replace(",", "")) == pytest.approx(ship["credits"], abs=0.51)
    market = page.get_by_role("region", name="Market").locator("li b").all_inner_texts()
    assert [float(price) for price in market] == pytest.approx(frame["prices"], abs=0.051)
    cargo = page.get_by_role("region", name="Cargo").locator("li span.num").all_inner_texts()
    assert [float(units) for units in cargo] == pytest.approx(frame["cargo"], abs=0.051)
    rocks = page.get_by_role("region", name="Rocks here", exact=True).first.locator("tbody tr")
    expect(rocks).to_have_count(len(frame["rocks"]))
    place = page.get_by_role("img", name=f"The ship is at node {frame['node']}")
    expect(place).to_be_visible()


def test_a_step_beyond_the_end_is_the_last(watched: Watched) -> None:
    page = watched.open(f"{REPLAY_PATH}?step=9999999")
    expect(page.get_by_text("Episode over:")).to_be_visible()
    assert timeline(page).get_attribute("aria-valuenow") == timeline(page).get_attribute(
        "aria-valuemax"
    )


def test_a_replay_is_verified_and_downloaded(watched: Watched) -> None:
    page = open_replay(watched)
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_text("Verified")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name=".abr").click()
    assert download.value.suggested_filename.endswith(f"{REPLAY}.abr")


def test_loading_frames_can_be_retried(watched: Watched) -> None:
    page = watched.page
    page.route("**/frames?*", lambda route: route.abort())
    page.route("**/file", lambda route: route.abort())
    watched.open(REPLAY_PATH)
    expect(page.get_by_role("alert")).to_contain_text("The server does not answer.")
    page.unroute("**/frames?*")
    page.unroute("**/file")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="Ship", exact=True)).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    # the browser itself notes every request that failed
    watched.troubles = [t for t in watched.troubles if "ERR_FAILED" not in t]


@pytest.mark.parametrize(("width", "height"), [(844, 390), (390, 844)])
def test_the_player_folds_on_a_phone(watched: Watched, width: int, height: int) -> None:
    watched.page.set_viewport_size({"width": width, "height": height})
    page = open_replay(watched, 10)
    player = page.get_by_role("region", name="Timeline")
    before = player.bounding_box()
    fold = page.get_by_role("button", name="Show the timeline")
    fold.click()
    expect(fold).to_have_attribute("aria-expanded", "false")
    expect(timeline(page)).to_be_hidden()
    after = player.bounding_box()
    assert before is not None
    assert after is not None
    assert after["height"] < 70 < before["height"]
    page.locator(".map-panel").evaluate("(panel) => panel.scrollIntoView()")
    box = page.locator(".map-panel").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= height - after["height"]  # the whole map is seen
    page.get_by_role("button", name="Step forward").click()
    expect(page).to_have_url(re.compile("step=11$"))
    fold.click()
    expect_step(page, 11)
    assert barriers_in(page) == []
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(fold).to_be_hidden()
