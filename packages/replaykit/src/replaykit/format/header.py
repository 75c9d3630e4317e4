"""The header record: where an episode starts and who played it, as compressed JSON."""

from __future__ import annotations

import json
import operator
import zlib
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal

import envcore
from envcore import spec
from replaykit.errors import DamagedReplayError, ForeignSpecError, ReplayError
from replaykit.format.provenance import Parent, Player, Provenance, Training

JSON_BYTES_MAX: Final = 65_536
BLOCK_STEPS_MAX: Final = 65_536
BLOCK_STEPS_DEFAULT: Final = 4096

# The preset dictionary of zlib: typical headers, so that a compressed one is little more than its
# digests. Part of the format: must not change within a major version.
DICTIONARY: Final = (
    b'{"block_steps":4096,"env_id":"AsteroidProspector-v1","episode":"0","options":{'
    b'"fractures":false,"market_shocks":false,"pirates":false,"price_impact":false,'
    b'"reward_mode":"sparse","scan_noise":false,"time_max":2000},"parent":{"digest":"","step":0},'
    b'"player":{"digest":"","kind":"human","name":"random_legal","version":"1"},'
    b'"seed":"0","spec_digest":"","start":"state","training":{"config_digest":"","window":1}}'
    b'{"block_steps":4096,"env_id":"AsteroidProspector-v1","episode":"0","options":{'
    b'"fractures":true,"market_shocks":true,"pirates":true,"price_impact":true,'
    b'"reward_mode":"shaped","scan_noise":true,"time_max":20000},"parent":null,'
    b'"player":{"digest":null,"kind":"bot","name":"maskable_ppo","version":"0.1.0"},'
    b'"seed":"4294967296","spec_digest":"","start":"reset","training":null}'
)

_INT_MAX: Final = 2**53 - 1
_KEYS: Final = {"env_id", "spec_digest", "options", "seed", "episode", "start", "parent"} | {
    *("player", "training", "block_steps")
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Header:
    """Where an episode starts and who played it: the keys of the header's JSON."""

    config: envcore.EnvConfig
    seed: int
    episode: int
    player: Player
    training: Training | None = None
    block_steps: int = BLOCK_STEPS_DEFAULT
    start: Literal["reset", "state"] = "reset"
    """Whether the episode starts at its reset or from a stored state."""
    parent: Parent | None = None
    env_id: str = spec.ENV_ID
    spec_digest: str = spec.SPEC_DIGEST
    extra: dict[str, Any] = field(default_factory=dict)
    """Keys that this version does not know, as they were."""

    @property
    def provenance(self) -> Provenance:
        """Who played, and where player and episode come from."""
        return Provenance(self.player, training=self.training, parent=self.parent, extra=self.extra)


def header_json(header: Header) -> bytes:
    """Return a header as canonical JSON.

    Raises:
        ReplayError: A value cannot be written, or `extra` repeats a key of the format.
    """
    if taken := sorted(_KEYS & header.extra.keys()):
        raise ReplayError(f"header: extra has the key {taken[0]!r}, which the format has already")
    value = header.extra | {
        "env_id": header.env_id,
        "spec_digest": header.spec_digest,
        "options": header.config.to_dict(),
        "seed": str(header.seed),
        "episode": str(header.episode),
        "start": header.start,
        "parent": asdict(header.parent) if header.parent else None,
        "player": asdict(header.player),
        "training": asdict(header.training) if header.training else None,
        "block_steps": header.block_steps,
    }
    try:
        text = _canonical(value)
    except (TypeError, ValueError, RecursionError) as error:
        raise ReplayError(f"header: a value cannot be written: {error}") from None
    if len(text) > JSON_BYTES_MAX:
        raise ReplayError(f"header: {len(text)} bytes, expected at most {JSON_BYTES_MAX}")
    _header_from(text)  # refuse to write what cannot be read
    return text


def pack_header(header: Header) -> bytes:
    """Return the payload of the header record."""
    deflate = zlib.compressobj(9, zdict=DICTIONARY)
    return deflate.compress(header_json(header)) + deflate.flush()


def unpack_header(payload: bytes) -> Header:
    """Return the header of a payload; `header_json` gives the same JSON, byte for byte.

    Raises:
        ForeignSpecError: The header has another spec digest.
        DamagedReplayError: A value is missing or out of range.
    """
    inflate = zlib.decompressobj(zdict=DICTIONARY)
    try:
        text = inflate.decompress(payload, JSON_BYTES_MAX + 1)
    except zlib.error as error:
        raise DamagedReplayError(f"header: cannot be decompressed: {error}") from None
    if len(text) > JSON_BYTES_MAX:
        raise DamagedReplayError(f"header: more than {JSON_BYTES_MAX} bytes")
    if not inflate.eof or inflate.unused_data:
        raise DamagedReplayError("header: the compressed data does not end with the record")
    return _header_from(text)


def _canonical(value: dict[str, Any]) -> bytes:
    text = json.dumps(
        value,
        sort_keys=True,
        separators=(",", ":"),
        allow_nan=False,
        ensure_ascii=False,
        default=operator.index,  # NumPy's integers
    )
    return text.encode()


def _refuse_number(text: str) -> Any:
    raise ValueError(f"{text[:20]} is not an integer")


def _checked_int(text: str) -> int:
    if len(text) > 17 or abs(int(text)) > _INT_MAX:
        raise ValueError(f"{text[:20]} is beyond 2^53-1")
    return int(text)


def _parse(text: bytes) -> dict[str, Any]:
    try:
        value = json.loads(
            text,
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
            parse_int=_checked_int,
        )
        is_canonical = isinstance(value, dict) and _canonical(value) == text
    except (ValueError, RecursionError) as error:
        raise DamagedReplayError(f"header: not canonical JSON: {error}") from None
    if not is_canonical:
        raise DamagedReplayError("header: not a JSON object in canonical form")
    return dict(value)


def _header_from(text: bytes) -> Header:
    value = _parse(text)
    given, ours = value.get("spec_digest"), spec.SPEC_DIGEST
    if given != ours:
        raise ForeignSpecError(
            f"spec digest is {str(given)[:12]}, this build has {ours[:12]}: "
            "open the replay with the version of envcore that recorded it"
        )
    if value.get("env_id") != spec.ENV_ID:
        raise DamagedReplayError(
            f"header: env_id is {value.get('env_id')!r}, expected {spec.ENV_ID!r}"
        )
    try:
        return Header(
            config=_unpack_options(value["options"]),
            seed=_unpack_u64(value["seed"]),
            episode=_unpack_u64(value["episode"]),
            start=_one_of(value["start"], ("reset", "state")),
            parent=_unpack_parent(value["parent"]),
            player=_unpack_player(value["player"]),
            training=_unpack_training(value["training"]),
            block_steps=_int_in(value["block_steps"], 1, BLOCK_STEPS_MAX),
            extra={key: value[key] for key in value.keys() - _KEYS},
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedReplayError(f"header: {type(error).__name__}: {error}") from None


def _unpack_u64(text: Any) -> int:
    if not (isinstance(text, str) and text.isascii() and text.isdigit() and len(text) <= 20):
        raise ValueError(f"{text!r} is not a decimal string")
    number = int(text)
    if number >= 2**64 or str(number) != text:
        raise ValueError(f"{text} is not one of 0..2^64-1")
    return number


def _unpack_options(value: Any) -> envcore.EnvConfig:
    _check_keys(value, envcore.EnvConfig)
    return envcore.EnvConfig(**value)


def _unpack_player(value: Any) -> Player:
    _check_keys(value, Player)
    return Player(
        kind=_one_of(value["kind"], ("policy", "bot", "human")),
        name=_string(value["name"]),
        version=_string(value["version"]),
        digest=None if value["digest"] is None else _string(value["digest"]),
    )


def _unpack_training(value: Any) -> Training | None:
    if value is None:
        return None
    _check_keys(value, Training)
    return Training(
        config_digest=_string(value["config_digest"]), window=_int_in(value["window"], 0, _INT_MAX)
    )


def _unpack_parent(value: Any) -> Parent | None:
    if value is None:
        return None
    _check_keys(value, Parent)
    return Parent(
        digest=None if value["digest"] is None else _string(value["digest"]),
        step=_int_in(value["step"], 0, _INT_MAX),
    )


def _check_keys(value: Any, kind: Any) -> None:
    """Refuse an object whose keys are not exactly the fields of a type."""
    if not isinstance(value, dict) or set(value) != set(kind.__slots__):
        raise TypeError(f"{str(value)[:60]} is not an object of {', '.join(kind.__slots__)}")


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not a string")
    return value


def _one_of(value: Any, allowed: tuple[str, ...]) -> Any:
    if value not in allowed:
        raise ValueError(f"{value!r} is not one of {', '.join(allowed)}")
    return value


def _int_in(value: Any, low: int, high: int) -> int:
    if type(value) is not int or not low <= value <= high:
        raise ValueError(f"{value!r} is not one of {low}..{high}")
    return value
