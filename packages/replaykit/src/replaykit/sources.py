"""Opening what replays are read from: paths, standard input, URLs, open files."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, cast

from replaykit.errors import MissingExtraError, ReplayError

_URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://|[a-z]+::")


@contextmanager
def opened(source: Path | str | BinaryIO) -> Iterator[BinaryIO]:
    """Open a source for reading and close it afterwards, unless it was open already.

    Args:
        source: A path, `-` for standard input, a URL, or a binary file open for reading.

    Raises:
        MissingExtraError: The source is a URL, and fsspec or a package that it needs is missing.
        ReplayError: Standard input is closed.
        OSError: The source cannot be opened.
    """
    if not isinstance(source, str | os.PathLike):
        yield source
    elif os.fspath(source) == "-":
        if sys.stdin is None:  # as it is after `<&-`
            raise ReplayError("standard input is closed: give a file, or pipe one in")
        yield sys.stdin.buffer
    elif is_url(source):
        with _open_url(str(source)) as stream:
            yield stream
    else:
        with Path(source).open("rb") as stream:
            yield stream


def is_url(source: Path | str) -> bool:
    """Return whether a source is a URL: `scheme://...`, or chained as in `zip::...`."""
    return isinstance(source, str) and _URL.match(source) is not None


@contextmanager
def _open_url(url: str) -> Iterator[BinaryIO]:
    try:
        import fsspec  # noqa: PLC0415  # an extra
    except ImportError:
        raise MissingExtraError(f"{url} needs fsspec: install it with pip install fsspec") from None
    try:
        file = fsspec.open(url, "rb")
    except (ImportError, ValueError) as error:  # unknown protocol, or its package is missing
        raise MissingExtraError(f"{url} cannot be opened: {error}") from None
    with file as stream:
        yield cast(BinaryIO, stream)
