"""The replay page in Chromium: how long until it shows something, and until it has jumped."""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import numpy as np
from machine import machine_facts
from one_run import write_run
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from playserver import Settings
from playserver.site.export import build_site
from replaykit import Replay

sys.path.append(str(Path(__file__).resolve().parents[1]))
from tools.file_host import serving

SCHEMA: Final = 1
DATA: Final = Path(__file__).resolve().parents[1] / "packages" / "replaykit" / "tests" / "data"
EPISODE: Final = DATA / "0.1.0" / "cautious_scanner.abr"
"""18,428 steps in 20,002 ticks."""
CHROMIUM: Final = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
DEADLINE_MS: Final = 120_000
SHOWN: Final = """() => document.querySelector(".stage")?.getAttribute("aria-busy") === "false" """
JUMPED: Final = "(count) => window.jumps.length === count"

# from the press of the mouse to the end of the first repaint with the frame of the step
WATCH: Final = """() => {
  const slider = document.querySelector('[aria-label="Step of the replay"]');
  const stage = document.querySelector(".stage");
  const isWatched = window.jumps !== undefined;
  window.jumps = [];
  if (isWatched) return;
  slider.addEventListener("pointerdown", ({ timeStamp }) => {
    const look = () => {
      if (stage.getAttribute("aria-busy") === "true") return requestAnimationFrame(look);
      const painted = new MessageChannel();
      painted.port1.onmessage = () => window.jumps.push(performance.now() - timeStamp);
      painted.port2.postMessage(null); // handled after this repaint
    };
    requestAnimationFrame(look);
  }, { capture: true });
}"""


def first_frame_ms(browser: Browser, url: str) -> float:
    """Return milliseconds from opening an address in a fresh browser to its frame."""
    context = browser.new_context()
    page = context.new_page()
    start = time.perf_counter()
    page.goto(url)
    page.wait_for_function(SHOWN, timeout=DEADLINE_MS)
    seconds = time.perf_counter() - start
    context.close()
    return 1000 * seconds


def jump_times(page: Page, jumps: int, seed: int) -> list[float]:
    """Press the mouse at random places of the timeline; return the milliseconds to the repaint."""
    page.evaluate(WATCH)
    box = page.get_by_role("slider", name="Step of the replay").bounding_box()
    assert box is not None
    shares = np.random.default_rng(seed).random(jumps)
    for count, share in enumerate(shares.tolist(), start=1):
        page.mouse.click(box["x"] + share * box["width"], box["y"] + box["height"] / 2)
        page.wait_for_function(JUMPED, arg=count, timeout=DEADLINE_MS)
    times: list[float] = page.evaluate("window.jumps")
    return times


def thread_seconds(session: CDPSession) -> float:
    """Return the CPU time of the page's own thread since the session began to measure."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))


def milliseconds_of(times: list[float]) -> dict[str, float]:
    """Return median, 99th percentile and maximum."""
    p99 = float(np.percentile(times, 99))
    shown = {"median": statistics.median(times), "p99": p99, "max": max(times)}
    return {name: round(value, 1) for name, value in shown.items()}


def measure(browser: Browser, url: str, jumps: int, opens: int) -> dict[str, Any]:
    """Return what opening and jumping take."""
    first = [first_frame_ms(browser, url) for _ in range(opens)]
    last = [first_frame_ms(browser, f"{url}?step=18000") for _ in range(opens)]
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(url)
    page.wait_for_function(SHOWN, timeout=DEADLINE_MS)
    at_once = jump_times(page, jumps, seed=1)
    page.reload()
    page.wait_for_function(SHOWN, timeout=DEADLINE_MS)
    page.keyboard.press("t")
    page.wait_for_timeout(5000)  # until the whole track is known
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = thread_seconds(session)
    later = jump_times(page, jumps, seed=2)
    page.wait_for_timeout(1000)  # until the pages beside the last one are there, too
    processor = 1000 * (thread_seconds(session) - before) / jumps
    return {
        "open_at_start_ms": milliseconds_of(first),
        "open_at_step_18000_ms": milliseconds_of(last),
        "jump_while_loading_ms": milliseconds_of(at_once),
        "jump_with_truth_ms": milliseconds_of(later),
        "jump_with_truth_processor_ms": round(processor, 1),
    }


def main() -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jumps", type=int, default=200, help="of each kind (default 200)")
    parser.add_argument("--opens", type=int, default=9, help="of the page (default 9)")
    parser.add_argument("--out", type=Path, help="also write the report to this file")
    given = parser.parse_args()
    for name in ("jumps", "opens"):
        if getattr(given, name) < 1:
            parser.error(f"--{name} {getattr(given, name)}: expected 1 or more")
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        print("bench_page.py: no Chromium here: install it", file=sys.stderr)
        return 1
    replay = Replay.read(EPISODE)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        runs, site = Path(folder) / "runs", Path(folder) / "site"
        write_run(runs, replay)
        build_site(Settings(runs_dir=runs), site)
        arguments = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        with serving(site) as (address, _):
            url = f"{address}/#/runs/bench/replays/long"
            figures = measure(browser, url, given.jumps, given.opens)
        report = {
            "schema": SCHEMA,
            "benchmark": "page",
            "machine": machine_facts(),
            "browser": browser.version,
            "clock": "wall; processor_ms: CPU time of the page's own thread, mean of the jumps",
            "jumps": given.jumps,
            "steps": len(replay.actions),
            **figures,
        }
        browser.close()
    text = json.dumps(report, indent=2)
    print(text)
    if given.out is not None:
        given.out.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
