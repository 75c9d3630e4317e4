"""Truth beside belief: the truth is shown on request only."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

import replaykit

from page_driver import REPLAY, REPLAY_PATH, RUN, Watched, open_replay

pytestmark = pytest.mark.browser

ROUNDING = 0.51  # of what is shown in whole percent


@pytest.fixture
def away(runs_dir: Path) -> replaykit.Frame:
    """Return a frame of the replay, with its truth, in which the ship is at some rocks."""
    replay = replaykit.Replay.read(runs_dir / RUN / "replays" / f"{REPLAY}.abr")
    return next(frame for frame in replaykit.frames(replay, 20, truth=True) if frame.rocks)


def legend(page: Page) -> Locator:
    """Return the legend of the map."""
    return page.locator(".map-legend")


def rock_cells(page: Page, column: int) -> list[str]:
    """Return the cells of a column of the table of rocks."""
    cells = page.get_by_role("region", name="Table of rocks").locator(f"td:nth-child({column})")
    return cells.all_inner_texts()


def percents(text: str) -> list[float]:
    """Return the numbers before percent signs."""
    return [float(word) for word in text.replace("%", " ").split() if word.isdigit()]


def test_belief_comes_first_and_truth_on_demand(watched: Watched, away: replaykit.Frame) -> None:
    assert away.truth is not None
    page = open_replay(watched, away.step)
    expect(legend(page)).to_contain_text("Estimated threat")
    assert not any("in truth" in title for title in page.locator("svg title").all_text_contents())
    for shown, rock in zip(rock_cells(page, 4), away.rocks, strict=True):
        assert percents(shown) == pytest.approx([100 * rock.stability], abs=ROUNDING)

    page.keyboard.press("t")

    expect(legend(page)).to_contain_text("True threat")
    for shown, rock, real in zip(rock_cells(page, 4), away.rocks, away.truth.rocks, strict=True):
        expected = [100 * rock.stability, 100 * real.stability]
        assert percents(shown) == pytest.approx(expected, abs=ROUNDING)
    richness = [float(shown.split()[-1]) for shown in rock_cells(page, 7)]
    assert richness == pytest.approx([real.richness for real in away.truth.rocks], abs=0.0051)


def test_ways_from_here_show_estimate_and_truth(watched: Watched, away: replaykit.Frame) -> None:
    assert away.truth is not None
    page = watched.open(f"{REPLAY_PATH}?step={away.step}&truth=1")
    expect(legend(page)).to_contain_text("True threat")
    pills = page.locator(".edge-pill text")
    expect(pills).to_have_count(len(away.threat_estimates))
    texts = pills.all_text_contents()
    shown = sorted(percents(text.split("·")[1].replace("→", " ")) for text in texts)
    threats = away.truth.nodes[away.node].threats
    pairs = zip(away.threat_estimates, threats, strict=True)
    expected = sorted([100 * estimate, 100 * threat] for estimate, threat in pairs)
    for one, other in zip(shown, expected, strict=True):
        assert one == pytest.approx(other, abs=ROUNDING)


def test_the_choice_stands_in_the_address(watched: Watched) -> None:
    page = open_replay(watched, 30)
    choice = page.get_by_role("group", name="Shown of the belt")
    choice.get_by_role("button", name="+ Truth").click()
    expect(page).to_have_url(f"{watched.address}{REPLAY_PATH}?step=30&truth=1")
    page.reload()
    expect(choice.get_by_role("button", name="+ Truth")).to_have_attribute("aria-pressed", "true")
    choice.get_by_role("button", name="Belief").click()
    expect(page).to_have_url(f"{watched.address}{REPLAY_PATH}?step=30")


def test_the_server_alone_shows_no_truth(watched: Watched) -> None:
    watched.page.route("**/*.wasm", lambda route: route.abort())
    page = watched.open(f"{REPLAY_PATH}?step=30&truth=1")
    expect(page.get_by_role("button", name="+ Truth")).to_be_disabled()
    expect(legend(page)).to_contain_text("Estimated threat")
    # the browser itself notes every request that failed
    watched.troubles = [t for t in watched.troubles if "ERR_FAILED" not in t]
