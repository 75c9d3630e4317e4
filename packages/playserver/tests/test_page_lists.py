"""The lists of the page in a real browser: order, conditions, columns, and opened files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, expect

from playserver import Settings
from replaykit.library import write_bundle

import helpers
from conftest import serving, watching
from page_driver import Watched, barriers_in
from saved_evaluations import MINED, PLAYERS, episode_of, save_evaluation

pytestmark = pytest.mark.browser

MANY: Final = 130
"""Replays of the long run: three pages of 50."""
TAGS: Final = ["every_window", "best_so_far", "milestone:profit:1000", "milestone:survival"]


def make_long_run(runs: Path) -> None:
    """Write a run whose replays have different returns; that of window 77 is the best."""
    folder = helpers.make_run(runs, "long", created="2026-01-03T00:00:00+00:00")
    index = folder / "replays" / "index.jsonl"
    first = json.loads(index.read_text(encoding="utf-8").splitlines()[0])
    data = (folder / "replays" / "w000001.abr").read_bytes()
    rows = []
    for window in range(1, MANY + 1):
        name = f"w{window:06d}"
        (folder / "replays" / f"{name}.abr").write_bytes(data)
        rows.append(first | {"replay_id": name, "file": f"{name}.abr", "window": window})
        rows[-1] |= {"return": 1000.0 if window == 77 else float(window)}
        rows[-1] |= {"tags": TAGS if window == MANY else TAGS[:1]}
    helpers.write_rows(index, rows)


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server of three runs, an evaluation and a bundle."""
    runs = tmp_path_factory.mktemp("listed")
    for number, gamma in enumerate((0.9, 0.99), 1):
        name = f"gamma{number}"
        created = f"2026-01-0{number}T00:00:00+00:00"
        run = helpers.make_run(runs, name, created=created)
        text = f"algorithm: maskable_ppo\nseed: {number}\nppo:\n  gamma: {gamma}\n"
        (run / "config.yaml").write_text(text, encoding="utf-8")
    make_long_run(runs)
    save_evaluation(runs / "scores" / "july")
    write_bundle(bundled(tmp_path_factory.mktemp("bundled")), runs / "scores.zip")
    with serving(Settings(runs_dir=runs)) as address:
        yield address


def bundled(folder: Path) -> list[Path]:
    """Write the replays of a bundle of two players."""
    paths = []
    for player in PLAYERS:
        for number, num_mined in enumerate(MINED[player]):
            paths.append(folder / f"{player}-{number}.abr")
            episode_of(player, num_mined, number).write(paths[-1])
    return paths


@pytest.fixture
def lists(browser: Browser, listed: str) -> Iterator[Watched]:
    """Return a watched page of that server."""
    with watching(browser, listed) as watched:
        yield watched


def names(page: Page) -> list[str]:
    """Return the first words of the rows."""
    return [text.split()[0] for text in page.locator("tbody th").all_inner_texts()]


def test_the_best_replay_is_one_click_away(lists: Watched) -> None:
    page = lists.open("/?run=long")
    page.get_by_role("button", name="Watch the best").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("w000077")
    page = lists.open("/runs")
    page.get_by_role("button", name="Best replay of long").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("w000077")


def test_replays_are_paged_sorted_and_searched(lists: Watched) -> None:
    page = lists.open("/runs/long")
    rows = page.locator(".replays tbody tr")
    expect(rows).to_have_count(50)
    page.get_by_role("button", name="Older").click()
    expect(rows.first).to_contain_text(f"w{MANY - 50:06d}")
    page.get_by_role("button", name="Return", exact=True).click()
    expect(rows.first).to_contain_text("w000077")
    expect(page.locator(".replays th[aria-sort]")).to_have_attribute("aria-sort", "descending")
    page.get_by_role("button", name="Return", exact=True).click()
    expect(rows.first).to_contain_text("w000001")
    expect(page).to_have_url(re.compile(r"/runs/long\?sort=return&order=asc$"))
    page.get_by_role("searchbox", name="Search").fill("w00012")
    expect(rows).to_have_count(10)
    page.reload()
    expect(rows).to_have_count(10)
    condition = page.get_by_role("combobox", name="Condition")
    condition.fill("return >= 125")
    condition.press("Enter")
    expect(rows).to_have_count(5)
    page.get_by_role("button", name="Remove return>=125").click()
    expect(rows).to_have_count(10)
    condition.fill("return")
    condition.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Expected a name, a comparison and a value")


def test_back_returns_to_the_row(lists: Watched) -> None:
    page = lists.open("/?run=long")
    expect(page.locator("tbody tr")).to_have_count(50)
    page.evaluate("scrollTo(0, 900)")
    page.get_by_role("link", name=f"w{MANY - 30:06d}", exact=True).click()
    expect(page.get_by_role("heading", name="Ship", exact=True)).to_be_visible()
    page.go_back()
    expect(page.locator("tbody tr")).to_have_count(50)
    page.wait_for_function("Math.abs(scrollY - 900) <= 1")


def test_a_list_shows_few_tags_and_all_on_demand(lists: Watched) -> None:
    page = lists.open("/?run=long")
    row = page.locator("tbody tr").first
    expect(row.locator("th")).to_contain_text("best so far")
    expect(row.locator("th")).not_to_contain_text("survival reached")
    row.get_by_role("button", name="+1").click()
    expect(row.locator("th")).to_contain_text("survival reached")


def test_runs_are_selected_by_conditions_and_compared(lists: Watched) -> None:
    page = lists.open("/runs")
    condition = page.get_by_role("combobox", name="Condition")
    condition.fill("config.ppo.gamma>0")
    condition.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(2)
    page.get_by_role("button", name="Columns").click()
    dialog = page.get_by_role("dialog", name="Columns")
    dialog.get_by_label("config.ppo.gamma").check()
    dialog.get_by_label("Algorithm", exact=True).uncheck()
    dialog.get_by_role("button", name="Close").click()
    head = page.get_by_role("button", name="config.ppo.gamma", exact=True)
    head.click()
    expect(page.locator("tbody tr").first).to_contain_text("0.99")
    assert names(page) == ["gamma2", "gamma1"]
    expect(page.get_by_role("button", name="Algorithm")).to_have_count(0)
    page.reload()
    expect(head).to_be_visible()
    for name in ("gamma1", "gamma2"):
        page.get_by_label(f"Select {name}").check()
    bar = page.get_by_role("region", name="Selected")
    expect(bar).to_contain_text("2 selected")
    assert barriers_in(page) == []
    bar.get_by_role("link", name="Compare").click()
    table = page.get_by_role("region", name="Differences of configuration")
    expect(table.locator("tbody tr").first).to_contain_text("0.99")
    condition_of_none = f"{lists.address}/runs?where=nothing>1"
    page.goto(condition_of_none)
    expect(page.get_by_role("alert")).to_contain_text("no run has nothing")
    lists.troubles = [t for t in lists.troubles if "status of 422" not in t]


def test_replays_are_compared(lists: Watched) -> None:
    page = lists.open("/?run=gamma1")
    for number in (1, 3):
        page.get_by_label(f"Select gamma1/w{number:06d}").check()
    page.get_by_role("button", name="Compare").click()
    dialog = page.get_by_role("dialog", name="2 replays compared")
    expect(dialog.get_by_role("img")).to_have_attribute("aria-label", re.compile("gamma1/w000003"))
    expect(dialog.locator("tbody tr")).to_have_count(2)
    assert barriers_in(page) == []


def test_evaluations_lead_to_their_episodes(lists: Watched) -> None:
    page = lists.open("/runs")
    page.get_by_role("link", name="Evaluations and bundles").click()
    saved = page.get_by_role("region", name="scores/july")
    expect(saved.locator("tbody tr")).to_have_count(len(PLAYERS))
    expect(page.get_by_role("region", name="scores.zip").locator("tbody tr")).to_have_count(2)
    assert barriers_in(page) == []
    saved.get_by_role("link", name=f"Watch the worst of {PLAYERS[0]}").click()
    expect(page.get_by_role("heading", name="Ship", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile(r"/evaluations/scores~july/replays/0\.00\.\d+$"))
    page.reload()
    expect(page.get_by_role("heading", name="Ship", exact=True)).to_be_visible()
    page.get_by_role("link", name="scores/july").click()
    page.get_by_role("searchbox", name="Search").fill("zip")
    expect(saved).to_have_count(0)


def drop(page: Page, files: dict[str, bytes]) -> None:
    """Drop files onto the page."""
    given: dict[str, Any] = {name: list(data) for name, data in files.items()}
    transfer = page.evaluate_handle(
        """(files) => {
          const transfer = new DataTransfer();
          for (const [name, bytes] of Object.entries(files))
            transfer.items.add(new File([new Uint8Array(bytes)], name));
          return transfer;
        }""",
        given,
    )
    page.dispatch_event("body", "dragover", {"dataTransfer": transfer})
    expect(page.get_by_text("Drop to open")).to_be_visible()
    page.dispatch_event("body", "drop", {"dataTransfer": transfer})


def test_a_dropped_replay_opens(lists: Watched) -> None:
    page = lists.open("/runs")
    expect(page.locator("tbody tr")).to_have_count(3)
    drop(page, {"mine.abr": episode_of("Ann", 2, 5).to_bytes()})
    expect(page.get_by_role("heading", level=1)).to_have_text("Ann")
    expect(page.get_by_role("heading", name="Ship", exact=True)).to_be_visible()
    expect(page.get_by_text("Drop to open")).to_have_count(0)
    drop(page, {"notes.txt": b"nothing", "broken.abr": b"no replay"})
    expect(page.get_by_text("broken.abr: ")).to_be_visible()


def test_a_bundle_and_a_folder_open_as_lists(lists: Watched, tmp_path: Path) -> None:
    page = lists.open("/open")
    write_bundle(bundled(tmp_path), tmp_path / "scores.zip")
    page.get_by_label("Choose files").set_input_files(tmp_path / "scores.zip")
    players = page.get_by_role("region", name="Players")
    expect(players.locator("tbody tr")).to_have_count(len(PLAYERS))
    save_evaluation(tmp_path / "saved")
    page.get_by_label("Choose a folder").set_input_files(tmp_path / "saved")
    files = page.locator("tbody th", has_text="saved/replays/random/00/")
    expect(files).to_have_count(len(MINED["random"]))
    page.get_by_role("button", name="Net profit").click()
    assert barriers_in(page) == []
    players.get_by_role("link", name="Watch the best of random").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("random")
    page.go_back()
    expect(files).to_have_count(len(MINED["random"]))
