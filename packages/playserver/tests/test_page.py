"""The page in a real browser: from the list of runs to a replay, by mouse, keys and address."""

from __future__ import annotations

import functools
import http.server
import json
import os
import re
import shutil
import socket
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

from playserver import Settings, create_app
from playserver.static_site import build_site

import helpers

pytestmark = pytest.mark.browser

NAMES: Final = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
ARGUMENTS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
RUN: Final = "newer"
REPLAY: Final = f"w{helpers.WINDOWS:06d}"
REPLAY_PATH: Final = f"/runs/{RUN}/replays/{REPLAY}"
PAGES: Final = {
    "replays": "/",
    "runs": "/runs",
    "analytics": f"/analytics?run={RUN}&run=older",
    "run": f"/runs/{RUN}",
    "replay": f"{REPLAY_PATH}?step=60",
    "missing": "/nowhere",
}
SIZES: Final = {"desktop": (1440, 900), "phone": (360, 780)}
DEADLINE_MS: Final = 15_000
SHOTS: Final = "PLAYSERVER_SCREENSHOTS"
"""Names the environment variable that names the folder for screenshots."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return a Chromium, or skip where there is none."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no Chromium here: install it (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(runs_dir: Path) -> Iterator[str]:
    """Return the address of a server of two runs, on a free port."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(create_app(Settings(runs_dir=runs_dir)), log_level="warning")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        listener.listen()  # before the thread runs: whoever comes early waits in the queue
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()


class Watched:
    """A page of which nothing may be heard: no error, no violation, no foreign request."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.troubles: list[str] = []
        page.set_default_timeout(DEADLINE_MS)
        page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        page.on("console", self._hear)
        page.on("request", self._see)

    def _hear(self, message: Any) -> None:
        if message.type in {"error", "warning"}:  # violations of the content policy, too
            self.troubles.append(f"{message.type}: {message.text}")

    def _see(self, request: Request) -> None:
        if not request.url.startswith(f"{self.address}/"):
            self.troubles.append(f"foreign request: {request.url}")

    def open(self, path: str) -> Page:
        """Go to a path of the server and return the page."""
        self.page.goto(self.address + path)
        return self.page


@pytest.fixture
def watched(browser: Browser, address: str) -> Iterator[Watched]:
    """Return a watched page at desktop size; at the end it must have been silent."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    watched = Watched(context.new_page(), address)
    yield watched
    context.close()
    assert watched.troubles == []


def open_replay(watched: Watched, step: int = 0) -> Page:
    """Open the replay at a step and wait until it is shown."""
    page = watched.open(f"{REPLAY_PATH}?step={step}")
    expect(page.get_by_role("heading", name="Ship", exact=True)).to_be_visible()
    expect_step(page, step)
    return page


def expect_step(page: Page, step: int) -> None:
    """Wait until the player stands at a step."""
    expect(timeline(page)).to_have_attribute("aria-valuenow", str(step))


def step_of(page: Page) -> int:
    """Return the step at which the player stands."""
    return int(timeline(page).get_attribute("aria-valuenow") or "-1")


def timeline(page: Page) -> Any:
    """Return the slider over all steps."""
    return page.get_by_role("slider", name="Step of the replay")


def frame_of(address: str, step: int) -> dict[str, Any]:
    """Return a frame as the API has it."""
    url = f"{address}/api{REPLAY_PATH}/frames?start={step}&stop={step + 1}"
    with urllib.request.urlopen(url) as response:
        frame: dict[str, Any] = json.load(response)["frames"][0]
    return frame


def test_the_list_leads_to_a_run_and_to_its_replay(watched: Watched) -> None:
    page = watched.open("/runs")
    runs = page.locator("tbody th")
    expect(runs).to_have_text([RUN, "older"])
    expect(page.get_by_role("row", name=RUN)).to_contain_text("\u221220.00")  # -50 + 10 * 3
    page.get_by_role("link", name=RUN, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(RUN)
    page.get_by_role("link", name=REPLAY, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(REPLAY)
    expect(page.get_by_role("img", name="Belt of")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(RUN)


def test_the_curves_are_drawn(watched: Watched) -> None:
    page = watched.open(f"/runs/{RUN}")
    charts = page.get_by_label("Progress", exact=True).get_by_role("img")
    expect(charts).to_have_count(6)
    for chart in charts.all():
        canvas = chart.locator("canvas")
        expect(canvas).to_be_visible()
        # of several colors: axes, grid and at least one line
        colors = canvas.evaluate(
            """(canvas) => {
              const { width, height } = canvas;
              const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
              return new Set(new Uint32Array(data.buffer)).size;
            }"""
        )
        assert colors > 10
    label = charts.first.get_attribute("aria-label") or ""
    assert "Training \u221220.00, Evaluation \u221240.00" in label  # -50 + 10 * 3, in helpers.py


def test_the_evaluation_is_a_table(watched: Watched) -> None:
    page = watched.open(f"/runs/{RUN}")
    rows = page.get_by_role("region", name="Evaluation").locator("tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(1)).to_contain_text("random")
    expect(rows.nth(1)).to_contain_text("\u221245.0 [\u221247.0, \u221243.0]")


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


def test_the_log_jumps(watched: Watched) -> None:
    page = open_replay(watched)
    log = page.get_by_role("region", name="Log", exact=True)
    log.get_by_role("button", name="All").click()
    expect(log.locator(".log-step").first).to_have_text("1")  # every step but the reset
    log.locator("li").nth(2).get_by_role("button").click()
    expect_step(page, 3)


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


def test_a_frame_shows_what_the_api_says(watched: Watched) -> None:
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


def test_a_run_that_is_not_there_is_an_error_in_words(watched: Watched) -> None:
    page = watched.open("/runs/gone")
    expect(page.get_by_role("alert")).to_contain_text("gone")
    # the browser itself notes every answer of 404
    watched.troubles = [t for t in watched.troubles if "status of 404" not in t]


def test_frames_that_do_not_come_can_be_asked_for_again(watched: Watched) -> None:
    page = watched.page
    page.route("**/frames?*", lambda route: route.abort())
    watched.open(REPLAY_PATH)
    expect(page.get_by_role("alert")).to_contain_text("The server does not answer.")
    page.unroute("**/frames?*")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="Ship", exact=True)).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    # the browser itself notes every request that failed
    watched.troubles = [t for t in watched.troubles if "ERR_FAILED" not in t]


def test_the_colors_can_be_chosen_and_are_kept(watched: Watched) -> None:
    page = watched.open("/")
    page.get_by_role("button", name="Colors: auto").click()
    page.get_by_role("button", name="Colors: light").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


@pytest.fixture(scope="module")
def shots_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder for screenshots."""
    named = os.environ.get(SHOTS)
    folder = Path(named) if named else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_fits_every_size(
    browser: Browser, address: str, shots_dir: Path, *, name: str, size: str, scheme: Any
) -> None:
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
    )
    watched = Watched(context.new_page(), address)
    page = watched.open(PAGES[name])
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.screenshot(path=shots_dir / f"{name}-{size}-{scheme}.png", full_page=size == "phone")
    context.close()
    assert watched.troubles == []


def test_filters_of_replays_stand_in_the_address(watched: Watched) -> None:
    page = watched.open("/")
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(2 * helpers.WINDOWS)
    expect(rows.first).to_contain_text(RUN)
    page.get_by_role("combobox", name="Run", exact=True).select_option("older")
    expect(rows).to_have_count(helpers.WINDOWS)
    page.get_by_role("spinbutton", name="Window").fill("2")
    page.get_by_role("spinbutton", name="Window").press("Enter")
    expect(rows).to_have_count(1)
    expect(page).to_have_url(f"{watched.address}/?run=older&window=2")
    page.reload()
    expect(rows).to_have_count(1)
    page.get_by_role("spinbutton", name="Window").fill("77")
    page.get_by_role("spinbutton", name="Window").press("Enter")
    expect(page.get_by_role("heading", name="No replay matches")).to_be_visible()
    page.get_by_role("button", name="Clear").click()
    expect(rows).to_have_count(2 * helpers.WINDOWS)


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """A file host that says nothing on stderr."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def site_address(runs_dir: Path, tmp_path: Path) -> Iterator[str]:
    """Return the address of a site without a server, deep under the root of a file host."""
    build_site(Settings(runs_dir=runs_dir), tmp_path / "deep" / "site", with_frames=True)
    handler = functools.partial(QuietHandler, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as host:
        thread = threading.Thread(target=host.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{host.server_address[1]}/deep/site"
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
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_text("Verified")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(RUN)
    context.close()
    assert watched.troubles == []


def test_the_page_says_that_the_server_is_away_and_back(watched: Watched) -> None:
    page = watched.open("/")
    expect(page.locator("tbody tr")).to_have_count(2 * helpers.WINDOWS)
    page.route("**/api/**", lambda route: route.abort())
    page.get_by_role("combobox", name="Run", exact=True).select_option("older")
    expect(page.get_by_text("The server does not answer. Trying again")).to_be_visible()
    page.unroute("**/api/**")
    expect(page.get_by_text("The server is back.")).to_be_visible()
    # the browser itself notes every request that failed
    watched.troubles = [t for t in watched.troubles if "ERR_FAILED" not in t]


def test_curves_of_several_runs_lie_over_each_other(watched: Watched) -> None:
    page = watched.open(f"/analytics?run={RUN}")
    charts = page.get_by_role("region", name="Curves").get_by_role("img")
    expect(charts).to_have_count(6)
    page.get_by_role("group", name="Runs").get_by_label("older").check()
    label = f"{RUN} \u221220.00, older \u221220.00"  # -50 + 10 * 3, in helpers.py
    expect(charts.first).to_have_attribute("aria-label", re.compile(re.escape(label)))
    page.get_by_label("Find in metrics").fill("value_loss")
    page.get_by_label("losses.value_loss").check()
    expect(charts).to_have_count(7)
    page.get_by_label("Log scale").check()
    page.get_by_label("Over windows, not steps").check()
    expect(page).to_have_url(re.compile(r"run=newer&run=older&metric=.*&scale=log&x=windows$"))
    page.reload()
    expect(charts).to_have_count(7)
    run = page.get_by_role("region", name=f"Run {RUN}")
    expect(run.get_by_role("region", name=f"Evaluation of {RUN}")).to_contain_text("random")
    run.get_by_role("link", name="Replay of window 3").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(REPLAY)


def test_the_bundle_is_small(address: str) -> None:
    with urllib.request.urlopen(address) as response:
        links = re.findall(r'(?:src|href)="(/assets/[^"]+)"', response.read().decode())
    sizes = []
    for link in links:
        request = urllib.request.Request(address + link, headers={"Accept-Encoding": "gzip"})
        with urllib.request.urlopen(request) as response:
            sizes.append(len(response.read()))
    assert len(sizes) >= 2  # scripts and styles
    assert sum(sizes) < 300_000
