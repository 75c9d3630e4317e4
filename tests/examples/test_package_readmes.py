"""The Python of each package's README runs from top to bottom, as a reader would paste it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lib.repository import PACKAGE_NAMES, ROOT


@pytest.mark.parametrize("name", PACKAGE_NAMES)
def test_the_examples_run(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = ROOT / "packages" / name / "README.md"
    examples = re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    assert examples, "a package's README shows how to use it"
    (tmp_path / "runs").mkdir()  # the one that playserver's example serves
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for example in examples:
        exec(compile(example, str(page), "exec"), names)
