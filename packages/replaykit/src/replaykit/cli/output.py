"""What the commands print: lines of text that cannot control a terminal, and JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Any

import click


def print_text(text: str) -> None:
    """Print a line; characters that a terminal would obey are replaced."""
    click.echo(printable(text))


def print_error(text: str) -> None:
    """Print a line on stderr, starting with the command's name."""
    click.echo(f"replaykit: {printable(text)}", err=True)


def print_json(value: Any) -> None:
    """Print a value as one line of JSON."""
    click.echo(json.dumps(value, allow_nan=False))


def print_lines(lines: Iterable[str]) -> None:
    """Print many lines, each with its newline, without a flush after each."""
    if sys.stdout is None:  # closed by the caller, as with `>&-`
        return
    sys.stdout.writelines(lines)


def printable(text: str) -> str:
    """Return a text with every character that does not print replaced."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
