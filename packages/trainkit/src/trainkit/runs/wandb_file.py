"""Which steps the local files of Weights & Biases hold: it writes late, and a kill loses the rest.

The files are a log in LevelDB's format, of protocol buffers that the package brings.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from wandb.proto.wandb_internal_pb2 import Record  # made at import

from trainkit.files import read_regular

_HEADER: Final = b":W&B"
_HEADER_BYTES: Final = 7
_BLOCK_BYTES: Final = 32_768
_RECORD: Final = struct.Struct("<IHB")  # checksum, length, type
_WHOLE, _FIRST, _MIDDLE, _LAST = 1, 2, 3, 4


def logged_steps(folder: Path, run_id: str) -> set[int]:
    """Return the steps of a run that its files below `folder` hold; a cut-off end is not."""
    steps: set[int] = set()
    for path in folder.glob(f"wandb/*run-*-{run_id}/run-{run_id}.wandb"):
        with suppress(OSError):  # Weights & Biases cannot read it either
            steps.update(_steps_in(read_regular(path)))
    return steps


def _steps_in(data: bytes) -> Iterator[int]:
    for text in _records_in(data):
        record = Record()
        try:
            record.ParseFromString(text)
        except Exception:  # damaged: a DecodeError, of a package that wandb brings
            return
        if record.WhichOneof("record_type") == "history":
            yield record.history.step.num


def _records_in(data: bytes) -> Iterator[bytes]:
    """Yield the records; one may be stored in several parts, none of which crosses a block."""
    if not data.startswith(_HEADER):
        return
    position, parts = _HEADER_BYTES, b""
    while True:
        left = _BLOCK_BYTES - position % _BLOCK_BYTES
        if left < _RECORD.size:
            position += left
        if position + _RECORD.size > len(data):
            return
        _, length, kind = _RECORD.unpack_from(data, position)
        start, position = position + _RECORD.size, position + _RECORD.size + length
        if position > len(data) or kind not in (_WHOLE, _FIRST, _MIDDLE, _LAST):
            return
        parts = data[start:position] if kind in (_WHOLE, _FIRST) else parts + data[start:position]
        if kind in (_WHOLE, _LAST):
            yield parts
