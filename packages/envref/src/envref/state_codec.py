"""The canonical state, its digest, and the bytes around it (docs/world.md, section 8)."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from hashlib import sha256
from math import copysign, isfinite
from typing import Any

from envcore import spec
from envcore.config import EnvConfig
from envref.field import Asteroid
from envref.market import quote
from envref.paths import places_of, values_of
from envref.world import NOTHING_SELECTED, World, make_world

MAGIC = b"ABPS"
VERSION = 1
SPEC_MARK = bytes.fromhex(spec.SPEC_DIGEST)[:16]
CHECKSUM_BYTES = 8
DIGEST_BYTES = 16
LEAST_NORMAL = 2.0**-1022
HEADER = struct.Struct("<4sB16sI")
"""Magic, version, spec digest, length of the canonical state."""

CODES = {"u8": "B", "i8": "b", "u16": "H", "u32": "I", "u64": "Q", "f64": "d"}
FORMATS = {name: f"<{code}" for name, code in CODES.items()}
REWARD_MODES = next(option.choices for option in spec.OPTIONS if option.name == "reward_mode")
ASTEROID_COUNT = spec.StateField("asteroid count", "u16", 0, spec.MAX_NODES * spec.MAX_ASTEROIDS)


def canonical_state(world: World) -> bytes:
    """Return everything that changes in an episode, in the spec's order (world.md 8)."""
    touched = list(touched_asteroids(world))
    parts = [pack_values(world, spec.STATE_FIELDS), struct.pack("<H", len(touched))]
    for n, a, asteroid in touched:
        parts += [struct.pack("<BB", n, a), pack_values(asteroid, spec.STATE_ASTEROID_FIELDS)]
    return b"".join(parts)


def touched_asteroids(world: World) -> Iterator[tuple[int, int, Asteroid]]:
    """Return (node, number, asteroid) of those scanned or mined, in this order (world.md 8)."""
    for n, field in sorted(world.fields.made.items()):
        for a, asteroid in enumerate(field.asteroids):
            if asteroid.is_touched:
                yield n, a, asteroid


def pack_values(holder: Any, fields: Iterable[spec.StateField]) -> bytes:
    """Return the fields' bytes, value by value; a reward mode is its number, a boolean 0 or 1."""
    form, numbers = "<", []
    for field in fields:
        values = values_of(holder, field.path)
        form += CODES[field.type] * len(values)
        numbers += values
    numbers = [REWARD_MODES.index(x) if isinstance(x, str) else x for x in numbers]
    return struct.pack(form, *numbers)


def state_digest(world: World) -> bytes:
    """Return the first 16 bytes of the SHA-256 of the canonical state (world.md 8)."""
    return sha256(canonical_state(world)).digest()[:DIGEST_BYTES]


def get_state(world: World) -> bytes:
    """Return the canonical state with magic, version, spec digest and checksum (world.md 8)."""
    body = canonical_state(world)
    wrapped = HEADER.pack(MAGIC, VERSION, SPEC_MARK, len(body)) + body
    return wrapped + checksum_of(wrapped)


def checksum_of(data: bytes) -> bytes:
    """Return the checksum that stands at the end of a state."""
    return sha256(data).digest()[:CHECKSUM_BYTES]


def set_state(data: bytes) -> World:
    """Return the world of the bytes that `get_state` gave.

    Raises:
        ValueError: The bytes are foreign, damaged, or no state that a world can be in.
    """
    reader = StateReader(unwrap(data))
    head = {field.path: reader.take(field) for field in spec.STATE_FIELDS if is_drawn_from(field)}
    world = make_world(config_of(head), head["chance.seed"], head["chance.episode"])
    for field in spec.STATE_FIELDS:
        if not is_drawn_from(field):
            for place in places_of(world, field.path):
                place.put(reader.take(field, place.path))
    world.end_cause = spec.EndCause(world.end_cause)
    read_asteroids(reader, world)
    reader.check_end()
    check_sense(world)
    for commodity in world.market:
        commodity.price = quote(commodity, world.tick, world.config.price_impact)
    return world


def unwrap(data: bytes) -> bytes:
    """Return the canonical state inside `data`, once everything around it is right."""
    smallest = HEADER.size + CHECKSUM_BYTES
    if len(data) < smallest:
        raise ValueError(f"state has {len(data)} bytes, expected at least {smallest}")
    magic, version, mark, length = HEADER.unpack_from(data)
    if magic != MAGIC:
        raise ValueError(f"state starts with {magic!r}, expected {MAGIC!r}")
    if version != VERSION:
        raise ValueError(f"state has version {version}, expected {VERSION}")
    if mark != SPEC_MARK:
        raise ValueError(
            f"state was made with spec {mark.hex()}, expected {SPEC_MARK.hex()}: "
            "use the version of the program that made it"
        )
    if len(data) != smallest + length:
        raise ValueError(f"state has {len(data)} bytes, expected {smallest + length}")
    if data[-CHECKSUM_BYTES:] != checksum_of(data[:-CHECKSUM_BYTES]):
        raise ValueError("state does not match its checksum: it is damaged")
    return data[HEADER.size : -CHECKSUM_BYTES]


def is_drawn_from(field: spec.StateField) -> bool:
    """Return whether the world is made from this value, rather than changed by it."""
    return field.path.startswith(("chance.", "config."))


def config_of(head: dict[str, Any]) -> EnvConfig:
    """Return the options among the first values of a state."""
    options: dict[str, Any] = {}
    for option in spec.OPTIONS:
        number = head[f"config.{option.name}"]
        options[option.name] = bool(number) if option.type == "bool" else number
    options["reward_mode"] = REWARD_MODES[options["reward_mode"]]
    return EnvConfig(**options)


def read_asteroids(reader: StateReader, world: World) -> None:
    """Read the asteroids that were scanned or mined; refuse others, and any other order."""
    previous = (-1, -1)
    for _ in range(reader.take(ASTEROID_COUNT)):
        n = reader.take(spec.StateField("asteroid's node", "u8", 0, len(world.fields) - 1))
        last = len(world.fields[n].asteroids) - 1
        a = reader.take(spec.StateField("asteroid's number", "u8", 0, last))
        if (n, a) <= previous:
            raise ValueError(f"state has asteroid {(n, a)} after {previous}, expected rising order")
        previous = (n, a)
        asteroid = world.fields[n].asteroids[a]
        for field in spec.STATE_ASTEROID_FIELDS:
            for place in places_of(asteroid, field.path):
                place.put(reader.take(field, f"{place.path} of asteroid {(n, a)}"))
        if not asteroid.is_touched:
            raise ValueError(f"state lists asteroid {(n, a)}, which was neither scanned nor mined")


def check_sense(world: World) -> None:
    """Refuse what bounds on single values cannot: a wrong place, selection or clock."""
    ship = world.ship
    if world.end_cause == spec.EndCause.NONE and world.time_remaining == 0:
        raise ValueError(f"tick is {world.tick}, expected below time_max while the episode runs")
    if ship.node >= len(world.belt.nodes):
        raise ValueError(f"ship.node is {ship.node}, expected 0..{len(world.belt.nodes) - 1}")
    if ship.selected == NOTHING_SELECTED:
        return
    if ship.selected >= len(world.asteroids) or world.asteroids[ship.selected].is_exhausted:
        raise ValueError(
            f"ship.selected is {ship.selected}, expected an asteroid of node {ship.node} "
            f"that is not exhausted, or {NOTHING_SELECTED}"
        )


def is_plain(value: float) -> bool:
    """Return whether a state may hold a number: no NaN, -0 or denormal (world.md 1)."""
    if value == 0:
        return copysign(1.0, value) > 0
    return isfinite(value) and abs(value) >= LEAST_NORMAL


class StateReader:
    """Takes values off a canonical state, one by one, each within its bounds."""

    def __init__(self, body: bytes) -> None:
        """Start at the first byte of `body`."""
        self._body = body
        self._at = 0

    def take(self, field: spec.StateField, path: str = "") -> Any:
        """Return the next value, of the field's type, or raise `ValueError` naming `path`."""
        form = FORMATS[field.type]
        size = struct.calcsize(form)
        name = path or field.path
        if self._at + size > len(self._body):
            raise ValueError(f"state ends after {len(self._body)} bytes, before {name}")
        (value,) = struct.unpack_from(form, self._body, self._at)
        self._at += size
        if not is_plain(value):
            raise ValueError(f"{name} is {value}, expected a finite number, no -0 and no denormal")
        if not field.low <= value <= field.high:
            raise ValueError(f"{name} is {value}, expected {field.low:.17g}..{field.high:.17g}")
        return value

    def check_end(self) -> None:
        """Raise `ValueError` if anything is left."""
        left = len(self._body) - self._at
        if left:
            raise ValueError(f"state has {left} bytes after its last value, expected none")
