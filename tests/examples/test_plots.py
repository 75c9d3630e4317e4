"""The documentation shows the plots that the scripts draw."""

from __future__ import annotations

import importlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from tools.repository import ROOT

DOCS = ROOT / "docs"
SCRIPT = DOCS / "_plots" / "make_plots.py"
PAGES = {
    "world": ["world_in_pictures.md"],
    "reports": ["performance.md", "results/README.md"],
}


@pytest.mark.parametrize("folder", PAGES)
def test_the_pages_show_the_plots_that_the_script_draws(folder: str) -> None:
    text = SCRIPT.read_text(encoding="utf-8")
    table = text.partition(f"\n{folder.upper()}: Final[Plots] = {{")[2].partition("\n}")[0]
    drawn = re.findall(r'^    "(\w+)": \w+,$', table, re.MULTILINE)
    shown = [
        name
        for page in PAGES[folder]
        for name in re.findall(rf"images/{folder}/(\w+)\.png\)", (DOCS / page).read_text("utf-8"))
    ]

    assert drawn
    assert sorted(shown) == sorted(drawn)
    assert sorted(path.stem for path in (DOCS / "images" / folder).iterdir()) == sorted(drawn)


def test_the_script_draws_the_same_again(tmp_path: Path) -> None:
    pictures = []
    for name in ("first", "second"):
        chosen = ["belt", "mining", "step_speed", "net_profit"]
        command = [sys.executable, str(SCRIPT), *chosen, "--out", str(tmp_path / name)]
        subprocess.run(command, check=True, capture_output=True)
        pictures.append([path.read_bytes() for path in sorted((tmp_path / name).iterdir())])

    assert len(pictures[0]) == 4
    assert pictures[0] == pictures[1]


@pytest.mark.browser
def test_the_pictures_of_the_page_are_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(SCRIPT.parent)
    module = importlib.import_module("make_page_pictures")
    if not any(shutil.which(name) for name in module.CHROMIUM):
        pytest.skip("no Chromium here: install it (Debian: apt-get install chromium)")
    small = {"windows": 1, "window_steps": 4096}
    module.write_pictures(["summary", "phone"], tmp_path, module.TRAINING | small)
    for name, (_, size) in module.PICTURES.items():
        with Image.open(ROOT / f"docs/images/page/{name}.webp") as picture:
            assert picture.size == (size["width"], size["height"])
        assert f"(images/page/{name}.webp)" in (ROOT / "docs/tour.md").read_text(encoding="utf-8")
    for name in ("summary", "phone"):
        with Image.open(tmp_path / f"{name}.webp") as picture:
            size = module.PICTURES[name][1]
            assert picture.size == (size["width"], size["height"])


@pytest.mark.browser
def test_the_animation_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(SCRIPT.parent)
    module = importlib.import_module("make_animation")
    chromium = next((file for name in module.CHROMIUM if (file := shutil.which(name))), None)
    if chromium is None:
        pytest.skip("no Chromium here: install it (Debian: apt-get install chromium)")

    module.write_animation(tmp_path / "short.webp", (0, 60, 120), chromium)

    with Image.open(tmp_path / "short.webp") as film:
        assert (film.size, film.n_frames) == (module.SIZE, 3)
    with Image.open(ROOT / "docs/images/page.webp") as film:
        assert (film.size, film.n_frames) == (module.SIZE, len(module.STEPS))
    assert module.PATH.stat().st_size <= module.BYTES_MAX
    assert "(docs/images/page.webp)" in (ROOT / "README.md").read_text(encoding="utf-8")
