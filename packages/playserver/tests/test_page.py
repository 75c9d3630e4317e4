"""The page in a real browser: from the list of runs to curves and replays."""

from __future__ import annotations

import re
import urllib.request
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Route, expect

import playserver

import helpers
from page_driver import ALL_SIZES, REPLAY, REPLAY_PATH, RUN, SIZES, Watched, barriers_in

pytestmark = pytest.mark.browser

PAGES: Final = {
    "replays": "/",
    "runs": "/runs",
    "analytics": f"/analytics?run={RUN}&run=older",
    "run": f"/runs/{RUN}",
    "replay": f"{REPLAY_PATH}?step=60",
    "replay-truth": f"{REPLAY_PATH}?step=60&truth=1",
    "evaluations": "/evaluations",
    "open": "/open",
    "hall": "/hall",
    "missing": "/nowhere",
}


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


def test_an_unknown_run_shows_an_error(watched: Watched) -> None:
    page = watched.open("/runs/gone")
    expect(page.get_by_role("alert")).to_contain_text("gone")
    # the browser itself notes every answer of 404
    watched.troubles = [t for t in watched.troubles if "status of 404" not in t]


def test_the_colors_can_be_chosen_and_are_kept(watched: Watched) -> None:
    page = watched.open("/")
    page.get_by_role("button", name="Colors: auto").click()
    page.get_by_role("button", name="Colors: light").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


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
    assert barriers_in(page) == []
    context.close()
    notes = ["status of 404"] if name == "missing" else []  # of the page itself, by the browser
    assert [t for t in watched.troubles if not any(note in t for note in notes)] == []


def test_no_page_scrolls_sideways_at_any_size(watched: Watched) -> None:
    for width, height in ALL_SIZES:
        watched.page.set_viewport_size({"width": width, "height": height})
        for path in PAGES.values():
            page = watched.open(path)
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            page.wait_for_load_state("networkidle")
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{path} at {width} x {height}"
    watched.troubles[:] = [t for t in watched.troubles if "status of 404" not in t]


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


def test_a_number_being_typed_outlives_an_answer(watched: Watched) -> None:
    page = watched.page
    held: list[Route] = []
    page.route("**/api/runs", lambda route: held.append(route))  # noqa: PLW0108  (it must be Python)
    watched.open("/?run=older&window=2")
    expect(page.locator("tbody tr")).to_have_count(1)
    field = page.get_by_role("spinbutton", name="Window")
    field.fill("77")
    held[0].continue_()  # the list of runs comes, and the page is drawn again
    run = page.get_by_role("combobox", name="Run", exact=True)
    expect(run.get_by_role("option")).to_have_count(3)
    expect(field).to_have_value("77")
    field.press("Enter")
    expect(page.get_by_role("heading", name="No replay matches")).to_be_visible()
    expect(field).to_be_focused()


def test_the_page_shows_that_the_server_is_gone_and_back(watched: Watched) -> None:
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
    page.get_by_label("Windows on the x axis").check()
    expect(page).to_have_url(re.compile(r"run=newer&run=older&metric=.*&scale=log&x=windows$"))
    page.reload()
    expect(charts).to_have_count(7)
    run = page.get_by_role("region", name=f"Run {RUN}")
    expect(run.get_by_role("region", name=f"Evaluation of {RUN}")).to_contain_text("random")
    run.get_by_role("link", name="Replay of window 3").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(REPLAY)


def test_the_bundle_is_small(address: str) -> None:
    assets = Path(playserver.__file__).parent / "static" / "assets"
    sizes = []
    # what index.html links to, and what is fetched later; the API's description is a page apart
    for asset in (path for path in assets.iterdir() if not path.name.startswith("docs-")):
        headers = {"Accept-Encoding": "gzip"}
        request = urllib.request.Request(f"{address}/assets/{asset.name}", headers=headers)
        with urllib.request.urlopen(request) as response:
            sizes.append(len(response.read()))
    assert len(sizes) >= 4  # scripts, styles, the font and the engine
    assert sum(sizes) < 300_000
