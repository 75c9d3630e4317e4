"""The outer layer of the format: the magic, and records with lengths and checksums."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from enum import IntEnum
from typing import BinaryIO, Final, NamedTuple

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
    """Record types of this version; unknown types from 128 on are skipped."""

    HEADER = 1
    BLOCK = 2
    RESULT = 3
    STATE = 4
    CHECKPOINT = 128


_KNOWN: Final = frozenset(RecordType)


class Record(NamedTuple):
    """A record and its byte offset in the file."""

    type: RecordType
    payload: bytes
    offset: int


def pack_record(kind: int, payload: bytes) -> bytes:
    """Return the bytes of a record: type, length, payload, checksum."""
    covered = _HEAD.pack(kind, len(payload)) + payload
    return covered + _CRC.pack(zlib.crc32(covered))


def check_magic(data: bytes) -> None:
    """Refuse data that is not a replay, and replays of another major version.

    Raises:
        NotAReplayError: The data does not start with the magic.
        UnsupportedVersionError: The major version is another one.
        TruncatedReplayError: The data ends within the magic.
    """
    if data[: len(MAGIC_STEM)] != MAGIC_STEM[: len(data)] or not data:
        raise NotAReplayError("not a replay: the file does not start with the magic of .abr")
    if len(data) < len(MAGIC):
        raise TruncatedReplayError("cut off within the magic")
    version = data[len(MAGIC_STEM)]
    if version != MAJOR_VERSION:
        raise UnsupportedVersionError(
            f"format version is {version}, this replaykit reads version {MAJOR_VERSION}"
        )


def iterate_records(stream: BinaryIO) -> Iterator[Record]:
    """Yield the records of a file, skipping unknown optional ones.

    Holds one record at a time, and checks its length before reading it.

    Raises:
        NotAReplayError, UnsupportedVersionError: The file does not start as a replay does.
        DamagedReplayError: A length, type or checksum is wrong.
        TruncatedReplayError: The file ends within a record.
    """
    check_magic(_read(stream, len(MAGIC)))
    at = len(MAGIC)
    while head := _read(stream, _HEAD.size):
        if len(head) < _HEAD.size:
            raise TruncatedReplayError(f"cut off at byte {at + len(head)}, within a record's head")
        kind, length = _HEAD.unpack(head)
        if kind not in _KNOWN and kind < FIRST_OPTIONAL_TYPE:
            raise DamagedReplayError(f"record at byte {at}: unknown type {kind}")
        if length > PAYLOAD_BYTES_MAX:
            raise DamagedReplayError(
                f"record at byte {at}: length is {length}, at most {PAYLOAD_BYTES_MAX} is allowed"
            )
        body = _read(stream, length + _CRC.size)
        if len(body) < length + _CRC.size:
            raise TruncatedReplayError(
                f"cut off at byte {at + len(head) + len(body)}, within a record"
            )
        if _CRC.unpack_from(body, length) != (zlib.crc32(body[:length], zlib.crc32(head)),):
            raise DamagedReplayError(f"record at byte {at}: the checksum does not match")
        if kind in _KNOWN:
            yield Record(RecordType(kind), body[:length], at)
        at += len(head) + len(body)


def _read(stream: BinaryIO, size: int) -> bytes:
    """Return `size` bytes, fewer only at the end of the file; a pipe may give them in pieces."""
    data = stream.read(size)
    while 0 < len(data) < size and (more := stream.read(size - len(data))):
        data += more
    return data
