"""Messages on docs/troubleshooting.md are those of the sources."""

from __future__ import annotations

import re

import pytest

from tools.repository import ROOT, tracked_files

PAGE = (ROOT / "docs" / "troubleshooting.md").read_text(encoding="utf-8")
OURS = PAGE.partition("## Messages of other tools")[0]
MESSAGES = re.findall(r"^\| `([^`]+)` \|", OURS, re.MULTILINE)
LEAST_LENGTH = 8  # of a part of a message that is looked for
SOURCES = "\n".join(
    path.read_text(encoding="utf-8")
    for path in tracked_files()
    if path.suffix in {".py", ".cpp", ".hpp"} and {"src", "cpp"} & set(path.parts)
)
JOINED = re.sub(r'"\s*\n\s*f?"', "", SOURCES).replace('\\"', '"')


@pytest.mark.parametrize("message", MESSAGES)
def test_the_parts_of_a_message_are_in_the_sources(message: str) -> None:
    parts = [part.strip() for part in message.split("...")]

    looked_for = [part for part in parts if len(part) >= LEAST_LENGTH]

    assert looked_for
    assert [part for part in looked_for if part not in JOINED] == []


def test_the_page_has_messages_and_an_unknown_one_is_found() -> None:
    assert len(MESSAGES) >= 25
    assert "the rock is in another castle" not in JOINED
