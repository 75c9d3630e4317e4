"""Analytics of 200 runs of 3,000 windows in Chromium: the longest task of each thing a reader does.

The answers of the server are made up here, in the size that the server gives them: the page's own
work is what is measured.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import numpy as np
from bench_page import DEADLINE_MS
from playwright.sync_api import Browser, Page, Route, expect

import playserver
from playserver import Settings
from playserver.http.routers.meta import meta_of

from tools.file_host import serving

RUNS: Final = 200
WINDOWS: Final = 3000
STEPS: Final = 16_384
"""Of a window."""
SEEDS: Final = 5
"""Runs that differ in their seed only."""
SLOWDOWN: Final = 4
TASK_MS_MAX: Final = 500.0
METRICS: Final = ("return", "net_profit", "evaluation.return", "profit_per_tick")
SINGLE: Final = ("survival", "invalid_rate")
TASKS: Final = re.compile("RunTask")
IDLE: Final = (
    "() => new Promise((done) => requestIdleCallback(() => done(null), { timeout: 5000 }))"
)


def run_of(number: int) -> dict[str, Any]:
    """Return the state of a run."""
    config = {"run_dir": f"runs/run{number:03d}", "seed": number % SEEDS}
    return {
        "run_id": f"run{number:03d}",
        "status": "completed",
        "is_stale": False,
        "algorithm": "maskable_ppo",
        "created": None,
        "updated": None,
        "window": WINDOWS,
        "windows_total": WINDOWS,
        "env_steps_total": WINDOWS * STEPS,
        "env_steps_planned": None,
        "latest_replay": None,
        "best_checkpoint": None,
        "error": None,
        "problems": [],
        "links": {},
        "values": {"config": config | {"ppo": {"gamma": 0.9 + number // SEEDS / 1000}}},
    }


def series_of(run_id: str, metrics: list[str], points: int) -> dict[str, Any]:
    """Return the curves of a run, reduced to some windows that no other run has to share."""
    rng = np.random.default_rng(int(run_id[3:]))
    windows = np.sort(rng.choice(WINDOWS, points, replace=False)) + 1
    curve = 100 * (1 - np.exp(-windows / 800)) + rng.normal(0, 10, points)
    return {
        "run_id": run_id,
        "total": WINDOWS,
        "windows": windows.tolist(),
        "env_steps_total": (windows * STEPS).tolist(),
        "values": {name: curve.round(4).tolist() for name in metrics},
        "error": None,
    }


def answer_of(url: str) -> object:
    """Return what a server of these runs would answer."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    path = parts.path.removeprefix("/api/")
    if path == "meta":
        return meta_of(Settings(runs_dir=Path())).model_dump()
    if path == "runs":
        runs = [run_of(number) for number in reversed(range(RUNS))]
        return {"total": RUNS, "runs": runs, "problems": []}
    if path == "series":
        points = int(query["max_points"][0])
        return {"series": [series_of(run, query["metric"], points) for run in query["run"]]}
    if path == "replays":
        return {"total": 0, "replays": []}
    run_id = path.split("/")[1]
    if path.endswith("/metrics"):
        names = [f"{name}.{part}" for name in METRICS for part in ("mean", "q25", "q75")]
        return {"run_id": run_id, "total": WINDOWS, "metrics": [*names, *SINGLE]}
    run = run_of(int(run_id[3:]))
    empty: dict[str, Any] = {"manifest": None, "evaluation": None, "checkpoints": []}
    return {"run": run, "config": run["values"]["config"], **empty}


def serve(route: Route) -> None:
    """Answer a request of the API."""
    route.fulfill(body=json.dumps(answer_of(route.request.url)), content_type="application/json")


def drag(page: Page, left: float, right: float) -> None:
    """Drag over a part of the first chart."""
    box = page.locator(".u-over").first.bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + left * box["width"], middle)
    page.mouse.down()
    page.mouse.move(box["x"] + right * box["width"], middle, steps=5)
    page.mouse.up()


def open_all(page: Page) -> None:
    """Choose all runs."""
    page.get_by_role("button", name="All of runs").click()
    expect(page.locator(".chart-note").first).to_contain_text("Value", timeout=DEADLINE_MS)
    expect(page.locator(".legend").first).to_contain_text("and 192 more", timeout=DEADLINE_MS)


def point(page: Page) -> None:
    """Move the pointer along a chart."""
    box = page.locator(".u-over").first.bounding_box()
    assert box is not None
    for share in range(5, 95, 10):
        page.mouse.move(
            box["x"] + share / 100 * box["width"], box["y"] + (100 - share) / 100 * box["height"]
        )


THINGS: Final[dict[str, Callable[[Page], None]]] = {
    "all runs": open_all,
    "pointer": point,
    "log scale": lambda page: page.get_by_label("Log scale").check(),
    "without outliers": lambda page: page.get_by_label("Cut off outliers").check(),
    "smoothing": lambda page: page.get_by_label("Smoothing").fill("0.9"),
    "zoom": lambda page: drag(page, 0.2, 0.6),
    "seeds": lambda page: page.get_by_label("Group seeds").check(),
}


def longest_task_ms(trace: bytes) -> float:
    """Return the most CPU time of a task of the page's own thread."""
    events = json.loads(trace)["traceEvents"]
    main = {
        (one["pid"], one["tid"])
        for one in events
        if one["name"] == "thread_name" and one["args"]["name"] == "CrRendererMain"
    }
    tasks = [
        one.get("tdur", 0)
        for one in events
        if (one["pid"], one["tid"]) in main and TASKS.search(one["name"])
    ]
    return max(tasks, default=0) / 1000


def analytics_of_many_runs(browser: Browser) -> dict[str, Any]:
    """Do all THINGS; return the longest task of each in CPU time, times SLOWDOWN."""
    static = Path(playserver.__file__).parent / "static"
    index = (static / "index.html").read_text(encoding="utf-8")
    found = {}
    with serving(static) as (address, _):
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(DEADLINE_MS)
        page.route("**/api/**", serve)
        page.route(
            "**/analytics*", lambda route: route.fulfill(body=index, content_type="text/html")
        )
        page.goto(f"{address}/analytics")
        expect(page.locator(".u-over").first).to_be_visible(timeout=DEADLINE_MS)
        for name, do in THINGS.items():
            browser.start_tracing(page=page, categories=["toplevel", "devtools.timeline"])
            do(page)
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(3000)  # until all charts are drawn
            page.evaluate(IDLE)
            found[name] = round(SLOWDOWN * longest_task_ms(browser.stop_tracing()), 1)
        page.close()
    return {"runs": RUNS, "windows": WINDOWS, "slowdown": SLOWDOWN, "task_ms": found}
