"""Where replays are read from: paths, standard input, URLs, open files."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from replaykit.errors import MissingExtraError

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://|[a-z]+::")


@contextmanager
def opened(source: Path | str | BinaryIO) -> Iterator[BinaryIO]:
    """Open a source for reading; what was open already stays so.

    Args:
        source: A path, `-` for standard input, an URL, or a binary file open for reading.

    Raises:
        MissingExtraError: An URL was given, and fsspec is not installed.
        OSError: It can not be opened.
    """
    if not isinstance(source, Path | str):
        yield source
    elif str(source) == "-":
        yield sys.stdin.buffer
    elif is_url(source):
        with _open_url(str(source)) as stream:
            yield stream
    else:
        with Path(source).open("rb") as stream:
            yield stream


def is_url(source: Path | str) -> bool:
    """Return whether a source is an URL: `scheme://...`, or chained as in `zip::...`."""
    return isinstance(source, str) and _URL.match(source) is not None


@contextmanager
def _open_url(url: str) -> Iterator[BinaryIO]:
    try:
        import fsspec  # noqa: PLC0415  # an extra
    except ImportError:
        raise MissingExtraError(
            f"{url} needs fsspec: install it with pip install 'replaykit[remote]'"
        ) from None
    try:
        file = fsspec.open(url, "rb")
    except (ImportError, ValueError) as error:  # unknown protocol, or its package is missing
        raise MissingExtraError(f"{url} can not be opened: {error}") from None
    with file as stream:
        yield cast(BinaryIO, stream)
