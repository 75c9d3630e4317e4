"""Read a replay without replaykit, by its format page only: docs/formats/replay.md.

Prints what the file holds as JSON, checked in every way that needs no simulation:

    python examples/read_replay.py episode.abr

It needs the package zstandard beside the standard library.
"""

from __future__ import annotations

import hashlib
import json
import struct
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import zstandard

MAGIC = b"\x89ABR\r\n\x1a\x01"
HEADER, BLOCK, RESULT, STATE, CHECKPOINT = 1, 2, 3, 4, 128
END_CAUSES = [None, "destroyed", "stranded", "cashed_out", "timeout"]

OPTIONS_OFF = (
    b'"options":{"fractures":false,"market_shocks":false,"pirates":false,"price_impact":false,'
    b'"reward_mode":"sparse","scan_noise":false,"time_max":2000}'
)
OPTIONS_ON = (
    b'"options":{"fractures":true,"market_shocks":true,"pirates":true,"price_impact":true,'
    b'"reward_mode":"shaped","scan_noise":true,"time_max":20000}'
)
HEAD = b'{"block_steps":4096,"env_id":"AsteroidProspector-v1","episode":"0",'
DICTIONARY = (
    HEAD + OPTIONS_OFF + b',"parent":{"digest":"","step":0},"player":{"digest":"","kind":"human",'
    b'"name":"random_legal","version":"1"},"seed":"0","spec_digest":"","start":"state",'
    b'"training":{"config_digest":"","window":1}}'
    + HEAD + OPTIONS_ON + b',"parent":null,"player":{"digest":null,"kind":"bot",'
    b'"name":"maskable_ppo","version":"0.1.0"},"seed":"4294967296","spec_digest":"",'
    b'"start":"reset","training":null}'
)  # fmt: skip


def check(is_right: bool, what: str) -> None:
    """Refuse a file that differs from the format page."""
    if not is_right:
        raise ValueError(what)


def records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield type and payload of every record that this reader knows."""
    check(data[:8] == MAGIC, "not an .abr file of version 1")
    at = 8
    while at < len(data):
        check(at + 5 <= len(data), "cut off")
        kind, length = struct.unpack_from("<BI", data, at)
        check(length <= 131_072, f"a record of {length} bytes")
        end = at + 5 + length
        check(end + 4 <= len(data), "cut off")
        check(struct.unpack_from("<I", data, end)[0] == zlib.crc32(data[at:end]), "wrong checksum")
        check(kind in (HEADER, BLOCK, RESULT, STATE) or kind >= 128, f"unknown record {kind}")
        if kind <= CHECKPOINT:
            yield kind, data[at + 5 : end]
        at = end + 4


def inflate(payload: bytes) -> bytes:
    """Return the JSON of a header."""
    stream = zlib.decompressobj(zdict=DICTIONARY)
    text = stream.decompress(payload, 65_537)
    check(stream.eof and len(text) <= 65_536, "the header is too long")
    return text


def decompress(frame: bytes, size_max: int) -> bytes:
    """Return the content of a zstd frame, which must not be longer than size_max."""
    source = zstandard.ZstdDecompressor(max_window_size=2**20).stream_reader(frame)
    content: bytes = source.read(size_max + 1)
    check(len(content) <= size_max, "a frame is too long")
    return content


def read(data: bytes) -> dict[str, Any]:
    """Return what a file holds; without a result if it ends before."""
    stream = records(data)
    kind, payload = next(stream)
    check(kind == HEADER, "the header is missing")
    text = inflate(payload)
    header = json.loads(text)
    sha = hashlib.sha256(text)
    found: dict[str, Any] = {"header": header, "state": None, "blocks": [], "actions": []}
    for kind, payload in stream:
        check("result" not in found, "something follows the result")
        if kind == STATE:
            check(found["state"] is None and not found["blocks"], "a state in the wrong place")
            state = decompress(payload, 65_536)
            sha.update(state)
            found["state"] = hashlib.sha256(state).hexdigest()
        elif kind == BLOCK:
            block, actions = read_block(payload)
            check(len(actions) <= header["block_steps"], "a block that is too long")
            sha.update(payload[:40] + actions)
            found["blocks"].append(block)
            found["actions"] += list(actions)
        elif kind == CHECKPOINT:
            state = decompress(payload, 65_536)
            found["blocks"][-1]["checkpoint"] = hashlib.sha256(state).hexdigest()
        elif kind == RESULT:
            sha.update(payload[32:])
            check(payload[:32] == sha.digest(), "wrong content digest")
            found["result"] = read_result(payload)
            check(found["result"]["steps"] == len(found["actions"]), "wrong number of steps")
        else:
            check(False, "a second header")
    check((header["start"] == "state") == (found["state"] is not None), "no state, or one too many")
    sizes = [block["steps"] for block in found["blocks"][:-1]]
    check(all(size == header["block_steps"] for size in sizes), "a block that is not full")
    return found


def read_block(payload: bytes) -> tuple[dict[str, Any], bytes]:
    """Return what a block states, and its actions."""
    steps, digest, total, credits, tick = struct.unpack_from("<I16sddI", payload)
    check(1 <= steps <= 65_536, f"a block of {steps} steps")
    actions = decompress(payload[40:], steps)
    check(len(actions) == steps and max(actions) <= 69, "wrong actions")
    block = {"steps": steps, "digest": digest.hex(), "return": total, "credits": credits}
    return block | {"tick": tick, "checkpoint": None}, actions


def read_result(payload: bytes) -> dict[str, Any]:
    """Return what the result states."""
    content, digest, total, net_profit, steps, ticks, cause = struct.unpack("<32s16sddIIB", payload)
    return {
        "content": content.hex(), "digest": digest.hex(), "return": total,
        "net_profit": net_profit, "steps": steps, "ticks": ticks, "end_cause": END_CAUSES[cause],
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(read(Path(sys.argv[1]).read_bytes()), indent=1))  # noqa: T201
