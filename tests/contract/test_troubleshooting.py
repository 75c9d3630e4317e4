"""Every message that the troubleshooting page quotes is a message of the sources."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tools.repository import ROOT, tracked_files

PAGE = ROOT / "docs" / "troubleshooting.md"
VALUE = "..."
"""Stands for a value in a message of the page."""
VARIABLE = "\0"
"""Stands for a value in a message of the sources."""
LITERAL_MIN = 10
"""Letters of a message apart from its values, so that it names one message."""
CPP_JOINT = re.compile(r'"\s*\+[^;"]*?\+\s*"|"\s*"|"\s*<<[^;"]*<<\s*"')
CPP_TEXT = re.compile(r'"((?:[^"\\\n]|\\.)*)"')


def quoted_messages(text: str) -> list[str]:
    """Return what the first column of the page's tables of messages quotes."""
    rows = re.findall(
        r"^\| `(.+?)` \|", text.partition("## Messages of other tools")[0], re.MULTILINE
    )
    return [str(row) for row in rows]


def python_texts(source: str) -> Iterator[str]:
    """Yield the strings of a Python file, with a mark in place of each value."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else VARIABLE
                for part in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def cpp_texts(source: str) -> Iterator[str]:
    """Yield the strings of a C++ file, joined where `+` puts a value between them."""
    for match in CPP_TEXT.finditer(CPP_JOINT.sub(VARIABLE, source)):
        yield match[1].replace('\\"', '"')


@cache
def source_texts() -> frozenset[str]:
    texts: set[str] = set()
    for path in tracked_files():
        name = path.relative_to(ROOT).as_posix()
        if re.match(r"packages/\w+/src/.*\.py$", name):
            texts.update(python_texts(path.read_text(encoding="utf-8")))
        elif re.match(r"packages/envcore/cpp/(?!tests/).*\.cpp$", name):
            texts.update(cpp_texts(path.read_text(encoding="utf-8")))
    return frozenset(texts)


def is_message(quoted: str, texts: frozenset[str]) -> bool:
    """Return whether a quoted message is one of the texts, whose values may be anything."""
    parts = [re.escape(part) for part in quoted.split(VALUE)]
    literal = sum(len(part) for part in quoted.split(VALUE))
    # a value of the page may stand for a value and for words beside it
    pattern = re.compile(".*?".join(parts), re.DOTALL)
    return literal >= LITERAL_MIN and any(pattern.search(text) for text in texts)


MESSAGES = quoted_messages(PAGE.read_text(encoding="utf-8"))


def test_the_page_has_messages_of_each_package() -> None:
    assert len(MESSAGES) >= 30
    assert len(set(MESSAGES)) == len(MESSAGES)


@pytest.mark.parametrize("message", MESSAGES)
def test_a_quoted_message_is_in_the_sources(message: str) -> None:
    assert is_message(message, source_texts())


@pytest.mark.parametrize(
    "message",
    [
        "the episode is over: call reset() first",
        "run_dir ... holds a run with ... = ..., that configuration has ...",
        "environment variable ENVCORE_CORE is '...', expected one of: ...",
        "... is ...",
    ],
)
def test_a_planted_wrong_message_is_found(message: str) -> None:
    assert not is_message(message, source_texts())


def test_messages_are_read_from_both_languages(tmp_path: Path) -> None:
    assert set(python_texts('raise ValueError(f"x is {x}, " "expected 1")')) >= {
        f"x is {VARIABLE}, expected 1"
    }
    assert set(cpp_texts('throw Error("x is " + name + ", expected " "1");')) == {
        f"x is {VARIABLE}, expected {VARIABLE}1"
    }
    assert quoted_messages(
        "| `a ... b` | why | how |\n## Messages of other tools\n| `c` | d | e |"
    ) == ["a ... b"]
