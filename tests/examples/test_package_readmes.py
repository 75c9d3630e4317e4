"""Each package's README stands alone on an index of packages, and its Python runs as pasted."""

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


@pytest.mark.parametrize("name", PACKAGE_NAMES)
def test_no_link_needs_the_repository(name: str) -> None:
    page = (ROOT / "packages" / name / "README.md").read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)\s]+)\)", page)
    assert [target for target in targets if not target.startswith(("https://", "#"))] == []
