"""A replay as a value: read from files, checked, and written. It simulates nothing."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

import numpy as np

from replaykit.errors import DamagedReplayError, ReplayError, TruncatedReplayError
from replaykit.files import write_atomically
from replaykit.format import content
from replaykit.format.content import Actions, Block, ContentHash, Result
from replaykit.format.header import Header, unpack_header
from replaykit.format.records import Record, RecordType, iterate_records
from replaykit.format.writer import ReplayWriter
from replaykit.sources import opened


@dataclass(frozen=True, repr=False)
class Replay:
    """One recorded episode.

    Attributes:
        header: Where the episode starts and who played it.
        blocks: Actions, with the state digests along the way.
        result: How the episode ended; None if the file was cut off.
        state: The state that a fork starts from, as `get_state` of an environment gives it; None
            after a reset.
    """

    header: Header
    blocks: tuple[Block, ...]
    result: Result | None
    state: bytes | None = None

    def __repr__(self) -> str:
        end = "cut off" if self.result is None else f"return {self.result.total:.6g}"
        header, steps = self.header, sum(len(block.actions) for block in self.blocks)
        origin = "" if header.start == "reset" else " from a state"
        return (
            f"<Replay of {header.player.name!r}, seed {header.seed}, episode {header.episode}"
            f"{origin}: {steps} steps, {end}>"
        )

    @cached_property
    def actions(self) -> Actions:
        """All actions as requested, uint8 (n,), with 69 for any integer outside 0..68."""
        if not self.blocks:
            return np.zeros(0, np.uint8)
        return np.concatenate([block.actions for block in self.blocks])

    @property
    def is_whole(self) -> bool:
        """Whether the replay has its result."""
        return self.result is not None

    @cached_property
    def content_digest(self) -> str:
        """SHA-256 of the content, whatever compressed it, as 64 hexadecimal digits.

        Raises:
            ReplayError: The replay is not whole.
        """
        if self.result is None:
            raise ReplayError("the replay was cut off, so it has no content digest")
        digest = ContentHash(self.header, self.state)
        for block in self.blocks:
            digest.add(block)
        return digest.finish(self.result)

    def to_bytes(self) -> bytes:
        """Return the bytes of the file, without a result if the replay is not whole."""
        stream = io.BytesIO()
        writer = ReplayWriter(stream, self.header, self.state)
        for block in self.blocks:
            writer.add(block)
        if self.result is not None:
            writer.finish(self.result)
        return stream.getvalue()

    def write(self, path: Path | str) -> None:
        """Write the file: a temporary one, then fsync and rename it."""
        write_atomically(Path(path), self.to_bytes())

    @classmethod
    def open(cls, source: Path | str | BinaryIO, *, allow_cut: bool = False) -> Replay:
        """Read a replay and check it.

        Args:
            source: A path, `-` for standard input, a URL that fsspec knows (with the extra
                `remote`), or a binary file open for reading.
            allow_cut: Whether to return the intact prefix of a file that was cut off.

        Raises:
            ReplayError: The source is not a whole replay; subclass and message give the reason.
            OSError: The source cannot be read.
        """
        with opened(source) as stream:
            return _assembled(iterate_records(stream), allow_cut)

    @classmethod
    def from_bytes(cls, data: bytes, *, allow_cut: bool = False) -> Replay:
        """Read a replay from the bytes of a file; see open."""
        return cls.open(io.BytesIO(data), allow_cut=allow_cut)

    @classmethod
    def read(cls, path: Path | str, *, allow_cut: bool = False) -> Replay:
        """Read a replay from a path; see open.

        Raises:
            ReplayError: The file holds no whole replay.
            OSError: The file cannot be read.
        """
        return cls.open(path, allow_cut=allow_cut)


def _assembled(records: Iterator[Record], allow_cut: bool) -> Replay:
    """Return the replay made of the records, each checked against the previous ones."""
    header = _header_of(next(records, None))
    state: bytes | None = None
    blocks: list[Block] = []
    try:
        if header.start == "state":
            state = _state_of(next(records, None))
        digest = ContentHash(header, state)
        for record in records:
            if record.type is RecordType.BLOCK:
                blocks.append(_block_of(record, header, blocks))
                digest.add(blocks[-1])
            elif record.type is RecordType.CHECKPOINT:
                _add_checkpoint(record, blocks)
            elif record.type is RecordType.RESULT:
                result = _result_of(record, blocks, digest)
                _check_nothing_follows(next(records, None))
                return Replay(header, tuple(blocks), result, state)
            else:
                raise DamagedReplayError(
                    f"record at byte {record.offset}: a second {record.type.name.lower()}"
                )
        raise TruncatedReplayError("cut off before the result")
    except TruncatedReplayError:
        if not allow_cut or (header.start == "state" and state is None):
            raise
    return Replay(header, tuple(blocks), None, state)


def _header_of(record: Record | None) -> Header:
    if record is None:
        raise TruncatedReplayError("cut off before the header")
    if record.type is not RecordType.HEADER:
        raise DamagedReplayError(f"record at byte {record.offset}: expected the header")
    return unpack_header(record.payload)


def _state_of(record: Record | None) -> bytes:
    if record is None:
        raise TruncatedReplayError("cut off before the state that the episode starts from")
    if record.type is not RecordType.STATE:
        raise DamagedReplayError(f"record at byte {record.offset}: expected a state")
    return content.unpack_state(record.payload, f"state at byte {record.offset}")


def _block_of(record: Record, header: Header, before: list[Block]) -> Block:
    where = f"block {len(before)} at byte {record.offset}"
    if before and len(before[-1].actions) != header.block_steps:
        raise DamagedReplayError(f"{where}: the previous block is not full")
    if len(before) == content.BLOCKS_MAX:
        raise DamagedReplayError(f"{where}: more than {content.BLOCKS_MAX} blocks")
    block = content.unpack_block(record.payload, where)
    if len(block.actions) > header.block_steps:
        raise DamagedReplayError(
            f"{where}: steps is {len(block.actions)}, expected at most {header.block_steps}"
        )
    if len(before) * header.block_steps + len(block.actions) > content.STEPS_MAX:
        raise DamagedReplayError(f"{where}: more than {content.STEPS_MAX} steps in all")
    return block


def _add_checkpoint(record: Record, blocks: list[Block]) -> None:
    """Store a checkpoint in the block that it follows."""
    where = f"checkpoint at byte {record.offset}"
    if not blocks or blocks[-1].checkpoint is not None:
        raise DamagedReplayError(f"{where}: expected right after a block")
    if sum(block.checkpoint is not None for block in blocks) == content.CHECKPOINTS_MAX:
        raise DamagedReplayError(f"{where}: more than {content.CHECKPOINTS_MAX} checkpoints")
    state = content.unpack_state(record.payload, where)
    blocks[-1] = replace(blocks[-1], checkpoint=state)


def _result_of(record: Record, blocks: list[Block], digest: ContentHash) -> Result:
    result, stated = content.unpack_result(record.payload)
    steps = sum(len(block.actions) for block in blocks)
    if result.steps != steps:
        raise DamagedReplayError(f"result: steps is {result.steps}, the blocks have {steps}")
    if stated != digest.finish(result):
        raise DamagedReplayError("result: the content digest does not match")
    return result


def _check_nothing_follows(record: Record | None) -> None:
    if record is not None:
        raise DamagedReplayError(f"record at byte {record.offset}: nothing may follow the result")
