"""The inner layer of the format: the payloads of blocks, states and the result."""

from __future__ import annotations

import hashlib
import math
import struct
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import zstandard

from envcore import spec
from replaykit.errors import DamagedReplayError
from replaykit.format.header import BLOCK_STEPS_MAX, Header, header_json

STEPS_MAX: Final = 1_000_000
BLOCKS_MAX: Final = 16_384
STATE_BYTES_MAX: Final = 65_536
CHECKPOINTS_MAX: Final = 64
OUTSIDE_ACTION: Final = spec.N_ACTIONS
"""Stands for every integer outside 0..68."""

_BLOCK_HEAD: Final = struct.Struct("<I16sddI")
_RESULT: Final = struct.Struct("<32s16sddIIB")
_ZSTD_LEVEL: Final = 19  # slow but small: a file is written once
_ZSTD_WINDOW_MAX: Final = 2**20
_END_CAUSES: Final = (None, *(c.name.lower() for c in spec.EndCause if c >= 0))

Actions = npt.NDArray[np.uint8]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Block:
    """A run of steps and the world after the last one."""

    actions: Actions
    state_digest: bytes
    total: float
    """Sum of all rewards since the start of the recording."""
    credits: float
    tick: int
    checkpoint: bytes | None = None
    """The state after the last step, as `get_state` of an environment gives it; None if the file
    does not have it."""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Block):
            return NotImplemented
        return self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())

    def _values(self) -> tuple[object, ...]:
        """Return all fields, with the actions as bytes, because arrays do not compare to a bool."""
        others = (self.state_digest, self.total, self.credits, self.tick, self.checkpoint)
        return (self.actions.tobytes(), *others)


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """The end of a recording; `end_cause` is None if the episode had not ended."""

    steps: int
    ticks: int
    total: float
    """Sum of all rewards: the return."""
    net_profit: float
    end_cause: str | None
    state_digest: str


def pack_block_head(block: Block) -> bytes:
    """Return a block's payload up to its actions."""
    return _BLOCK_HEAD.pack(
        len(block.actions), block.state_digest, block.total, block.credits, block.tick
    )


def pack_block(block: Block) -> bytes:
    """Return the payload of a block."""
    return pack_block_head(block) + _compress(block.actions.tobytes())


def unpack_block(payload: bytes, where: str) -> Block:
    """Return the block of a payload; allocates at most the bytes of the largest block.

    Raises:
        DamagedReplayError: A value is out of range; the message starts with `where`.
    """
    if len(payload) < _BLOCK_HEAD.size:
        raise DamagedReplayError(f"{where}: {len(payload)} bytes, fewer than the head of a block")
    steps, digest, total, credits_, tick = _BLOCK_HEAD.unpack_from(payload)
    if not 1 <= steps <= BLOCK_STEPS_MAX:
        raise DamagedReplayError(f"{where}: steps is {steps}, expected 1..{BLOCK_STEPS_MAX}")
    if not (math.isfinite(total) and math.isfinite(credits_)):
        raise DamagedReplayError(f"{where}: a total is not finite")
    raw = _decompress(payload[_BLOCK_HEAD.size :], steps, where)
    if len(raw) < steps:
        raise DamagedReplayError(f"{where}: {len(raw)} actions, expected {steps}")
    actions = np.frombuffer(raw, np.uint8)
    if actions.max() > OUTSIDE_ACTION:
        raise DamagedReplayError(
            f"{where}: action is {actions.max()}, expected 0..{OUTSIDE_ACTION}"
        )
    return Block(actions=actions, state_digest=digest, total=total, credits=credits_, tick=tick)


def pack_state(state: bytes) -> bytes:
    """Return the payload of a state or checkpoint record."""
    return _compress(state)


def unpack_state(payload: bytes, where: str) -> bytes:
    """Return the state of a payload. `set_state` of an environment checks the state itself."""
    return _decompress(payload, STATE_BYTES_MAX, where)


def pack_result(result: Result, content_digest: str) -> bytes:
    """Return the payload of a result."""
    return bytes.fromhex(content_digest) + _result_tail(result)


def unpack_result(payload: bytes) -> tuple[Result, str]:
    """Return the result of a payload, and the content digest that it states."""
    if len(payload) != _RESULT.size:
        raise DamagedReplayError(f"result: {len(payload)} bytes, expected {_RESULT.size}")
    content, state, total, net_profit, steps, ticks, cause = _RESULT.unpack(payload)
    if not (math.isfinite(total) and math.isfinite(net_profit)):
        raise DamagedReplayError("result: a total is not finite")
    if cause >= len(_END_CAUSES):
        raise DamagedReplayError(
            f"result: end cause is {cause}, expected 0..{len(_END_CAUSES) - 1}"
        )
    result = Result(
        steps=steps,
        ticks=ticks,
        total=total,
        net_profit=net_profit,
        end_cause=_END_CAUSES[cause],
        state_digest=state.hex(),
    )
    return result, content.hex()


class ContentHash:
    """Computes the content digest of a replay, which does not depend on the compression."""

    def __init__(self, header: Header, state: bytes | None) -> None:
        self._sha = hashlib.sha256(header_json(header))
        if state is not None:
            self._sha.update(state)

    def add(self, block: Block) -> None:
        """Add the next block."""
        self._sha.update(pack_block_head(block))
        self._sha.update(block.actions.tobytes())

    def finish(self, result: Result) -> str:
        """Return the digest as 64 hexadecimal digits; nothing can be added afterwards."""
        self._sha.update(_result_tail(result))
        return self._sha.hexdigest()


def _result_tail(result: Result) -> bytes:
    """Return a result's payload without the content digest."""
    return _RESULT.pack(
        b"",
        bytes.fromhex(result.state_digest),
        result.total,
        result.net_profit,
        result.steps,
        result.ticks,
        _END_CAUSES.index(result.end_cause),
    )[32:]


def _compress(data: bytes) -> bytes:
    # a one-shot frame states its size: one byte more, and simpler for other readers
    return zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compress(data)


def _decompress(packed: bytes, size_max: int, where: str) -> bytes:
    """Return the content of a frame, reading at most one byte more than is allowed."""
    source = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW_MAX)
    try:
        raw: bytes = source.stream_reader(packed).read(size_max + 1)
    except (zstandard.ZstdError, MemoryError) as error:
        raise DamagedReplayError(f"{where}: cannot be decompressed: {error}") from None
    if len(raw) > size_max:
        raise DamagedReplayError(f"{where}: more than {size_max} bytes")
    return raw
