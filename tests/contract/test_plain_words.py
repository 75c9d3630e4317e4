"""Pages use the field's words: each phrase on the left has a plain one on the right."""

from __future__ import annotations

import re

import pytest

from tools.repository import ROOT, tracked_files

PLAIN_WORDS = {
    "can not": "cannot",
    "an URL": "a URL",
    "goes on with": "resumes, continues",
    "go on with": "resume, continue",
    "to the bit": "bit-exact, bit-identical",
    "anew": "again; generated, restarted",
    "purse": "credits",
    "99 of 100": "p99",
    "processor time": "CPU time",
    "on the wall": "wall time",
    "asked for ahead": "prefetched",
    "nobody": "name who or what",
    "dice": "random numbers",
}
LOGS = {"PROJECT_STATUS.md", "DECISION_LOG.md", "CHANGELOG.md"}  # entries stay as they were made
PAGES = sorted(
    str(path.relative_to(ROOT))
    for path in tracked_files()
    if path.suffix == ".md" and path.name not in LOGS
)


def phrases_in(text: str) -> list[tuple[str, str]]:
    """Return the phrases of a text that have a plainer word, with that word."""
    return [
        (phrase, word)
        for phrase, word in PLAIN_WORDS.items()
        if re.search(rf"\b{phrase}\b", text, re.IGNORECASE)
    ]


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_in_plain_words(page: str) -> None:
    assert phrases_in((ROOT / page).read_text(encoding="utf-8")) == []


def test_a_phrase_is_found() -> None:
    assert phrases_in("It can not be seen.") == [("can not", "cannot")]
    assert phrases_in("It cannot be seen.") == []
