"""What the commands print: lines of text that cannot control a terminal, and JSON."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

STANDARD_OUTPUT = "-"


@contextmanager
def written_to(out: str, ending: str = "") -> Iterator[str]:
    """Yield the path to write to; for `-`, write that file to standard output when it is whole."""
    if out != STANDARD_OUTPUT:
        yield out
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"out{ending}")
        yield str(path)
        sys.stdout.flush()
        sys.stdout.buffer.write(path.read_bytes())
        sys.stdout.buffer.flush()


def print_result(out: str, text: str) -> None:
    """Print what a new file holds, on stderr if the file itself went to standard output."""
    click.echo(printable(f"{out}: {text}"), err=out == STANDARD_OUTPUT)


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
    sys.stdout.writelines(lines)


def printable(text: str) -> str:
    """Return a text with every character that does not print replaced."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
