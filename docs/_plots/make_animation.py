"""Make the animation of the README, the page with a flight of a policy: `nox -s animation`.

The flight is that of `pretrained:long` in tests/policy_episodes, in replaykit's HTML export, which
is the page's own player; Chromium draws it.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Page, ViewportSize, sync_playwright

import envcore
import replaykit
from replaykit.export.page import export_html

ROOT: Final = Path(__file__).resolve().parents[2]
PATH: Final = ROOT / "docs/images/page.webp"
FLIGHT: Final = ROOT / "tests/policy_episodes/pretrained_long.json.gz"
STEPS: Final = tuple(range(0, 121, 2))
VIEW: Final = ViewportSize(width=1280, height=720)
SIZE: Final = (960, 540)
QUALITY: Final = 60
FRAME_MS: Final = 150
LAST_MS: Final = 1500
BYTES_MAX: Final = 1_500_000
CHROMIUM: Final = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
DEADLINE_MS: Final = 120_000
SHOWN: Final = """() => document.querySelector(".stage")?.getAttribute("aria-busy") === "false" """


def flight() -> replaykit.Replay:
    """Return the replay of the recorded flight."""
    held = json.loads(gzip.decompress(FLIGHT.read_bytes()))
    config = envcore.EnvConfig(**held["options"])
    player = replaykit.Player(name=f"pretrained:{held['pretrained']}", kind="policy")
    who = replaykit.Provenance(player)
    return replaykit.record_actions(
        held["actions"], config=config, seed=int(held["seed"]), provenance=who
    )


def picture_of(page: Page, step: int) -> Image.Image:
    """Return the page at a step, scaled down."""
    field = page.get_by_label("Go to step")
    field.fill(str(step))
    field.press("Enter")
    page.wait_for_function(SHOWN, timeout=DEADLINE_MS)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    return picture.resize(SIZE, Image.Resampling.LANCZOS)


def pictures(steps: Sequence[int], chromium: str) -> list[Image.Image]:
    """Return the page at some steps."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "flight.html"
        export_html(flight(), file)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport=VIEW, color_scheme="dark", reduced_motion="reduce")
        page.set_default_timeout(DEADLINE_MS)
        page.goto(file.as_uri())
        page.wait_for_function(SHOWN, timeout=DEADLINE_MS)
        found = [picture_of(page, step) for step in steps]
        browser.close()
    return found


def write_animation(path: Path, steps: Sequence[int], chromium: str) -> None:
    """Write the animation as WebP."""
    first, *others = pictures(steps, chromium)
    durations = [FRAME_MS] * len(others) + [LAST_MS]
    first.save(
        path,
        save_all=True,
        append_images=others,
        duration=durations,
        loop=0,
        quality=QUALITY,
        method=4,
    )


def main() -> int:
    """Write the named file, by default the README's; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", nargs="?", type=Path, default=PATH)
    path = parser.parse_args().path
    found = next((file for name in CHROMIUM if (file := shutil.which(name))), None)
    if found is None:
        sys.stderr.write("make_animation.py: no Chromium here: install it\n")
        return 1
    write_animation(path, STEPS, found)
    size = path.stat().st_size
    sys.stdout.write(f"{path}: {size:,} bytes, of {BYTES_MAX:,} at most\n")
    return 0 if size <= BYTES_MAX else 1


if __name__ == "__main__":
    sys.exit(main())
