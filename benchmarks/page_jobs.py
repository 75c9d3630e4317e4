"""What people come to the page for, done in Chromium: the clicks and seconds of each job.

Every job starts where the reader is and ends when the answer is on the screen. A key counts like a
click. The command exits with 1 if a job takes more of them than it may or more than a minute, or a
task of a jump or of Analytics takes too much CPU time. The wall time of a jump counts only where
the load was at most the number of processors.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from bench_page import CHROMIUM, DATA, DEADLINE_MS, EPISODE, SHOWN, jump_times
from machine import machine_facts
from one_run import write_run
from page_runs import IDLE, SLOWDOWN, TASK_MS_MAX, analytics_of_many_runs, longest_task_ms
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from playserver import Settings
from playserver.site.export import build_site
from replaykit import Replay

from tools.file_host import serving

SCHEMA: Final = 1
LOST: Final = DATA / "0.1.0" / "greedy_miner.abr"
"""9,119 steps; the ship is destroyed."""
JOB_S_MAX: Final = 60.0
JUMP_MS_MAX: Final = 100.0
JUMPS: Final = 40
FLOWN_STEPS: Final = 20
FLOWN: Final = """(steps) =>
  Number(document.querySelector(".timeline-lanes")?.ariaValueNow) >= steps"""
LINK: Final = re.compile(r"/player\.html#abr=[\w-]{100,}")


class Reader:
    """A reader with a mouse, whose clicks are counted.

    Args:
        page: An open page.
        address: The site.
    """

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.clicks = 0

    def open(self, path: str, ready: str) -> None:
        """Open an address and wait until a selector is there; this takes no click."""
        self.page.goto(f"{self.address}/#{path}")
        expect(self.page.locator(ready).first).to_be_visible(timeout=DEADLINE_MS)

    def click(self, target: Locator) -> None:
        """Click and count."""
        target.first.click(timeout=DEADLINE_MS)
        self.clicks += 1

    def press(self, *keys: str) -> None:
        """Press keys and count each like a click."""
        for key in keys:
            self.page.keyboard.press(key)
            self.clicks += 1


def why_lost(reader: Reader) -> Callable[[], None]:
    """From the list of replays to the reason for the loss."""
    reader.open("/", "tbody tr")

    def do() -> None:
        reader.click(reader.page.get_by_role("link", name="long", exact=True))
        reader.click(reader.page.get_by_role("button", name="Summary"))
        verdict = reader.page.get_by_role("region", name="What happened")
        expect(verdict).to_contain_text("at tick", timeout=DEADLINE_MS)
        losses = reader.page.get_by_role("region", name="Largest losses")
        expect(losses).to_be_visible(timeout=DEADLINE_MS)

    return do


def share_by_link(reader: Reader) -> Callable[[], None]:
    """From a replay to a link that holds it."""
    reader.open("/runs/bench/replays/long", "h2:text-is('Ship')")

    def do() -> None:
        reader.click(reader.page.get_by_role("button", name="Share"))
        expect(reader.page.get_by_label("Link")).to_have_value(LINK, timeout=DEADLINE_MS)

    return do


def best_replay(reader: Reader) -> Callable[[], None]:
    """From the list of replays to the best of them."""
    reader.open("/", "tbody tr")

    def do() -> None:
        reader.click(reader.page.get_by_role("button", name="Watch the best"))
        ship = reader.page.get_by_role("heading", name="Ship", exact=True)
        expect(ship).to_be_visible(timeout=DEADLINE_MS)

    return do


def first_sale(reader: Reader) -> Callable[[], None]:
    """From the first sight of Play to the first cargo sold, by the hints."""
    reader.open("/play", ".actions")

    def do() -> None:
        guide = reader.page.locator(".guide-text")
        while not (text := guide.inner_text()).startswith("Sell"):
            reader.press("z" if text.startswith("You are mining") else "Enter")
        reader.press("x", "x")
        outcome = reader.page.locator(".outcome-line")
        expect(outcome).to_contain_text("Everything is sold", timeout=DEADLINE_MS)

    return do


def live_policy(reader: Reader) -> Callable[[], None]:
    """From the list of replays to a policy that flies a new seed."""
    reader.open("/", "tbody tr")

    def do() -> None:
        page = reader.page
        reader.click(page.get_by_role("link", name="Watch", exact=True))
        likeliest = page.get_by_role("list", name="Likeliest actions")
        expect(likeliest).to_be_visible(timeout=DEADLINE_MS)
        seed = page.get_by_label("seed").input_value()
        reader.click(page.get_by_role("button", name="New seed"))
        expect(page.get_by_label("seed")).not_to_have_value(seed, timeout=DEADLINE_MS)
        page.wait_for_function(FLOWN, arg=FLOWN_STEPS, timeout=DEADLINE_MS)

    return do


@dataclass(frozen=True)
class Job:
    """A job, the replay of the site, and the clicks that it may take."""

    start: Callable[[Reader], Callable[[], None]]
    replay: Path
    clicks_max: int


JOBS: Final = {
    "why did this episode lose": Job(why_lost, LOST, 2),
    "share a replay by link": Job(share_by_link, LOST, 1),
    "watch the best replay": Job(best_replay, LOST, 1),
    "sell a first cargo": Job(first_sale, LOST, 25),
    "watch a policy on a new seed": Job(live_policy, LOST, 2),
}


def timed(browser: Browser, address: str, job: Job, times: int, slowdown: int) -> dict[str, Any]:
    """Do a job several times in fresh browsers; return its clicks and seconds."""
    seconds, clicks = [], 0
    for _ in range(times):
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.set_default_timeout(DEADLINE_MS)
        slow_down(page, slowdown)
        reader = Reader(page, address)
        do = job.start(reader)
        begin = time.perf_counter()
        do()
        seconds.append(time.perf_counter() - begin)
        clicks = reader.clicks
        context.close()
    return {
        "clicks": clicks,
        "clicks_max": job.clicks_max,
        "seconds_median": round(statistics.median(seconds), 2),
        "seconds_max": round(max(seconds), 2),
    }


def slow_down(page: Page, factor: int) -> None:
    """Let the page's processor run slower by a factor."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": factor})


def jumps(browser: Browser, address: str) -> dict[str, Any]:
    """Open an episode of 18,428 steps, and jump in it when it is wholly simulated."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(DEADLINE_MS)

    def open_whole() -> None:
        page.goto(f"{address}/#/runs/bench/replays/long")
        page.wait_for_function(SHOWN, timeout=DEADLINE_MS)
        page.keyboard.press("s")  # the summary is there when the whole episode is simulated
        verdict = page.get_by_role("region", name="What happened")
        expect(verdict).to_be_visible(timeout=DEADLINE_MS)
        page.keyboard.press("s")

    opening = longest_task(browser, page, open_whole)
    times = jump_times(page, JUMPS, seed=1)
    jumping = longest_task(browser, page, lambda: jump_times(page, JUMPS, seed=2))
    page.close()
    return {
        "jumps": JUMPS,
        "ms_median": round(statistics.median(times), 1),
        "ms_max": round(max(times), 1),
        "ms_median_max": JUMP_MS_MAX,
        "task_ms": {"open": opening, "jump": jumping},
    }


def longest_task(browser: Browser, page: Page, do: Callable[[], object]) -> float:
    """Return the most CPU time of a task of the page while it does something, times SLOWDOWN."""
    browser.start_tracing(page=page, categories=["toplevel", "devtools.timeline"])
    do()
    page.evaluate(IDLE)
    return round(SLOWDOWN * longest_task_ms(browser.stop_tracing()), 1)


def with_site(replay: Path, use: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    """Build a site of one replay, host it, and return what `use` finds there."""
    with tempfile.TemporaryDirectory() as folder:
        runs, site = Path(folder) / "runs", Path(folder) / "site"
        write_run(runs, Replay.read(replay))
        build_site(Settings(runs_dir=runs), site)
        with serving(site) as (address, _):
            return use(address)


def main() -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5, help="of each job (default 5)")
    parser.add_argument("--slowdown", type=int, default=1, help="of the processor (default 1)")
    parser.add_argument("--out", type=Path, help="also write the report to this file")
    given = parser.parse_args()
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        print("page_jobs.py: no Chromium here: install it", file=sys.stderr)
        return 1
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        report: dict[str, Any] = {
            "schema": SCHEMA,
            "benchmark": "page_jobs",
            "machine": machine_facts(),
            "browser": browser.version,
            "slowdown": given.slowdown,
        }
        for name, job in JOBS.items():
            timed_job = partial(timed, browser, job=job, times=given.times, slowdown=given.slowdown)
            report[name] = with_site(job.replay, timed_job)
        report["a jump"] = with_site(EPISODE, lambda address: jumps(browser, address))
        report["analytics"] = analytics_of_many_runs(browser)
        browser.close()
    text = json.dumps(report, indent=2)
    print(text)
    if given.out is not None:
        given.out.write_text(text + "\n", encoding="utf-8")
    return 0 if is_good(report) else 1


def is_good(report: dict[str, Any]) -> bool:
    """Whether a report meets all targets; on a busy machine, the wall time of a jump has none."""
    jobs = [report[name] for name in JOBS]
    jump = report["a jump"]
    is_busy = (report["machine"]["load"] or 0) > report["machine"]["cpus"]
    tasks = [*report["analytics"]["task_ms"].values(), *jump["task_ms"].values()]
    return (
        all(job["clicks"] <= job["clicks_max"] for job in jobs)
        and all(job["seconds_max"] <= JOB_S_MAX for job in jobs)
        and (is_busy or jump["ms_median"] <= JUMP_MS_MAX)
        and max(tasks) <= TASK_MS_MAX
    )


if __name__ == "__main__":
    sys.exit(main())
