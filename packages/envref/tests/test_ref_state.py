"""The canonical state: round trips, layout, and what is refused."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import numpy as np
import pytest

from envcore import spec
from envref.legality import action_mask
from envref.state_codec import canonical_state, get_state, set_state, state_digest
from envref.step import step

HEADER_BYTES = 4 + 1 + 16 + 4
Edit = Callable[[Any], None]


def wrap(body: bytes) -> bytes:
    """Return a state around any canonical bytes, with a true checksum."""
    mark = bytes.fromhex(spec.SPEC_DIGEST)[:16]
    head = b"ABPS\x01" + mark + struct.pack("<I", len(body)) + body
    return head + sha256(head).digest()[:8]


def play(world: Any, steps: int) -> None:
    """Take random legal steps."""
    choose = random.Random(3)
    for _ in range(steps):
        if world.end_cause == spec.EndCause.NONE:
            step(world, int(choose.choice(np.flatnonzero(action_mask(world)).tolist())))


def test_the_wrapping_is_as_documented(make: Any) -> None:
    body = canonical_state(make())
    assert get_state(make()) == wrap(body)
    assert state_digest(make()) == sha256(body).digest()[:16]


def test_the_canonical_state_starts_with_seed_episode_and_options(make: Any) -> None:
    body = canonical_state(make(time_max=300, reward_mode="sparse", fractures=False))
    assert struct.unpack_from("<QQIBBBBBBI", body) == (7, 0, 300, 1, 1, 0, 1, 1, 1, 0)


def test_the_length_follows_the_belt_and_the_rocks_touched(make: Any) -> None:
    world = make()
    sizes = {"u8": 1, "i8": 1, "u32": 4, "u64": 8, "f64": 8}
    edge_ends = 2 * len(world.belt.edges)
    times = {"[c]": 6, "[n]": len(world.belt.nodes)}
    expected = 2
    for field in spec.STATE_FIELDS:
        letter = next((letter for letter in times if letter in field.path), "")
        count = edge_ends if "[k]" in field.path else times.get(letter, 1)
        expected += sizes[field.type] * count
    assert len(canonical_state(world)) == expected
    world.fields[1].asteroids[2].depletion = 0.5
    assert len(canonical_state(world)) == expected + 2 + 9 * 8
    assert canonical_state(world)[expected:][:2] == bytes([1, 2])


@pytest.mark.parametrize("steps", [0, 5, 120])
def test_a_restored_world_continues_the_same(make: Any, steps: int) -> None:
    world = make(time_max=400, market_shocks=False)
    play(world, steps)
    twin = set_state(get_state(world))
    assert twin == world
    play(world, 40)
    play(twin, 40)
    assert get_state(twin) == get_state(world)


def test_the_last_rock_of_the_last_node_is_restored(make: Any) -> None:
    world = make()
    world.fields[-1].asteroids[-1].depletion = 0.5
    assert set_state(get_state(world)) == world


def test_an_ended_world_is_restored_as_ended(make: Any) -> None:
    world = make(time_max=1)
    step(world, spec.Action.HOLD_DRIFT)
    assert set_state(get_state(world)).end_cause is spec.EndCause.TIMEOUT


def test_different_states_have_different_digests(make: Any) -> None:
    one, other = make(), make()
    assert state_digest(one) == state_digest(other)
    other.belt.nodes[0].neighbors[0].threat_estimate = 0.25
    assert state_digest(one) != state_digest(other)


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda data: b"XBPS" + data[4:], "state starts with b'XBPS', expected b'ABPS'"),
        (lambda data: data[:4] + b"\x02" + data[5:], "state has version 2, expected 1"),
        (lambda data: data[:5] + bytes(16) + data[21:], "state was made with spec 00000000"),
        (lambda data: data[:-1], "bytes, expected"),
        (lambda data: data + b"\0", "bytes, expected"),
        (lambda data: data[:60] + bytes([data[60] ^ 1]) + data[61:], "does not match its checksum"),
        (lambda data: data[:-1] + bytes([data[-1] ^ 1]), "does not match its checksum"),
        (lambda _: b"", "state has 0 bytes, expected at least 33"),
        (lambda data: wrap(data[HEADER_BYTES:-8] + b"\0"), "1 bytes after its last value"),
        (lambda data: wrap(data[HEADER_BYTES:-9]), "state ends after"),
        (lambda _: wrap(b""), "state ends after 0 bytes, before chance.seed"),
    ],
)
def test_damaged_bytes_are_refused(make: Any, edit: Callable[[bytes], bytes], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        set_state(edit(get_state(make())))


def edits_of_ship(name: str, value: float) -> Edit:
    """Return an edit of one of the ship's fields."""
    return lambda world: setattr(world.ship, name, value)


def select_one_too_far(world: Any) -> None:
    """Select the number after the last rock's."""
    world.ship.selected = len(world.asteroids)


def fly_one_too_far(world: Any) -> None:
    """Put the ship at the number after the last node's."""
    world.ship.node = len(world.belt.nodes)


def drain(world: Any) -> None:
    """Select a rock that is exhausted."""
    world.asteroids[0].depletion = 1.0


def sell_out(world: Any) -> None:
    """Put -0 into the hold."""
    world.ship.cargo[3] = -0.0


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (edits_of_ship("fuel", 1000.5), r"ship.fuel is 1000.5, expected 0..1000"),
        (edits_of_ship("hull", -0.5), r"ship.hull is -0.5, expected 0..100"),
        (edits_of_ship("heat", float("nan")), r"ship.heat is nan, expected a finite number"),
        (edits_of_ship("credits", float("inf")), r"ship.credits is inf, expected a finite number"),
        (edits_of_ship("alert", -0.0), r"ship.alert is -0.0, expected a finite number, no -0"),
        (sell_out, r"ship.cargo\[3\] is -0.0"),
        (edits_of_ship("decoys", 13), r"ship.decoys is 13, expected 0..12"),
        (edits_of_ship("node", 32), r"ship.node is 32, expected 0..31"),
        (fly_one_too_far, r"ship.node is \d+, expected 0.."),
        (select_one_too_far, r"expected an asteroid of node \d+ that is not exhausted, or -1"),
        (edits_of_ship("selected", -2), r"ship.selected is -2, expected -1..15"),
        (edits_of_ship("anchor_ticks", 7), r"ship.anchor_ticks is 7, expected 0..6"),
        (edits_of_ship("heat", 2.0**-1023), r"no -0 and no denormal"),
        (lambda world: setattr(world, "tick", 20000), r"tick is 20000, expected below time_max"),
        (drain, r"ship.selected is 0, expected an asteroid"),
    ],
)
def test_impossible_states_are_refused(make_at_rock: Any, edit: Edit, message: str) -> None:
    world = make_at_rock()
    assert len(world.belt.nodes) <= 31
    edit(world)
    with pytest.raises(ValueError, match=message):
        set_state(get_state(world))


def test_rocks_out_of_order_are_refused(make: Any) -> None:
    world = make()
    untouched = canonical_state(world)[:-2]
    world.fields[1].asteroids[0].depletion = 0.5
    first = canonical_state(world)[len(untouched) + 2 :]
    world.fields[1].asteroids[1].depletion = 0.5
    second = canonical_state(world)[len(untouched) + 2 + len(first) :]
    count = struct.pack("<H", 2)
    assert set_state(wrap(untouched + count + first + second)) == world
    for rocks in (second + first, first + first):
        with pytest.raises(ValueError, match="expected rising order"):
            set_state(wrap(untouched + count + rocks))


@pytest.mark.parametrize(
    ("node", "number", "message"),
    [(40, 0, "asteroid's node is 40"), (0, 0, "asteroid's number is 0"), (1, 16, "number is 16")],
)
def test_rocks_that_do_not_exist_are_refused(
    make: Any, node: int, number: int, message: str
) -> None:
    body = canonical_state(make())[:-2] + struct.pack("<HBB9d", 1, node, number, *[0.5] * 9)
    with pytest.raises(ValueError, match=message):
        set_state(wrap(body))


def test_an_untouched_rock_in_a_state_is_refused(make: Any) -> None:
    untouched = struct.pack("<HBB9d", 1, 1, 0, *[1 / 6] * 6, 0.5, 0.1, 0.0)
    with pytest.raises(ValueError, match="neither scanned nor mined"):
        set_state(wrap(canonical_state(make())[:-2] + untouched))
