"""Each package's README stands alone on an index of packages; test_code_blocks.py runs it."""

from __future__ import annotations

import re

import pytest

from lib.markdown import read_blocks
from tools.repository import PACKAGE_NAMES, ROOT


@pytest.mark.parametrize("name", PACKAGE_NAMES)
def test_there_is_python_that_runs(name: str) -> None:
    blocks = read_blocks(ROOT / "packages" / name / "README.md")
    assert any(block.language == "python" and block.is_run for block in blocks)


@pytest.mark.parametrize("name", PACKAGE_NAMES)
def test_no_link_needs_the_repository(name: str) -> None:
    page = (ROOT / "packages" / name / "README.md").read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)\s]+)\)", page)
    assert [target for target in targets if not target.startswith(("https://", "#"))] == []
