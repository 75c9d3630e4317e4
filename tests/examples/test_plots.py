"""The pictures of the documentation are those that the scripts make, and they make them."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from tools.repository import ROOT

PAGE = ROOT / "docs" / "world_in_pictures.md"
SCRIPT = ROOT / "docs" / "_plots" / "make_plots.py"


def test_the_page_shows_what_the_script_draws() -> None:
    drawn = re.findall(r'^    "(\w+)": \w+,$', SCRIPT.read_text(encoding="utf-8"), re.MULTILINE)
    shown = re.findall(r"\(images/world/(\w+)\.png\)", PAGE.read_text(encoding="utf-8"))

    assert sorted(shown) == sorted(drawn)
    assert sorted(path.stem for path in (PAGE.parent / "images/world").iterdir()) == sorted(drawn)


def test_the_script_draws_the_same_again(tmp_path: Path) -> None:
    pictures = []
    for name in ("first", "second"):
        command = [sys.executable, str(SCRIPT), "belt", "mining", "--out", str(tmp_path / name)]
        subprocess.run(command, check=True, capture_output=True)
        pictures.append([path.read_bytes() for path in sorted((tmp_path / name).iterdir())])

    assert len(pictures[0]) == 2
    assert pictures[0] == pictures[1]


def test_the_animation_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = SCRIPT.with_name("make_animation.py")
    found = importlib.util.spec_from_file_location("make_animation", path)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    monkeypatch.setattr(module, "STEPS", (0, 2, 4))

    module.write_animation(tmp_path / "short.gif")

    with Image.open(tmp_path / "short.gif") as film:
        assert film.size == module.SIZE
        film.seek(2)
        with pytest.raises(EOFError):
            film.seek(3)
    with Image.open(ROOT / "docs/images/episode.gif") as film:
        assert film.size == module.SIZE
    assert "(docs/images/episode.gif)" in (ROOT / "README.md").read_text(encoding="utf-8")
