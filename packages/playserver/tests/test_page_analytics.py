"""Analytics in a real browser: seeds, zoom, points that open replays, files, marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from playserver import Settings

import helpers
from conftest import serving, watching
from page_driver import Watched, barriers_in

pytestmark = pytest.mark.browser

LONG = 3000
ALL_RUNS = "/analytics?run=seed1&run=seed2&run=other"


@pytest.fixture(scope="module")
def analyzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server of three runs, two of which differ in their seed only."""
    runs = tmp_path_factory.mktemp("analyzed")
    for number, (name, seed, gamma) in enumerate(
        [("other", 1, 0.9), ("seed1", 1, 0.99), ("seed2", 2, 0.99)], 1
    ):
        run = helpers.make_run(runs, name, created=f"2026-01-0{number}T00:00:00+00:00")
        text = f"run_dir: runs/{name}\nseed: {seed}\nppo:\n  gamma: {gamma}\n"
        (run / "config.yaml").write_text(text, encoding="utf-8")
    with serving(Settings(runs_dir=runs)) as address:
        yield address


@pytest.fixture
def charts(browser: Browser, analyzed: str) -> Iterator[Watched]:
    """Return a watched page of that server."""
    with watching(browser, analyzed) as watched:
        yield watched


def chart_of(page: Page, title: str) -> Locator:
    """Return a drawn chart."""
    chart = page.locator("figure.chart", has=page.get_by_role("heading", name=title, exact=True))
    expect(chart.locator("canvas")).to_be_visible()
    return chart


def test_seeds_are_grouped(charts: Watched) -> None:
    page = charts.open(ALL_RUNS)
    chart = chart_of(page, "Return")
    expect(chart.locator(".legend li")).to_have_count(3 + 1)
    page.get_by_label("Group seeds").check()
    legend = chart_of(page, "Return").locator(".legend li")
    expect(legend).to_have_count(2 + 1)
    expect(legend.first).to_contain_text("ppo.gamma 0.99 (2 seeds)")
    expect(chart).to_contain_text("band: its 95 % interval")
    expect(page).to_have_url(re.compile("group=seeds"))
    table = page.get_by_role("region", name="Differences of configuration")
    expect(table.locator("thead th")).to_have_text(["Run", "seed", "ppo.gamma"])
    assert barriers_in(page) == []


def test_a_run_keeps_its_color(charts: Watched) -> None:
    page = charts.open("/analytics?run=seed1")
    stroke = chart_of(page, "Return").locator(".legend line").first
    alone = stroke.evaluate("(line) => line.style.stroke")
    page.get_by_role("group", name="Runs").get_by_label("seed2").check()
    row = chart_of(page, "Return").locator(".legend li", has_text="seed1")
    assert row.locator("line").evaluate("(line) => line.style.stroke") == alone


def test_a_drag_zooms_all_charts_and_the_address_keeps_it(charts: Watched) -> None:
    page = charts.open(ALL_RUNS)
    over = chart_of(page, "Return").locator(".u-over")
    box: Any = over.bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 0.5 * box["width"], middle)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.9 * box["width"], middle, steps=4)
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"from=7\d\d&to=1[34]\d\d$"))  # of 1,536 steps
    page.reload()
    expect(page.get_by_role("spinbutton", name="From")).to_have_value(re.compile(r"7\d\d"))
    page.get_by_role("button", name="Whole axis").click()
    expect(page).not_to_have_url(re.compile("from="))
    field = page.get_by_role("spinbutton", name="From")
    field.fill("600")
    field.press("Enter")
    expect(page).to_have_url(re.compile("from=600"))


def test_a_part_of_a_long_run_has_all_its_points(
    browser: Browser, tmp_path: Path, shots_dir: Path
) -> None:
    run = helpers.make_run(tmp_path, "long", created="2026-01-01T00:00:00+00:00")
    rows = [helpers.window_row(window) for window in range(1, LONG + 1)]
    for row in rows[1:]:  # no episode ends in the first window
        row["net_profit"]["mean"] = (-1) ** row["window"] * 10.0 ** (row["window"] % 6)
        row["survival"] = 0.5
    helpers.write_rows(run / "metrics" / "windows.jsonl", rows)
    ended = helpers.metadata("long", "2026-01-01T00:00:00+00:00") | {"window": LONG}
    helpers.write_json(run / "run_metadata.json", ended)
    with serving(Settings(runs_dir=tmp_path)) as address, watching(browser, address) as watched:
        page = watched.open("/analytics?run=long&metric=net_profit&x=windows&scale=log")
        slider = page.get_by_role("slider", name="Point of Net profit")
        expect(slider).to_be_visible()
        assert int(slider.get_attribute("max") or "0") < LONG - 1
        chart_of(page, "Net profit").screenshot(path=shots_dir / "signed-log-axis.png")
        page.goto(f"{page.url}&from=2000&to=2050")
        expect(slider).to_have_attribute("max", str(2051 - 1999))  # one more on either side
        expect(slider).to_have_attribute("aria-valuetext", re.compile("window 2,051: "))
        chart_of(page, "Net profit").screenshot(path=shots_dir / "zoomed.png")
        page.get_by_role("button", name="Whole axis").click()
        expect(slider).not_to_have_attribute("max", str(2051 - 1999))


def test_a_point_opens_the_replay_of_its_window(charts: Watched) -> None:
    page = charts.open("/analytics?run=seed1")
    over = chart_of(page, "Net profit").locator(".u-over")
    box: Any = over.bounding_box()
    # window 2 of 3: 200 credits; the axis is from 0 to 1,536 steps, with 2 % of air on both sides
    x = box["x"] + box["width"] * (2 / 3 + 0.02) / 1.04
    line = chart_of(page, "Net profit")
    for share in [part / 20 for part in range(1, 20)]:
        page.mouse.move(x, box["y"] + share * box["height"])
        if line.locator(".chart-tip").count() == 1:
            break
    expect(line.locator(".chart-tip")).to_contain_text("seed1")
    page.mouse.down()
    page.mouse.up()
    expect(page.get_by_role("heading", level=1)).to_have_text("w000002")


def test_keys_move_the_point_and_open_its_replay(charts: Watched) -> None:
    page = charts.open("/analytics?run=seed1")
    chart_of(page, "Net profit")
    slider = page.get_by_role("slider", name="Point of Net profit")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("step 1,024: seed1 200.00"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("w000002")


def test_smoothed_and_raw_values_stand_beside_each_other(charts: Watched) -> None:
    page = charts.open("/analytics?run=seed1&metric=net_profit&smooth=0.5&scale=log&clip=1")
    chart = chart_of(page, "Net profit")
    # windows 2 and 3 have 200 and 300
    smooth = (0.25 * 200 + 0.5 * 300) / 0.75
    expect(chart.locator(".legend")).to_contain_text(f"{smooth:.2f}raw 300.00")
    expect(chart).to_contain_text("smoothed by 0.50, faint: raw; outliers cut off")


def test_a_chart_is_saved_as_values_and_as_a_picture(charts: Watched, tmp_path: Path) -> None:
    page = charts.open("/analytics?run=seed1&run=seed2&x=windows&metric=net_profit")
    chart_of(page, "Net profit")
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV of Net profit").click()
    download.value.save_as(tmp_path / "chart.csv")
    lines = (tmp_path / "chart.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("window,")
    assert "seed1" in lines[0]
    assert lines[-1].startswith("3,300")
    with page.expect_download() as download:
        page.get_by_role("button", name="PNG of Net profit").click()
    download.value.save_as(tmp_path / "chart.png")
    assert (tmp_path / "chart.png").read_bytes().startswith(b"\x89PNG")


def test_marks_can_be_hit_and_stand_on_the_axis_of_the_chart(charts: Watched) -> None:
    page = charts.open("/analytics?run=seed1")
    run = page.get_by_role("region", name="Run seed1")
    marks = run.locator("a.replay-mark")
    expect(marks).to_have_count(helpers.WINDOWS)
    over: Any = run.locator(".u-over").bounding_box()
    for number, mark in enumerate(marks.all(), 1):
        box: Any = mark.bounding_box()
        assert min(box["width"], box["height"]) >= 24
        wanted = over["x"] + over["width"] * (number / helpers.WINDOWS + 0.02) / 1.04
        assert abs(box["x"] + box["width"] / 2 - wanted) <= 24
    marks.last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("w000003")
