"""Reads the code blocks of Markdown pages, with the markers that tests follow.

A block stands between two fences at the left margin, and names its language. A marker is an HTML
comment, which no reader sees, alone on a line directly above its block:

    <!-- not run: REASON -->    its syntax is checked, and nothing more
    <!-- needs: ray -->         run by `nox -s ray` only, with all other blocks of its page
    <!-- needs: NAME -->        a library of tools/clients/clients.toml: run by `nox -s clients`
                                only, with the blocks of its page that need the same
    <!-- given: COMMAND -->     a command that makes what the block takes for granted
    <!-- prints -->             above a text block: what the block before it prints, to the letter
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

RUNNABLE: Final = ("python", "bash")
LANGUAGES: Final = (*RUNNABLE, "text", "toml", "yaml", "json", "cpp", "html", "bibtex")
MARKER: Final = re.compile(r"<!-- (not run|needs|given|prints)(?:: (.+))? -->")
NOX: Final = re.compile(r"^(?:\S+/)?nox\b.*$|^.*\bnox -s .*$", re.MULTILINE)


class MarkdownError(ValueError):
    """Code blocks of a page that cannot be read; the message has page and line."""


@dataclass(frozen=True, kw_only=True)
class Block:
    """A code block of a page."""

    language: str
    text: str
    line: int
    """Number of its first line of code in the page, from 1."""
    reason_not_run: str | None = None
    needs: str | None = None
    given: str | None = None
    prints: str | None = None
    """Its expected output; None if the page shows none."""

    @property
    def is_run(self) -> bool:
        """Whether tests run it at all."""
        return self.language in RUNNABLE and self.reason_not_run is None


def read_blocks(page: Path) -> list[Block]:
    """Return the code blocks of a page, in order.

    Raises:
        MarkdownError: a fence that is not at the margin, is not closed or has another language
            than `LANGUAGES`; a marker without a block or without its argument.
    """
    blocks: list[Block] = []
    markers: dict[str, str | None] = {}
    lines = page.read_text(encoding="utf-8").splitlines()
    at = 0
    while at < len(lines):
        line, place = lines[at], f"{page}:{at + 1}"
        if (marker := MARKER.fullmatch(line)) is not None:
            markers[marker[1]] = checked_argument(place, marker[1], marker[2])
        elif line.lstrip().startswith(("```", "~~~")):
            end = closing_fence(lines, at, place)
            text = "\n".join(lines[at + 1 : end])
            block = Block(language=line[3:], text=text, line=at + 2)
            add_block(blocks, with_markers(block, markers, place), "prints" in markers, place)
            markers, at = {}, end
        elif markers and line:
            raise MarkdownError(f"{place}: expected a code block below its marker")
        at += 1
    return blocks


def checked_argument(place: str, marker: str, argument: str | None) -> str | None:
    """Return the argument of a marker; all but `prints` need one."""
    if (marker == "prints") != (argument is None):
        raise MarkdownError(f"{place}: marker {marker!r} with argument {argument!r}")
    return argument


def closing_fence(lines: list[str], at: int, place: str) -> int:
    """Return the index of the line that closes the fence of a line."""
    if lines[at][:3] != "```" or lines[at][3:] not in LANGUAGES:
        allowed = ", ".join(LANGUAGES)
        raise MarkdownError(f"{place}: {lines[at]!r}, expected ``` and one of {allowed}")
    if "```" not in lines[at + 1 :]:
        raise MarkdownError(f"{place}: the block is not closed")
    return lines.index("```", at + 1)


def with_markers(block: Block, markers: dict[str, str | None], place: str) -> Block:
    """Return a block as the markers above it describe it."""
    if markers and block.language not in RUNNABLE and "prints" not in markers:
        raise MarkdownError(f"{place}: {', '.join(markers)} of a block that is not run anyway")
    return replace(
        block,
        reason_not_run=markers.get("not run"),
        needs=markers.get("needs"),
        given=markers.get("given"),
    )


def add_block(blocks: list[Block], block: Block, is_output: bool, place: str) -> None:
    """Append a block; what is the output of its predecessor is given to that, too."""
    if is_output:
        if block.language != "text" or not blocks or not blocks[-1].is_run:
            raise MarkdownError(f"{place}: expected a text block below a block that is run")
        blocks[-1] = replace(blocks[-1], prints=block.text)
    blocks.append(block)


def without_nox(text: str) -> str:
    """Return a block's commands without those of nox: their sessions are run on their own."""
    return NOX.sub(":", text)
