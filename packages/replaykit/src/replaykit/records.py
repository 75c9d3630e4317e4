"""The outer layer of the format: magic and checked records. It knows no replay."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from enum import IntEnum
from typing import Final, NamedTuple

from replaykit.errors import (
    DamagedReplayError,
    NotAReplayError,
    TruncatedReplayError,
    UnsupportedVersionError,
)

MAGIC_STEM: Final = b"\x89ABR\r\n\x1a"
MAJOR_VERSION: Final = 1
MAGIC: Final = MAGIC_STEM + bytes([MAJOR_VERSION])

PAYLOAD_BYTES_MAX: Final = 131_072
FIRST_OPTIONAL_TYPE: Final = 128

_HEAD: Final = struct.Struct("<BI")
_CRC: Final = struct.Struct("<I")


class RecordType(IntEnum):
    """The records that every reader knows."""

    HEADER = 1
    BLOCK = 2
    RESULT = 3


class Record(NamedTuple):
    """One record and where in the file it begins."""

    type: RecordType
    payload: bytes
    offset: int


def pack_record(kind: RecordType, payload: bytes) -> bytes:
    """Return a record with its length and checksum."""
    covered = _HEAD.pack(kind, len(payload)) + payload
    return covered + _CRC.pack(zlib.crc32(covered))


def check_magic(data: bytes) -> None:
    """Refuse what is no replay, and one of another major version by its number."""
    if data[: len(MAGIC_STEM)] != MAGIC_STEM[: len(data)] or not data:
        raise NotAReplayError("not a replay: the file does not begin with the magic of .abr")
    if len(data) < len(MAGIC):
        raise TruncatedReplayError("cut off within the magic")
    version = data[len(MAGIC_STEM)]
    if version != MAJOR_VERSION:
        raise UnsupportedVersionError(
            f"format version is {version}, this replaykit reads version {MAJOR_VERSION}"
        )


def iterate_records(data: bytes) -> Iterator[Record]:
    """Yield the records after the magic, skipping unknown optional ones.

    Raises:
        DamagedReplayError: A length, type or checksum is wrong.
        TruncatedReplayError: The data end within a record.
    """
    check_magic(data)
    at = len(MAGIC)
    while at < len(data):
        if at + _HEAD.size > len(data):
            raise TruncatedReplayError(f"cut off at byte {len(data)}, within a record's head")
        kind, length = _HEAD.unpack_from(data, at)
        if length > PAYLOAD_BYTES_MAX:
            raise DamagedReplayError(
                f"record at byte {at}: length is {length}, at most {PAYLOAD_BYTES_MAX} is allowed"
            )
        end = at + _HEAD.size + length
        if end + _CRC.size > len(data):
            raise TruncatedReplayError(f"cut off at byte {len(data)}, within a record")
        (crc,) = _CRC.unpack_from(data, end)
        if crc != zlib.crc32(data[at:end]):
            raise DamagedReplayError(f"record at byte {at}: the checksum does not match")
        if kind < FIRST_OPTIONAL_TYPE:
            if kind not in set(RecordType):
                raise DamagedReplayError(f"record at byte {at}: unknown type {kind}")
            yield Record(RecordType(kind), data[at + _HEAD.size : end], at)
        at = end + _CRC.size
