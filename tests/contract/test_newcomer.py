"""The newcomer test of docs/maintaining.md: each question is answered by the file it names."""

from __future__ import annotations

import re

import pytest

from tools.repository import ROOT

ROW = re.compile(r"^\| +(\d+) \| (.+\?) \| `(.+)` \|$", re.MULTILINE)
QUESTIONS = ROW.findall((ROOT / "docs" / "maintaining.md").read_text(encoding="utf-8"))

# The answer, in the words of the code.
ANSWERS = {
    1: ".truncated = truncated",
    2: "next_episode",
    3: "kBasePrice * (1 + market.swing",
    4: "double sigma",
    5: "piracy",
    6: "fuel",
    7: "| +6 | threat_est |",
    8: "legal_set",
    9: "_mm256_max_pd",
    10: "ENVCORE_KERNEL",
    11: "def episode_to_start",
    12: "def pack_header",
    13: "def verify",
    14: "def resume",
    15: "def read_history",
    16: "def window_row",
    17: "Feature(",
    18: "heldout",
    19: "def check",
    20: "class Gate",
}


def test_there_are_twenty_questions() -> None:
    assert [int(number) for number, _, _ in QUESTIONS] == list(range(1, 21))


@pytest.mark.parametrize(("number", "question", "path"), QUESTIONS)
def test_the_file_answers(number: str, question: str, path: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")

    assert ANSWERS[int(number)] in text, f"{path} does not answer: {question}"
