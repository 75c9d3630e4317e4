"""What must not be in a tracked file, and what every one of some kind must have."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.repository import ROOT, text_of, tracked_files

FORBIDDEN = {
    # an install must work from whatever index the user has set up
    "host of a package registry": r"files\.pythonhosted\.org|(test\.)?pypi\.org/simple"
    r"|download\.pytorch\.org|registry\.npmjs\.org|registry\.yarnpkg\.com",
    "path of one machine": r"(?<![\w.])/(home|Users|root)/\w+|(?<![\w.])/tmp/venv"
    r"|(?<![\w.])/(work|mnt)/\w+/",
    "merge conflict": r"^(<{7}|>{7}) ",
}
THIS_FILE = Path(__file__).resolve()
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


@pytest.mark.parametrize("what", FORBIDDEN)
def test_forbidden_text(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what], re.MULTILINE)
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in tracked_files()
        if path != THIS_FILE
        for match in pattern.finditer(text_of(path) or "")
    ]
    assert found == []


def test_the_patterns_find_planted_text() -> None:
    samples = ["https://registry.npmjs.org/vite", "see /home/ann/x", "<<<<<<< HEAD"]
    for sample, pattern in zip(samples, FORBIDDEN.values(), strict=True):
        assert re.search(pattern, sample, re.MULTILINE)


def test_python_files_have_a_module_docstring() -> None:
    for path in tracked_files():
        if path.suffix == ".py":
            text = text_of(path) or ""
            assert re.match(r'("""|#!)', text), path
            assert "from __future__ import annotations" in text, path


def test_links_between_pages_lead_somewhere() -> None:
    broken = []
    for page in tracked_files():
        if page.suffix != ".md":
            continue
        for target in LINK.findall(text_of(page) or ""):
            if target.startswith(("http://", "https://", "#", "mailto:")):
                continue
            name, _, anchor = target.partition("#")
            path = (page.parent / name).resolve()
            if not path.exists() or (anchor and anchor not in anchors_of(path)):
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert broken == []


def anchors_of(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    text = page.read_text(encoding="utf-8")
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings
    }


def test_text_ends_with_one_newline_and_has_no_carriage_returns() -> None:
    for path in tracked_files():
        if path.suffix in {".py", ".md", ".toml", ".yaml", ".yml", ".hpp", ".cpp", ".ts", ".json"}:
            data = path.read_bytes()
            assert b"\r" not in data, path
            assert not data or (data.endswith(b"\n") and not data.endswith(b"\n\n")), path
