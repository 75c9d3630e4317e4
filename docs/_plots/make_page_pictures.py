"""Take the pictures of the page in the tour, and make the animation: `nox -s animation`.

The page is a static site of three short trainings, which run first, and of a recorded episode;
Chromium draws it. Names choose some pictures; without, make_animation.py runs, too.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from make_animation import CHROMIUM, DEADLINE_MS, VIEW
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from playserver import Settings
from playserver.site.export import build_site
from replaykit import Replay

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT))
from tools.file_host import serving  # noqa: E402

FOLDER: Final = ROOT / "docs/images/page"
ANIMATION: Final = Path(__file__).with_name("make_animation.py")
LOST: Final = ROOT / "packages/replaykit/tests/data/0.1.0/greedy_miner.abr"
"""9,119 steps; the ship is destroyed."""
BOT: Final = "prospector"
"""Is compared with every replay, as by `playserver build-static`."""
REPLAY: Final = "/runs/seed-1/replays/lost"
SEEDS: Final = (1, 2, 3)
TRAINING: Final[dict[str, Any]] = {
    "windows": 30,
    "window_steps": 8192,
    "num_envs": 64,
    "rollout_steps": 64,
    "torch_threads": 1,
    "env": {"time_max": 500},
    "ppo": {"batch_size": 1024, "n_epochs": 2},
    "network": {"hidden": [64, 64]},
    "evaluation": {"episodes": 8},
}
PHONE: Final = ViewportSize(width=390, height=844)
QUALITY: Final = 70
BYTES_MAX: Final = 120_000
"""Of a picture."""
FLOWN_STEPS: Final = 60
FLOWN: Final = """(steps) =>
  Number(/step ([\\d,]+)/.exec(document.querySelector(".facts").innerText)[1]) >= steps"""
STILL: Final = """() => !document.querySelector("[aria-busy=true]")"""


def train(runs: Path, seeds: Sequence[int], training: dict[str, Any]) -> None:
    """Train a run per seed, and put the recorded episode among the replays of the first."""
    for seed in seeds:
        config = runs.parent / f"{seed}.yaml"
        values = training | {"seed": seed, "run_dir": str(runs / f"seed-{seed}")}
        config.write_text(json.dumps(values), encoding="utf-8")
        command = [str(Path(sys.executable).with_name("trainkit")), "run", str(config)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    replays = runs / f"seed-{seeds[0]}" / "replays"
    replay = Replay.read(LOST)
    assert replay.result is not None
    replay.write(replays / "lost.abr")
    rows = (replays / "index.jsonl").read_text(encoding="utf-8").splitlines()
    result = replay.result
    row = json.loads(rows[-1]) | {
        "replay_id": "lost",
        "file": "lost.abr",
        "window": None,
        "tags": [],
        "policy": replay.header.player.name,
        "seed": str(replay.header.seed),
        "return": result.total,
        "net_profit": result.net_profit,
        "steps": result.steps,
        "ticks": result.ticks,
        "end_cause": result.end_cause,
    }
    text = "".join(f"{line}\n" for line in [*rows, json.dumps(row)])
    (replays / "index.jsonl").write_text(text, encoding="utf-8")


def analytics(page: Page, address: str) -> None:
    """Show the mean of seeds with its interval."""
    runs = "&".join(f"run=seed-{seed}" for seed in SEEDS)
    page.goto(f"{address}/analytics?{runs}&group=seeds&smooth=0.5")
    expect(page.locator(".chart canvas").nth(3)).to_be_visible()


def summary(page: Page, address: str) -> None:
    """Show why the ship was lost."""
    page.goto(f"{address}{REPLAY}")
    page.get_by_role("button", name="Summary").click()
    expect(page.get_by_role("region", name="What happened")).to_contain_text(f"{BOT} made")
    expect(page.get_by_role("region", name="Largest losses")).to_be_visible()


def policy(page: Page, address: str) -> None:
    """Show what the policy of a replay would do, and what came of another draw."""
    runs = page.request.get(f"{address.removesuffix('/#')}/api/policies.json").json()["runs"]
    window = next(run["checkpoints"][0] for run in runs if run["run_id"] == "seed-1")
    page.goto(f"{address}/runs/seed-1/replays/w{window:06d}?step=40")
    page.get_by_role("button", name="Policy", exact=True).click()
    panel = page.get_by_role("region", name="Policy")
    expect(panel.get_by_role("combobox")).to_have_value(re.compile("^run:"))
    torn = panel.get_by_role("group", name="Most uncertain steps").get_by_role("button")
    expect(torn.first).to_be_visible()
    panel.get_by_role("button", name="What if it flew on").click()
    lines = panel.get_by_role("list", name="Lines").get_by_role("button")
    expect(lines.nth(1)).not_to_contain_text("flying")
    lines.first.click()


def duel(page: Page, address: str) -> None:
    """Show a flight beside that of a policy."""
    page.goto(f"{address}/play")
    bar = page.get_by_role("region", name="Autopilot")
    bar.get_by_role("combobox").first.select_option("pretrained:default")
    bar.get_by_role("button", name="Duel from here").click()
    expect(page.get_by_role("region", name="Duel with default")).to_contain_text("level")
    bar.get_by_role("combobox").nth(1).select_option("64")
    bar.get_by_role("button", name="Hand over").click()
    page.wait_for_function(FLOWN, arg=FLOWN_STEPS)
    bar.get_by_role("button", name="Take the controls").click()


def phone(page: Page, address: str) -> None:
    """Show Play on a phone."""
    page.goto(f"{address}/play")
    expect(page.get_by_role("region", name="Actions", exact=True)).to_be_visible()


PICTURES: Final[dict[str, tuple[Callable[[Page, str], None], ViewportSize]]] = {
    "summary": (summary, VIEW),
    "policy": (policy, VIEW),
    "analytics": (analytics, VIEW),
    "duel": (duel, VIEW),
    "phone": (phone, PHONE),
}


def take(browser: Browser, address: str, name: str, path: Path) -> None:
    """Write a picture as WebP."""
    show, viewport = PICTURES[name]
    page = browser.new_page(viewport=viewport, reduced_motion="reduce")
    page.set_default_timeout(DEADLINE_MS)
    show(page, address)
    page.wait_for_function(STILL)
    png = path.with_suffix(".png")
    page.screenshot(path=png)
    page.close()
    with Image.open(png) as picture:
        picture.convert("RGB").save(path, quality=QUALITY, method=6)
    png.unlink()


def write_pictures(names: Sequence[str], out: Path, training: dict[str, Any] = TRAINING) -> None:
    """Write pictures into a folder."""
    expect.set_options(timeout=DEADLINE_MS)
    chromium = next(file for name in CHROMIUM if (file := shutil.which(name)))
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        runs, site = Path(folder) / "runs", Path(folder) / "site"
        train(runs, SEEDS if "analytics" in names else SEEDS[:1], training)
        build_site(Settings(runs_dir=runs), site, bots=[BOT])
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        with serving(site) as (address, _):
            for name in names:
                take(browser, f"{address}/#", name, out / f"{name}.webp")
        browser.close()


def main() -> int:
    """Write the pictures; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help=f"of {', '.join(PICTURES)}; default: all")
    parser.add_argument("--out", type=Path, default=FOLDER)
    given = parser.parse_args()
    if unknown := [name for name in given.names if name not in PICTURES]:
        parser.error(f"no picture is named {unknown[0]}: expected {', '.join(PICTURES)}")
    if not any(shutil.which(name) for name in CHROMIUM):
        sys.stderr.write("make_page_pictures.py: no Chromium here: install it\n")
        return 1
    names = given.names or list(PICTURES)
    write_pictures(names, given.out)
    if not given.names:
        subprocess.run([sys.executable, str(ANIMATION)], check=True)
    sizes = {name: (given.out / f"{name}.webp").stat().st_size for name in names}
    for name, size in sizes.items():
        sys.stdout.write(f"{name}.webp: {size:,} bytes, of {BYTES_MAX:,} at most\n")
    return 0 if max(sizes.values()) <= BYTES_MAX else 1


if __name__ == "__main__":
    sys.exit(main())
