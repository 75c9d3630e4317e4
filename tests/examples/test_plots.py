"""The pictures of the world are those that the script draws, and it draws."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from lib.repository import ROOT

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
