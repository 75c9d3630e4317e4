"""Worlds made by hand, and random numbers chosen by a test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from envcore import spec
from envcore.config import EnvConfig
from envref.legality import action_mask, is_legal, why_illegal
from envref.random_numbers import RngKey
from envref.step_record import StepRecord
from envref.world import World, make_world

MIDDLE = 0x8000_7FFF_8000_7FFF
"""A word whose bell is exactly 0 and whose unit is just above one half."""


def word_of(unit: float) -> int:
    """Return a word whose unit is `unit`, a multiple of 2^-53."""
    return int(unit * 2**53) << 11


@dataclass(frozen=True)
class RiggedKey(RngKey):
    """Chance with chosen words by domain; all other words are MIDDLE."""

    chosen: dict[spec.Domain, list[int]] = field(default_factory=dict)

    def words(self, domain: spec.Domain, index: int, count: int) -> list[int]:
        """Return the chosen words of the domain, then MIDDLE."""
        del index
        return [*self.chosen.get(domain, []), *[MIDDLE] * count][:count]


MakeWorld = Callable[..., World]


@pytest.fixture
def refuse() -> Callable[[World, int, str], None]:
    """Return what asserts that an action is illegal, and why."""

    def assert_refused(world: World, action: int, clause: str) -> None:
        assert not is_legal(world, action)
        assert clause in why_illegal(world, action)
        assert action not in range(spec.N_ACTIONS) or action_mask(world)[action] == 0

    return assert_refused


@pytest.fixture
def events_of() -> Callable[[StepRecord], set[spec.Event]]:
    """Return what lists the events of a record."""
    return lambda record: {event for event in spec.Event if record.has_event(event)}


@pytest.fixture
def make() -> MakeWorld:
    """Return a maker of worlds of seed 7 at reset, with the given options."""
    return lambda **options: make_world(EnvConfig(**options), seed=7, episode=0)


@pytest.fixture
def word_at() -> Callable[[float], int]:
    """Return what makes a word of a unit."""
    return word_of


@pytest.fixture
def rigged() -> Callable[..., RngKey]:
    """Return a maker of keys whose words are chosen, by the name of the domain."""
    return lambda **words: RiggedKey(7, 0, {spec.Domain[k]: ws for k, ws in words.items()})


@pytest.fixture
def rig() -> Callable[..., None]:
    """Return a function that makes a world's samples the chosen ones, by the name of the domain."""

    def rig_world(world: World, **units: list[float]) -> None:
        chosen = {spec.Domain[name]: [word_of(u) for u in us] for name, us in units.items()}
        world.chance = RiggedKey(7, 0, chosen)

    return rig_world


@pytest.fixture
def make_at_rock(make: MakeWorld, rig: Callable[..., None]) -> MakeWorld:
    """Return a maker of worlds with the ship at a plain, safe rock of its own, selected.

    The rock is all iron, of stability 1 and richness 1; the place is without danger; bell is 0.
    """

    def make_world_at_rock(**options: Any) -> World:
        world = make(**options)
        n = next(n for n, f in enumerate(world.fields) if f.asteroids)
        world.ship.node = n
        world.ship.selected = 0
        world.node.danger = 0.0
        world.node.piracy = 0.0
        rock = world.asteroids[0]
        rock.composition = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0]
        rock.stability = 1.0
        rock.richness = 1.0
        rock.noise = 0.1
        rig(world, VOYAGE=[0.0, 1 - 2**-53], MINE=[], TRADE=[0.5] * 9)
        return world

    return make_world_at_rock
