"""Hostile files raise ReplayError or read as true replays, within bounded memory."""

from __future__ import annotations

import json
import random
import struct
import tracemalloc
import zlib
from pathlib import Path

import numpy as np
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

import replaykit
from replaykit.format.content import STATE_BYTES_MAX
from replaykit.format.header import DICTIONARY, header_json
from replaykit.format.records import MAGIC, RecordType, pack_record

from helpers import CONFIG, header_record, recorded
from mutations import join, mutated, split

MEBIBYTE = 2**20


def parents() -> list[bytes]:
    """Return small files with every kind of record."""
    whole = recorded(seed=7)
    fork = replaykit.cut(whole, 20, 60)
    return [whole.to_bytes(), fork.to_bytes(), replaykit.cut(whole, 0, 0).to_bytes()]


PARENTS = parents()


@settings(max_examples=400, deadline=None)
@given(parent=st.sampled_from(PARENTS), seed=st.integers(0, 2**64 - 1))
def test_a_changed_file_is_refused_or_still_true(parent: bytes, seed: int) -> None:
    data = mutated(parent, random.Random(seed))
    for allow_cut in (False, True):
        try:
            replay = replaykit.Replay.from_bytes(data, allow_cut=allow_cut)
        except replaykit.ReplayError:
            continue
        if not replay.is_whole:
            continue
        if replaykit.verify(replay).is_true:
            # it may name another player; recorded again, every byte of the rest is the same
            assert replaykit.cut(replay).content_digest == replay.content_digest


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_action_total_or_digest_can_be_changed_unseen(data: st.DataObject) -> None:
    """Mend every checksum after a change of a byte that counts: simulation finds it."""
    records = split(data.draw(st.sampled_from(PARENTS[:2])))
    counting = [i for i, (kind, _) in enumerate(records) if kind != RecordType.HEADER]
    i = data.draw(st.sampled_from(counting))
    kind, content = records[i]
    first = 32 if kind == RecordType.RESULT else 0  # the content digest is mended anyway
    at = data.draw(st.integers(first, len(content) - 1))
    flip = data.draw(st.integers(1, 255))
    records[i] = (kind, content[:at] + bytes([content[at] ^ flip]) + content[at + 1 :])
    try:
        replay = replaykit.Replay.from_bytes(join(records))
    except replaykit.ReplayError:
        return
    original = replaykit.Replay.from_bytes(join(split(join(records))))  # reads alike again
    assert original.content_digest == replay.content_digest
    verdict = replaykit.verify(replay)
    if verdict.is_true:  # an illegal action for another that does the same is another true replay
        assert replaykit.cut(replay).content_digest == replay.content_digest
        assert kind == RecordType.BLOCK
        assert at >= 40


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("seed", "8"),
        ("episode", "1"),
        ("options", {"time_max": 399}),
        ("options", {"pirates": False}),
        ("options", {"reward_mode": "sparse"}),
        ("start", "state"),
    ],
)
def test_no_header_field_that_matters_can_be_changed_unseen(key: str, value: object) -> None:
    records = split(recorded(seed=7, holds=30).to_bytes())
    header = json.loads(records[0][1])
    header[key] = header[key] | value if isinstance(value, dict) else value
    text = json.dumps(header, sort_keys=True, separators=(",", ":")).encode()
    records[0] = (RecordType.HEADER, text)
    try:
        replay = replaykit.Replay.from_bytes(join(records))
    except replaykit.ReplayError:
        assert key == "start"
        return
    assert not replaykit.verify(replay).is_true


@pytest.mark.parametrize(
    "change",
    [
        {"block_steps": 0},
        {"block_steps": 1.0},
        {"block_steps": True},
        {"block_steps": 2**40},
        {"seed": 7},
        {"seed": "07"},
        {"seed": str(2**64)},
        {"seed": "-1"},
        {"episode": "\u0663"},
        {"options": {}},
        {"options": {"time_max": 0}},
        {"options": None},
        {"player": None},
        {"player": {"kind": "cat", "name": "x", "version": "", "digest": None}},
        {"player": {"kind": "bot", "name": 5, "version": "", "digest": None}},
        {"player": {"kind": "bot", "name": "x", "version": ""}},
        {"training": []},
        {"training": {"config_digest": "", "window": -1}},
        {"parent": {"digest": 5, "step": 0}},
        {"start": "middle"},
        {"env_id": "Pong-v0"},
        {"weight": 0.5},
        {"weight": 2**60},
    ],
)
def test_an_impossible_header_is_refused(change: dict[str, object]) -> None:
    replay = recorded()
    header = json.loads(header_json(replay.header)) | change
    text = json.dumps(header, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    with pytest.raises(replaykit.DamagedReplayError, match="header: "):
        replaykit.Replay.from_bytes(MAGIC + header_record(text.encode()))


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"{",
        b'{"a":NaN}',
        b'{"a":1e999}',
        b'{"a":' + b"9" * 5000 + b"}",
        b"[" * 60_000,
        b'{"a":"\xff"}',
        b'{"a":"\\ud800"}',
        b'{ "a":1}',
        b'{"b":1,"a":1}',
        b'{"a":1,"a":1}',
    ],
)
def test_what_is_not_canonical_json_is_refused(text: bytes) -> None:
    with pytest.raises(replaykit.DamagedReplayError, match="header: not "):
        replaykit.Replay.from_bytes(MAGIC + header_record(text))


def test_headers_that_could_not_be_read_are_not_written() -> None:
    for player in (
        replaykit.Player(kind="cat", name="x"),  # type: ignore[arg-type]
        replaykit.Player(kind="bot", name="\ud800"),
        replaykit.Player(kind="bot", name="x" * 70_000),
    ):
        with pytest.raises(replaykit.ReplayError, match="header"):
            replaykit.record_actions(
                [6], config=CONFIG, seed=1, provenance=replaykit.Provenance(player)
            ).to_bytes()


def peak_of_refusing(data: bytes) -> int:
    """Return how many bytes were held at once while a file was refused."""
    tracemalloc.start()
    try:
        with pytest.raises(replaykit.ReplayError):
            replaykit.Replay.from_bytes(data)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_decompression_bombs_are_refused() -> None:
    start = MAGIC + header_record(header_json(recorded().header))
    deflate = zlib.compressobj(9, zdict=DICTIONARY)
    zeros = deflate.compress(bytes(100 * MEBIBYTE)) + deflate.flush()
    frame = zstandard.ZstdCompressor(level=3).compress(bytes(200 * MEBIBYTE))
    block = struct.pack("<I16sddI", 1024, bytes(16), 0.0, 0.0, 1024) + frame
    assert len(zeros) < 131_072
    assert len(frame) < 131_072
    for bomb in (
        MAGIC + pack_record(RecordType.HEADER, zeros),
        start + pack_record(RecordType.BLOCK, block),
        start + struct.pack("<BI", RecordType.BLOCK, 2**32 - 1),
        start + struct.pack("<BI", 200, 2**31),
    ):
        assert peak_of_refusing(bomb) < 4 * MEBIBYTE


def test_a_state_that_is_a_decompression_bomb_is_refused() -> None:
    fork = replaykit.cut(recorded(), 5)
    frame = zstandard.ZstdCompressor().compress(bytes(STATE_BYTES_MAX + 1))
    data = MAGIC + header_record(header_json(fork.header)) + pack_record(RecordType.STATE, frame)
    with pytest.raises(replaykit.DamagedReplayError, match="more than 65536 bytes"):
        replaykit.Replay.from_bytes(data)


def test_blocks_and_checkpoints_are_counted() -> None:
    records = split(recorded(seed=7, holds=3).to_bytes())
    header = json.loads(records[0][1]) | {"block_steps": 1}
    text = json.dumps(header, sort_keys=True, separators=(",", ":")).encode()
    one = struct.pack("<I16sddI", 1, bytes(16), 0.0, 0.0, 1) + b"\x06"
    many = join([(RecordType.HEADER, text), *[(RecordType.BLOCK, one)] * 16_385])
    with pytest.raises(replaykit.DamagedReplayError, match="more than 16384 blocks"):
        replaykit.Replay.from_bytes(many)
    pair = [(int(RecordType.BLOCK), one), (int(RecordType.CHECKPOINT), b"state")]
    with pytest.raises(replaykit.DamagedReplayError, match="more than 64 checkpoints"):
        replaykit.Replay.from_bytes(join([(RecordType.HEADER, text), *pair * 65]))


def test_a_pipe_may_give_a_file_in_pieces(tmp_path: Path) -> None:
    class Dripping:
        """A stream that never gives more than three bytes at once."""

        def __init__(self, data: bytes) -> None:
            self._left = data

        def read(self, size: int) -> bytes:
            piece, self._left = self._left[: min(size, 3)], self._left[min(size, 3) :]
            return piece

    replay = recorded()
    again = replaykit.Replay.open(Dripping(replay.to_bytes()))  # type: ignore[arg-type]
    assert again.content_digest == replay.content_digest


def test_writing_checks_what_reading_checks() -> None:
    replay = recorded()
    block = replay.blocks[0]
    with pytest.raises(replaykit.ReplayError, match="all blocks but the last must have 4096"):
        replaykit.Replay(replay.header, (block, block), None).to_bytes()
    with pytest.raises(
        replaykit.ReplayError, match="give a state with 'state', and none with 'reset'"
    ):
        replaykit.Replay(replay.header, (), None, b"state").to_bytes()
    longer = replaykit.Block(
        actions=np.zeros(5000, np.uint8), state_digest=bytes(16), total=0.0, credits=0.0, tick=1
    )
    with pytest.raises(replaykit.ReplayError, match="block 0 has 5000 steps"):
        replaykit.Replay(replay.header, (longer,), None).to_bytes()
