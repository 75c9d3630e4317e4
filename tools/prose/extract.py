"""Extracts the prose of a file: pages whole, of code the comments, texts and names of tests.

Everything else becomes spaces, so that offsets and lines stay those of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath

from tree_sitter import Node

from tools.limits.grammars import LANGUAGES, grammar_of

PAGES = frozenset(
    {".md", ".toml", ".yml", ".yaml", ".html", ".cff", ".txt", ".cmake", ".tape", ".h"}
)
"""Suffixes of files that are read whole."""
SUFFIXES = PAGES | LANGUAGES.keys() | {".pyi"}
PROSE_NODES = frozenset(
    {
        "comment",
        "jsx_text",
        "raw_string_literal",
        "string",
        "string_literal",
        "template_string",
    }
)
"""Types of the syntax trees' nodes that hold prose."""
INLINE_CODE = re.compile(r"(`+)(?!`)(?:.(?<!`))+?\1(?!`)", re.DOTALL)
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
TEST_NAME = re.compile(r"(?:\bdef |\bTEST\()((?:test_)?\w+)")


def prose_of(file: str, source: bytes) -> str:
    """Return a file's text with spaces in place of all code.

    Args:
        file: Its path, of which the suffix names the language.
        source: What is in the file.
    """
    suffix = PurePath(file).suffix.replace(".pyi", ".py")
    if suffix == ".md":
        return without_inline_code(source.decode())
    if suffix not in LANGUAGES:
        return source.decode()
    parsed = grammar_of(suffix).parser.parse(source).root_node
    kept = bytearray(byte if byte in b"\n" else 0x20 for byte in source)
    for start, end in _spans(parsed):
        kept[start:end] = source[start:end]
    return kept.decode()


def without_inline_code(page: str) -> str:
    """Return a page with spaces in place of its code between backticks; blocks stay."""
    fences = [match.span() for match in FENCE.finditer(page)]

    def blank(match: re.Match[str]) -> str:
        if any(start <= match.start() < end for start, end in fences):
            return match[0]
        return re.sub(r"[^\n]", " ", match[0])

    return INLINE_CODE.sub(blank, page)


def names_of(file: str, source: str) -> Iterator[tuple[int, str]]:
    """Yield the file's name and the names of its functions, as words, each with its line."""
    yield 1, PurePath(file).stem.replace("_", " ")
    for match in TEST_NAME.finditer(source):
        yield source.count("\n", 0, match.start()) + 1, match[1].replace("_", " ")


def _spans(node: Node) -> Iterator[tuple[int, int]]:
    """Yield where the prose below a node starts and ends, in bytes."""
    for child in node.children:
        if child.type in PROSE_NODES:
            yield child.start_byte, child.end_byte
        else:
            yield from _spans(child)
