"""Writing a replay record by record, so that the file is readable at any time."""

from __future__ import annotations

from typing import Protocol

from replaykit.errors import ReplayError
from replaykit.format import content
from replaykit.format.content import Block, ContentHash, Result
from replaykit.format.header import Header, pack_header
from replaykit.format.records import MAGIC, RecordType, pack_record


class Sink(Protocol):
    """An open binary file, or anything else that appends bytes."""

    def write(self, data: bytes, /) -> object:
        """Append all of the data."""


class ReplayWriter:
    """Appends a replay to a sink; what has been written is the intact prefix of a replay.

    Holds only running sums. Each block, with its checkpoint, goes to the sink in one call.

    Args:
        sink: Empty; the writer does not close it.
        header: Where the episode starts and who plays.
        state: The state that the episode starts from; None after a reset.

    Raises:
        ReplayError: Header and state do not fit.
    """

    def __init__(self, sink: Sink, header: Header, state: bytes | None = None) -> None:
        if (state is not None) != (header.start == "state"):
            raise ReplayError(
                f"start is {header.start!r}: give a state with 'state', and none with 'reset'"
            )
        self._sink = sink
        self._header = header
        self._hash = ContentHash(header, state)
        self._steps = self._num_blocks = self._num_checkpoints = 0
        self._is_last = False
        head = MAGIC + pack_record(RecordType.HEADER, pack_header(header))
        if state is not None:
            head += pack_record(RecordType.STATE, content.pack_state(state))
        self._sink.write(head)

    def add(self, block: Block) -> None:
        """Append a block, and its checkpoint if it has one.

        Raises:
            ReplayError: The previous block was not full, or the replay becomes too long.
        """
        if self._is_last or not 1 <= len(block.actions) <= self._header.block_steps:
            raise ReplayError(
                f"block {self._num_blocks} has {len(block.actions)} steps: all blocks but the last "
                f"must have {self._header.block_steps}"
            )
        self._steps += len(block.actions)
        self._num_blocks += 1
        if self._steps > content.STEPS_MAX or self._num_blocks > content.BLOCKS_MAX:
            raise ReplayError(
                f"a replay has at most {content.STEPS_MAX} steps and {content.BLOCKS_MAX} blocks"
            )
        self._is_last = len(block.actions) < self._header.block_steps
        self._hash.add(block)
        data = pack_record(RecordType.BLOCK, content.pack_block(block))
        if block.checkpoint is not None and self._num_checkpoints < content.CHECKPOINTS_MAX:
            self._num_checkpoints += 1
            data += pack_record(RecordType.CHECKPOINT, content.pack_state(block.checkpoint))
        self._sink.write(data)

    def finish(self, result: Result) -> str:
        """Append the result and return the content digest; nothing can be added afterwards.

        Raises:
            ReplayError: The result states another number of steps.
        """
        if result.steps != self._steps:
            raise ReplayError(f"result: steps is {result.steps}, the blocks have {self._steps}")
        digest = self._hash.finish(result)
        self._sink.write(pack_record(RecordType.RESULT, content.pack_result(result, digest)))
        return digest
