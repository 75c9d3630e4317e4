"""Mutations of replays that keep checksums and digests valid, so that changes get past them."""

from __future__ import annotations

import hashlib
import random
import struct
import zlib

import zstandard

from replaykit.format.header import DICTIONARY
from replaykit.format.records import MAGIC, RecordType, pack_record

BLOCK_HEAD_BYTES = 40
Records = list[tuple[int, bytes]]
"""Type and uncompressed content: JSON, state, or a block's head and actions."""


def split(data: bytes) -> Records:
    """Return the records of an intact file, with their content uncompressed."""
    records, at = [], len(MAGIC)
    while at < len(data):
        kind, length = struct.unpack_from("<BI", data, at)
        records.append((kind, _unpacked(kind, data[at + 5 : at + 5 + length])))
        at += 5 + length + 4
    return records


def join(records: Records, *, mend_content: bool = True) -> bytes:
    """Return the file of these records, compressed, with valid checksums and digest."""
    sha = hashlib.sha256()
    out = MAGIC
    for kind, content in records:
        if kind in (RecordType.HEADER, RecordType.STATE, RecordType.BLOCK):
            sha.update(content)
        if kind == RecordType.RESULT and mend_content:
            sha.update(content[32:])
            out += pack_record(kind, sha.digest() + content[32:])
        else:
            out += pack_record(kind, _packed(kind, content))
    return out


def mutated(data: bytes, rng: random.Random) -> bytes:
    """Return a file with a few changes: to raw bytes, or to records with valid checksums."""
    if rng.random() < 0.3:
        return _with_raw_damage(data, rng)
    records = split(data)
    for _ in range(rng.choice([1, 1, 1, 2, 5])):
        _change_records(records, rng)
    return join(records, mend_content=rng.random() < 0.8)


def _with_raw_damage(data: bytes, rng: random.Random) -> bytes:
    at, size = rng.randrange(len(data) + 1), rng.choice([1, 2, 4, 40, 400])
    noise = rng.randbytes(size)
    return rng.choice(
        [
            data[:at] + noise + data[at + size :],  # overwritten
            data[:at] + noise + data[at:],  # inserted
            data[:at] + data[at + size :],  # removed
            data[:at],  # cut
            data + data[at:],  # spliced
            data[:at] + data[at : at + 64] * rng.choice([2, 50]) + data[at:],
        ]
    )


def _change_records(records: Records, rng: random.Random) -> None:
    if not records:
        return
    i = rng.randrange(len(records))
    kind, content = records[i]
    choice = rng.random()
    if choice < 0.6 and content:
        changed = bytearray(content)
        at = rng.randrange(len(changed))
        width = rng.choice([1, 1, 4, 8])
        special = rng.choice([0, 1, 2**31, 2**32 - 1, 2**64 - 1, rng.getrandbits(64)])
        changed[at : at + width] = special.to_bytes(8, "little")[:width]
        records[i] = (kind, bytes(changed))
    elif choice < 0.7:
        records.insert(rng.randrange(len(records) + 1), records[i])
    elif choice < 0.8:
        del records[i]
    elif choice < 0.9:
        records[i] = (rng.choice([1, 2, 3, 4, 5, 128, 129, 255]), content)
    else:
        records[i] = (kind, content[: rng.randrange(len(content) + 1)])


def _unpacked(kind: int, payload: bytes) -> bytes:
    if kind == RecordType.HEADER:
        return zlib.decompressobj(zdict=DICTIONARY).decompress(payload)
    if kind == RecordType.BLOCK:
        head, frame = payload[:BLOCK_HEAD_BYTES], payload[BLOCK_HEAD_BYTES:]
        return head + zstandard.ZstdDecompressor().decompress(frame)
    if kind in (RecordType.STATE, RecordType.CHECKPOINT):
        return zstandard.ZstdDecompressor().decompress(payload)
    return payload


def _packed(kind: int, content: bytes) -> bytes:
    compress = zstandard.ZstdCompressor(level=3).compress
    if kind == RecordType.HEADER:
        deflate = zlib.compressobj(9, zdict=DICTIONARY)
        return deflate.compress(content) + deflate.flush()
    if kind == RecordType.BLOCK:
        return content[:BLOCK_HEAD_BYTES] + compress(content[BLOCK_HEAD_BYTES:])
    if kind in (RecordType.STATE, RecordType.CHECKPOINT):
        return compress(content)
    return content
