"""Policies in the page: watched live, asked about a replay, handed the controls, and fought."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import replaykit
from playserver import Settings

import trained
from conftest import serving, watching
from page_driver import Watched, barriers_in, open_replay, step_of, timeline

pytestmark = pytest.mark.browser

SIZES = [(1440, 900), (1280, 720), (720, 450), (844, 390), (390, 844)]
STEP = 30
SLOW_MS = 60_000
"""For whole episodes on a busy machine."""


@pytest.fixture(autouse=True)
def _has_policies() -> None:
    """Skip where the page was built without the policies of trainkit."""
    folder = Settings(runs_dir=Path()).static_dir / "policies"
    if not (folder / "default.safetensors").is_file():
        pytest.skip("the page has no policies here: `npm run build` in packages/playserver/web")


@pytest.fixture
def still(browser: Browser, address: str) -> Iterator[Watched]:
    """Return a page without animations."""
    with watching(browser, address, reduced_motion="reduce") as watched:
        yield watched


def wait_for_steps(page: Page, steps: int) -> None:
    """Wait until a live flight has more than some steps."""
    page.wait_for_function(
        "(steps) => Number(document.querySelector('.timeline-lanes')?.ariaValueMax) > steps",
        arg=steps,
        timeout=SLOW_MS,
    )


def saved(page: Page, path: Path) -> replaykit.Replay:
    """Download the replay by Share and return it."""
    page.get_by_role("button", name="Share").click()
    with page.expect_download(timeout=SLOW_MS) as download:
        page.get_by_role("button", name="Replay file").click(timeout=SLOW_MS)
    download.value.save_as(path)
    page.get_by_role("button", name="Close").click()
    return replaykit.Replay.read(path)


def test_a_policy_flies_a_new_seed_in_two_clicks_and_its_replay_verifies(
    still: Watched, tmp_path: Path
) -> None:
    page = still.open("/")
    page.get_by_role("link", name="Watch", exact=True).click()
    expect(page.get_by_role("list", name="Likeliest actions")).to_be_visible(timeout=SLOW_MS)
    first = page.get_by_label("seed").input_value()
    page.get_by_role("button", name="New seed").click()
    expect(page.get_by_label("seed")).not_to_have_value(first)
    seed = page.get_by_label("seed").input_value()
    wait_for_steps(page, STEP)
    page.wait_for_function(
        "() => Number(document.querySelector('.timeline-lanes').ariaValueNow) > 0"
    )
    replay = saved(page, tmp_path / "live.abr")
    assert str(replay.header.seed) == seed
    assert replay.header.player.kind == "policy"
    assert replaykit.verify(replay).is_true
    assert replay.result is not None
    assert replay.result.end_cause is not None


def test_a_replay_says_what_a_policy_would_do_and_what_if(still: Watched, tmp_path: Path) -> None:
    page = open_replay(still, STEP)
    page.get_by_role("button", name="Policy", exact=True).click()
    panel = page.get_by_role("region", name="Policy")
    panel.get_by_role("combobox").select_option(index=1)
    expect(
        panel.get_by_role("list", name="Likeliest actions").get_by_role("listitem")
    ).not_to_have_count(0, timeout=SLOW_MS)
    torn = panel.get_by_role("group", name="Most uncertain steps").get_by_role("button")
    expect(torn.first).to_be_visible(timeout=SLOW_MS)
    jump = int(torn.first.inner_text().replace(",", ""))
    torn.first.click()
    assert step_of(page) == jump
    assert barriers_in(page) == []
    panel.get_by_role("button", name="What if it flew on").click()
    lines = panel.get_by_role("list", name="Lines").get_by_role("button")
    expect(lines).to_have_count(2)
    expect(lines.nth(1)).to_contain_text(f"from {jump}")
    expect(lines.nth(1)).not_to_contain_text("flying", timeout=SLOW_MS)
    assert barriers_in(page) == []
    panel.get_by_role("button", name="What if it flew on").click()
    expect(lines).to_have_count(3)
    original = open_steps(page)
    lines.first.click()
    expect(lines.first).to_have_attribute("aria-pressed", "true")
    assert open_steps(page) != original
    lines.nth(1).click()
    replay = saved(page, tmp_path / "line.abr")
    assert replaykit.verify(replay).is_true
    assert replay.header.player.name == "default"


def open_steps(page: Page) -> str | None:
    """Return the number of steps of the shown line."""
    found: str | None = timeline(page).get_attribute("aria-valuemax")
    return found


def test_the_controls_change_hands_at_any_step(still: Watched, tmp_path: Path) -> None:
    page = still.open("/watch?seed=7")
    wait_for_steps(page, STEP)
    page.keyboard.press("k")
    page.get_by_role("button", name="Continue by hand").click(timeout=SLOW_MS)
    bar = page.get_by_role("region", name="Autopilot")
    expect(bar).to_be_visible(timeout=SLOW_MS)
    facts = page.locator(".facts")
    page.keyboard.press("h")
    before = facts.inner_text()
    bar.get_by_role("combobox").first.select_option(index=1)
    bar.get_by_role("button", name="Hand over").click()
    page.wait_for_function(
        "(before) => document.querySelector('.facts').innerText !== before", arg=before
    )
    bar.get_by_role("button", name="Take the controls").click()
    page.keyboard.press("h")
    expect(bar.get_by_role("button", name="Hand over")).to_be_visible()
    bar.get_by_role("button", name="Hand over").click()
    page.keyboard.press("g")  # mine until hot: several actions by hand
    expect(bar.get_by_role("button", name="Hand over")).to_be_visible()
    assert barriers_in(page) == []
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("A part of it was flown by default")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download .abr").click()
    download.value.save_as(tmp_path / "mixed.abr")
    assert replaykit.verify(replaykit.Replay.read(tmp_path / "mixed.abr")).is_true


@pytest.fixture(scope="module")
def trained_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server of a run with checkpoints."""
    folder = tmp_path_factory.mktemp("trained")
    trained.train(folder / "small")
    trained.evaluate(folder / "scores", "pretrained:default", str(folder / "small"))
    with serving(Settings(runs_dir=folder)) as address:
        for window in (
            2,
            3,
        ):  # trainkit needs seconds for each, which the page then has not to wait
            urllib.request.urlopen(f"{address}/api/runs/small/checkpoints/{window}/policy").close()
        yield address


@trained.needs_trainkit
def test_checkpoints_of_runs_are_asked_watched_and_fought(
    browser: Browser, trained_address: str
) -> None:
    with watching(browser, trained_address, reduced_motion="reduce") as watched:
        page = watched.open("/runs/small/replays/w000003?step=10")
        page.get_by_role("button", name="Policy", exact=True).click()
        panel = page.get_by_role("region", name="Policy")
        chosen = panel.get_by_role("combobox").locator("option:checked")
        expect(chosen).to_have_text("small, window 3, of this replay")
        taken = panel.get_by_role("list", name="Likeliest actions").get_by_text("taken")
        expect(taken).to_be_visible(timeout=SLOW_MS)
        page = watched.open("/watch?seed=7&pilot=run:small@2")
        expect(page.get_by_label("Pilot").locator("option:checked")).to_contain_text("window 2")
        wait_for_steps(page, STEP)
        page.get_by_role("button", name="Policy", exact=True).wait_for()
        page.keyboard.press("k")
        page.keyboard.press("Home")
        page.get_by_role("button", name="Duel").click()
        duel = page.get_by_role("region", name="Duel with small@000002")
        expect(duel).to_contain_text("level", timeout=SLOW_MS)
        page.reload()
        expect(duel).to_contain_text("level", timeout=SLOW_MS)
        assert barriers_in(page) == []


@trained.needs_trainkit
@pytest.mark.parametrize(
    ("player", "label"),
    [(0, "default, about"), (1, "small, window 3, of this replay")],
)
def test_the_policy_of_an_evaluation_is_chosen_everywhere(
    browser: Browser, trained_address: str, player: int, label: str
) -> None:
    with watching(browser, trained_address, reduced_motion="reduce") as watched:
        page = watched.open(f"/evaluations/scores/replays/{player}.00.7?step=10")
        page.get_by_role("button", name="Policy", exact=True).click()
        panel = page.get_by_role("region", name="Policy")
        chosen = panel.get_by_role("combobox").locator("option:checked")
        expect(chosen).to_contain_text(label)
        panel.get_by_role("button", name="What if it flew on").click(timeout=SLOW_MS)
        lines = panel.get_by_role("list", name="Lines").get_by_role("button")
        expect(lines).to_have_count(2)
        page.get_by_role("button", name="Continue by hand").click()
        pilot = page.get_by_role("region", name="Autopilot").get_by_role("combobox").first
        expect(pilot.locator("option:checked")).to_contain_text(
            label.removesuffix(", of this replay")
        )
        page.go_back()
        page.get_by_role("link", name="Duel").click()
        page.get_by_role("button", name="Discard flight").click()
        expect(page.get_by_role("region", name="Duel with")).to_be_visible(timeout=SLOW_MS)
        expect(pilot.locator("option:checked")).to_contain_text(label)


def test_a_duel_with_a_policy_starts_at_any_step(still: Watched) -> None:
    page = still.open("/play")
    bar = page.get_by_role("region", name="Autopilot")
    expect(bar).to_be_visible()
    for _ in range(3):
        page.keyboard.press("h")
    bar.get_by_role("combobox").first.select_option(index=1)
    bar.get_by_role("button", name="Duel from here").click()
    duel = page.get_by_role("region", name="Duel with default")
    expect(duel).to_contain_text("level", timeout=SLOW_MS)
    expect(page.get_by_role("region", name="Map of default")).to_be_visible()
    expect(page.get_by_role("region", name="Map of the belt")).to_be_visible()
    assert barriers_in(page) == []
    page.reload()
    expect(duel).to_be_visible(timeout=SLOW_MS)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_watch_fits_every_size(
    browser: Browser, address: str, shots_dir: Path, width: int, height: int
) -> None:
    viewport = {"width": width, "height": height}
    with watching(browser, address, viewport=viewport, reduced_motion="reduce") as watched:
        page = watched.open("/watch?seed=7")
        wait_for_steps(page, STEP)
        page.keyboard.press("k")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert barriers_in(page) == []
        page.screenshot(path=shots_dir / f"watch-{width}x{height}.png")
