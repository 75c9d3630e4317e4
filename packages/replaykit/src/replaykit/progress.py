"""Progress bars on stderr, shown only on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

Item = TypeVar("Item")


@contextmanager
def progress_bar(title: str, total: int | None = None) -> Iterator[Callable[[float], None]]:
    """Show a bar while the block runs; yield the function that advances it.

    Args:
        title: Text before the bar.
        total: Number of units; None if it is not known.
    """
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich import progress  # noqa: PLC0415  # a tenth of a command's start
    from rich.console import Console  # noqa: PLC0415

    columns = (
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TimeRemainingColumn(),
    )
    with progress.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=total)
        yield lambda done: bar.advance(task, done)


def counted(items: Iterable[Item], advance: Callable[[float], None]) -> Iterator[Item]:
    """Yield the items and advance a bar by one for each."""
    for item in items:
        yield item
        advance(1)
