"""A replay in memory, and its way to and from bytes and files."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from replaykit import content
from replaykit.content import Actions, Block, Header, Result
from replaykit.errors import DamagedReplayError, ReplayError, TruncatedReplayError
from replaykit.files import write_atomically
from replaykit.records import MAGIC, Record, RecordType, iterate_records, pack_record


@dataclass(frozen=True)
class Replay:
    """One recorded episode.

    Attributes:
        header: Where it starts and who played it.
        blocks: Its actions with the state digests along the way.
        result: How it ended; None if the file was cut off.
    """

    header: Header
    blocks: tuple[Block, ...]
    result: Result | None

    @cached_property
    def actions(self) -> Actions:
        """All actions as asked for, uint8 (n,), 69 for any integer outside 0..68."""
        if not self.blocks:
            return np.zeros(0, np.uint8)
        return np.concatenate([block.actions for block in self.blocks])

    @property
    def is_whole(self) -> bool:
        """Whether the file has its result."""
        return self.result is not None

    @property
    def content_digest(self) -> str:
        """Name of the content, the same whatever compressed it, 64 hexadecimal digits.

        Raises:
            ReplayError: The replay is not whole.
        """
        if self.result is None:
            raise ReplayError("a replay that was cut off has no content digest")
        return _content_digest(self.header, self.blocks, self.result)

    def to_bytes(self) -> bytes:
        """Return the file; one without a result if the replay is not whole."""
        parts = [MAGIC, pack_record(RecordType.HEADER, content.pack_header(self.header))]
        parts += [pack_record(RecordType.BLOCK, content.pack_block(b)) for b in self.blocks]
        if self.result is not None:
            payload = content.pack_result(self.result, self.content_digest)
            parts.append(pack_record(RecordType.RESULT, payload))
        return b"".join(parts)

    def write(self, path: Path | str) -> None:
        """Write the file under a temporary name, then rename it."""
        write_atomically(Path(path), self.to_bytes())

    @classmethod
    def from_bytes(cls, data: bytes, *, allow_cut: bool = False) -> Replay:
        """Return the replay in the bytes of a file.

        Args:
            data: The bytes.
            allow_cut: Whether to hand out the intact prefix of a file that was cut off.

        Raises:
            ReplayError: A kind of it says what is wrong, and where.
        """
        records = iterate_records(data)
        header = _header_of(next(records, None))
        blocks: list[Block] = []
        try:
            for record in records:
                if record.type is RecordType.BLOCK:
                    blocks.append(_block_of(record, header, blocks))
                elif record.type is RecordType.RESULT:
                    result = _result_of(record, header, blocks)
                    _check_nothing_follows(next(records, None))
                    return cls(header, tuple(blocks), result)
                else:
                    raise DamagedReplayError(f"record at byte {record.offset}: a second header")
            raise TruncatedReplayError(f"cut off at byte {len(data)}, before the result")
        except TruncatedReplayError:
            if not allow_cut:
                raise
        return cls(header, tuple(blocks), None)

    @classmethod
    def read(cls, path: Path | str, *, allow_cut: bool = False) -> Replay:
        """Return the replay in a file; see from_bytes.

        Raises:
            ReplayError: The file holds no whole replay.
            OSError: The file can not be read.
        """
        return cls.from_bytes(Path(path).read_bytes(), allow_cut=allow_cut)


def _content_digest(header: Header, blocks: tuple[Block, ...], result: Result) -> str:
    sha = hashlib.sha256(content.pack_header(header))
    for block in blocks:
        sha.update(content.pack_block_head(block))
        sha.update(block.actions.tobytes())
    sha.update(content.pack_result(result, None))
    return sha.hexdigest()


def _header_of(record: Record | None) -> Header:
    if record is None:
        raise TruncatedReplayError("cut off before the header")
    if record.type is not RecordType.HEADER:
        raise DamagedReplayError(f"record at byte {record.offset}: expected the header")
    return content.unpack_header(record.payload)


def _block_of(record: Record, header: Header, before: list[Block]) -> Block:
    where = f"block {len(before)} at byte {record.offset}"
    if before and len(before[-1].actions) != header.block_steps:
        raise DamagedReplayError(f"{where}: it follows a block that is not full")
    block = content.unpack_block(record.payload, where)
    if len(block.actions) > header.block_steps:
        raise DamagedReplayError(
            f"{where}: steps is {len(block.actions)}, expected at most {header.block_steps}"
        )
    if len(before) * header.block_steps + len(block.actions) > content.STEPS_MAX:
        raise DamagedReplayError(f"{where}: more than {content.STEPS_MAX} steps in all")
    return block


def _result_of(record: Record, header: Header, blocks: list[Block]) -> Result:
    result, stated = content.unpack_result(record.payload)
    steps = sum(len(block.actions) for block in blocks)
    if result.steps != steps:
        raise DamagedReplayError(f"result: steps is {result.steps}, the blocks have {steps}")
    if stated != _content_digest(header, tuple(blocks), result):
        raise DamagedReplayError("result: the content digest does not match")
    return result


def _check_nothing_follows(record: Record | None) -> None:
    if record is not None:
        raise DamagedReplayError(f"record at byte {record.offset}: something follows the result")
