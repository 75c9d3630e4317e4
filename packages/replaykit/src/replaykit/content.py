"""The inner layer of the format: what header, blocks and result hold, checked."""

from __future__ import annotations

import json
import math
import struct
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import zstandard

import envcore
from envcore import spec
from replaykit.errors import DamagedReplayError, ForeignSpecError

JSON_BYTES_MAX: Final = 65_536
BLOCK_STEPS_MAX: Final = 65_536
STEPS_MAX: Final = 1_000_000
BLOCK_STEPS_DEFAULT: Final = 1024
OUTSIDE_ACTION: Final = spec.N_ACTIONS
"""Stands for every integer outside 0..68."""

_BLOCK_HEAD: Final = struct.Struct("<I16sddI")
_ZSTD_LEVEL: Final = 19  # files are written once and kept
_ORIGIN_KEYS: Final = {"env_id", "spec_digest", "options", "seed", "episode", "start"}
_HEADER_KEYS: Final = _ORIGIN_KEYS | {"player", "training", "block_steps"}
_END_CAUSES: Final = tuple(c.name.lower() for c in spec.EndCause if c >= 0)

Actions = npt.NDArray[np.uint8]


@dataclass(frozen=True, kw_only=True, slots=True)
class Player:
    """Who played: a policy, a bot or a human."""

    kind: Literal["policy", "bot", "human"]
    name: str
    version: str = ""
    digest: str | None = None
    """SHA-256 of the policy file, in hexadecimal digits."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Training:
    """Where a policy comes from: the digest of its configuration, and its window."""

    config_digest: str
    window: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Header:
    """Where the episode starts and who played it."""

    config: envcore.EnvConfig
    seed: int
    episode: int
    player: Player
    training: Training | None = None
    block_steps: int = BLOCK_STEPS_DEFAULT
    env_id: str = spec.ENV_ID
    spec_digest: str = spec.SPEC_DIGEST
    extra: dict[str, Any] = field(default_factory=dict)
    """Keys that this version does not know, kept as they were."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """Some steps, and the world after the last of them."""

    actions: Actions
    state_digest: bytes
    total: float
    """Sum of all rewards up to here."""
    credits: float
    tick: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """How the episode ended; `end_cause` is None if the recording stops before the end."""

    steps: int
    ticks: int
    total: float
    """Sum of all rewards: the return."""
    net_profit: float
    end_cause: str | None
    state_digest: str


def pack_json(value: dict[str, Any]) -> bytes:
    """Return canonical JSON."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


def unpack_json(payload: bytes, where: str) -> dict[str, Any]:
    """Return the object in the payload."""
    if len(payload) > JSON_BYTES_MAX:
        raise DamagedReplayError(f"{where}: {len(payload)} bytes, at most {JSON_BYTES_MAX}")
    try:
        value = json.loads(payload)
    except (ValueError, RecursionError):
        raise DamagedReplayError(f"{where}: not JSON") from None
    if not isinstance(value, dict):
        raise DamagedReplayError(f"{where}: not a JSON object")
    return value


def pack_header(header: Header) -> bytes:
    """Return the payload of the header."""
    return pack_json(
        header.extra
        | {
            "env_id": header.env_id,
            "spec_digest": header.spec_digest,
            "options": header.config.to_dict(),
            "seed": str(header.seed),
            "episode": str(header.episode),
            "start": "reset",
            "player": asdict(header.player),
            "training": asdict(header.training) if header.training else None,
            "block_steps": header.block_steps,
        }
    )


def unpack_header(payload: bytes) -> Header:
    """Return the header in the payload.

    Raises:
        ForeignSpecError: It is of another spec or environment.
        DamagedReplayError: A value is missing or not what it must be.
    """
    value = unpack_json(payload, "header")
    given, ours = value.get("spec_digest"), spec.SPEC_DIGEST
    if given != ours:
        raise ForeignSpecError(
            f"spec digest is {str(given)[:12]}, this build has {ours[:12]}: "
            "open it with the envcore that recorded it"
        )
    if value.get("env_id") != spec.ENV_ID or value.get("start") != "reset":
        raise DamagedReplayError(
            f"header: env_id {value.get('env_id')!r} from {value.get('start')!r}, "
            f"expected {spec.ENV_ID!r} from 'reset'"
        )
    try:
        training = value["training"]
        header = Header(
            config=envcore.EnvConfig(**value["options"]),
            seed=_unpack_u64(value["seed"]),
            episode=_unpack_u64(value["episode"]),
            player=Player(**{k: value["player"][k] for k in Player.__slots__}),
            training=None
            if training is None
            else Training(**{k: training[k] for k in Training.__slots__}),
            block_steps=value["block_steps"],
            extra={key: value[key] for key in value.keys() - _HEADER_KEYS},
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedReplayError(f"header: {type(error).__name__}: {error}") from None
    if type(header.block_steps) is not int or not 1 <= header.block_steps <= BLOCK_STEPS_MAX:
        raise DamagedReplayError(
            f"header: block_steps is {header.block_steps!r}, expected 1..{BLOCK_STEPS_MAX}"
        )
    return header


def _unpack_u64(text: Any) -> int:
    if not (isinstance(text, str) and text.isascii() and text.isdigit() and len(text) <= 20):
        raise ValueError(f"{text!r} is no decimal string")
    number = int(text)
    if number >= 2**64:
        raise ValueError(f"{text} is over 2^64-1")
    return number


def pack_block_head(block: Block) -> bytes:
    """Return a block's payload up to its actions."""
    return _BLOCK_HEAD.pack(
        len(block.actions), block.state_digest, block.total, block.credits, block.tick
    )


def pack_block(block: Block) -> bytes:
    """Return the payload of a block."""
    packed = zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compress(block.actions.tobytes())
    return pack_block_head(block) + packed


def unpack_block(payload: bytes, where: str) -> Block:
    """Return the block in the payload; never allocates more than a block may hold."""
    if len(payload) < _BLOCK_HEAD.size:
        raise DamagedReplayError(f"{where}: {len(payload)} bytes are too few for a block")
    steps, digest, total, credits_, tick = _BLOCK_HEAD.unpack_from(payload)
    if not 1 <= steps <= BLOCK_STEPS_MAX:
        raise DamagedReplayError(f"{where}: steps is {steps}, expected 1..{BLOCK_STEPS_MAX}")
    if not (math.isfinite(total) and math.isfinite(credits_)):
        raise DamagedReplayError(f"{where}: a total is not finite")
    raw = _decompress(payload[_BLOCK_HEAD.size :], steps, where)
    actions = np.frombuffer(raw, np.uint8)
    if len(actions) and actions.max() > OUTSIDE_ACTION:
        raise DamagedReplayError(
            f"{where}: action is {actions.max()}, expected 0..{OUTSIDE_ACTION}"
        )
    return Block(actions=actions, state_digest=digest, total=total, credits=credits_, tick=tick)


def _decompress(packed: bytes, steps: int, where: str) -> bytes:
    try:
        reader = zstandard.ZstdDecompressor(max_window_size=2**20).stream_reader(packed)
        raw: bytes = reader.read(steps + 1)
    except zstandard.ZstdError as error:
        raise DamagedReplayError(f"{where}: actions can not be decompressed: {error}") from None
    if len(raw) != steps:
        found = f"{len(raw)}" if len(raw) < steps else f"more than {steps}"
        raise DamagedReplayError(f"{where}: {found} actions, expected {steps}")
    return raw


def pack_result(result: Result, content_digest: str | None) -> bytes:
    """Return the payload of the result, with the content digest once that is known."""
    value = {
        "steps": result.steps,
        "ticks": result.ticks,
        "return": result.total,
        "net_profit": result.net_profit,
        "end_cause": result.end_cause,
        "state_digest": result.state_digest,
    }
    return pack_json(
        value if content_digest is None else value | {"content_digest": content_digest}
    )


def unpack_result(payload: bytes) -> tuple[Result, str]:
    """Return the result in the payload and the content digest it states."""
    value = unpack_json(payload, "result")
    try:
        result = Result(
            steps=_checked(value["steps"], int),
            ticks=_checked(value["ticks"], int),
            total=_checked(value["return"], float),
            net_profit=_checked(value["net_profit"], float),
            end_cause=value["end_cause"],
            state_digest=_checked(value["state_digest"], str),
        )
        content_digest = _checked(value["content_digest"], str)
    except (KeyError, TypeError) as error:
        raise DamagedReplayError(f"result: {type(error).__name__}: {error}") from None
    if result.end_cause not in (None, *_END_CAUSES):
        raise DamagedReplayError(
            f"result: end_cause is {result.end_cause!r}, expected one of {_END_CAUSES} or null"
        )
    return result, content_digest


def _checked(value: Any, kind: type) -> Any:
    """Return value if it is of the kind; a whole float may have been written as an integer."""
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value
