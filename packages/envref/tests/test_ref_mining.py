"""Mining, fractures, anchors and exhaustion."""

from __future__ import annotations

from typing import Any

import pytest

from envcore.spec import Action, Event
from envref.effects.mine import heat_efficiency
from envref.legality import is_legal, why_illegal
from envref.step import step

NEVER, ALWAYS = 1 - 2**-53, 0.0
"""Units of the fracture draw."""


def test_a_tick_of_mining(make_at_rock: Any) -> None:
    world = make_at_rock(fractures=False)
    record = step(world, Action.MINE_STANDARD)
    # rich 1, fresh, tool whole, cool, bell 0
    assert world.ship.cargo == [1.15, 0, 0, 0, 0, 0]
    assert world.asteroids[0].depletion == 0.005 * 1.15
    assert (world.ship.tool, world.ship.heat) == (100 - 0.5, 4 - 2.5)
    assert world.ship.alert == 2.2 - 1
    assert world.counters.mining_ticks == 1
    assert record.events == 1 << Event.MINED


def test_wear_heat_and_depletion_slow_it(make_at_rock: Any) -> None:
    world = make_at_rock(fractures=False)
    world.ship.tool, world.ship.heat, world.asteroids[0].depletion = 50.0, 85.0, 0.5
    step(world, Action.MINE_CONSERVATIVE)
    eff_tool, eff_heat = 0.4 + 0.6 * 0.5, 1 - (0.85 - 0.7) / 0.3
    assert world.ship.cargo[0] == 1.0 * 0.5 * eff_tool * eff_heat * 0.80


@pytest.mark.parametrize(("heat_frac", "efficiency"), [(0.7, 1.0), (0.97, 0.1), (1.0, 0.1)])
def test_heat_slows_from_070_down_to_a_tenth(heat_frac: float, efficiency: float) -> None:
    # at 0.97 the line is at 0.1 up to rounding, which max() may keep
    assert heat_efficiency(heat_frac) == pytest.approx(efficiency, abs=1e-15)


def test_the_hold_caps_the_rate(make_at_rock: Any) -> None:
    world = make_at_rock(fractures=False)
    world.ship.cargo[1] = 199.5
    step(world, Action.MINE_AGGRESSIVE)
    # 1.55 would come, 0.5 fits; it also depletes by what was taken only
    assert world.ship.cargo[:2] == [0.5, 199.5]
    assert world.ship.total_cargo == 200.0
    assert world.asteroids[0].depletion == 0.005 * 0.5


def test_mining_needs_free_cargo_space(make_at_rock: Any) -> None:
    world = make_at_rock()
    world.ship.cargo[1] = 199.98
    assert is_legal(world, Action.MINE_STANDARD)
    world.ship.cargo[1] = 199.99
    assert not is_legal(world, Action.MINE_STANDARD)
    assert "the hold is full" in why_illegal(world, Action.MINE_STANDARD)


def test_a_rock_ends_at_095(make_at_rock: Any) -> None:
    world = make_at_rock(fractures=False)
    rock = world.asteroids[0]
    rock.richness = 4.0
    # rate = 4 * (1 - d) * 1.15; d + 0.005 * rate stays below 0.95 from 0.948, not from 0.949
    rock.depletion = 0.948
    step(world, Action.MINE_STANDARD)
    assert rock.depletion == 0.948 + 0.005 * (4 * (1 - 0.948) * 1.0 * 1.0 * 1.15)
    assert rock.depletion < 0.95
    rock.depletion, world.ship.anchor_ticks = 0.9495, 5
    record = step(world, Action.MINE_STANDARD)
    assert rock.depletion == 1.0
    assert (world.ship.selected, world.ship.anchor_ticks) == (-1, 0)
    assert record.events == 1 << Event.MINED | 1 << Event.ASTEROID_EXHAUSTED
    assert not is_legal(world, Action.SELECT_0)


def test_a_fracture(make_at_rock: Any, rig: Any) -> None:
    world = make_at_rock()
    rig(world, MINE=[0.5, ALWAYS, 0.5], VOYAGE=[0.0, NEVER], TRADE=[0.5] * 9)
    world.ship.anchor_ticks = 5
    record = step(world, Action.MINE_STANDARD)
    hazard = 0.0 + 0.1
    # the exposure of the same step meets the raised danger
    assert world.ship.hull == 100 - 50 * (0.5 + 0.5 * 0.5) - 1 * hazard * 0.15 * 0.8
    assert world.node.danger == hazard
    assert world.asteroids[0].depletion == 1.0
    assert (world.ship.selected, world.ship.anchor_ticks) == (-1, 0)
    wanted = (Event.MINED, Event.FRACTURE, Event.ASTEROID_EXHAUSTED)
    assert record.events == sum(1 << event for event in wanted)


def test_edges_keep_their_threat_in_a_fracture(make_at_rock: Any, rig: Any) -> None:
    world = make_at_rock()
    threats = [edge.threat for edge in world.node.neighbors]
    rig(world, MINE=[0.5, ALWAYS, 0.5], TRADE=[0.5] * 9)
    step(world, Action.MINE_STANDARD)
    assert [edge.threat for edge in world.node.neighbors] == threats


def test_danger_is_capped_at_1(make_at_rock: Any, rig: Any) -> None:
    world = make_at_rock()
    rig(world, MINE=[0.5, ALWAYS, 0.5], TRADE=[0.5] * 9)
    world.node.danger = 0.95
    step(world, Action.MINE_STANDARD)
    assert world.node.danger == 1.0


def test_without_fractures_nothing_cracks(make_at_rock: Any, rig: Any) -> None:
    world = make_at_rock(fractures=False)
    rig(world, MINE=[0.5, ALWAYS, 0.5], TRADE=[0.5] * 9)
    world.asteroids[0].stability = 0.0
    assert not step(world, Action.MINE_AGGRESSIVE).has_event(Event.FRACTURE)


def crack_odds(x: float) -> float:
    """Return the logistic of the rules: ((h + sqrt(1 + h*h))^8 over itself plus 1), h = x/8."""
    h = x / 8
    y = (h + (1 + h * h) ** 0.5) ** 2
    z = (y * y) * (y * y)
    return z / (1 + z)


@pytest.mark.parametrize("anchor_ticks", [0, 1])
def test_the_last_tick_of_an_anchor_still_holds(
    make_at_rock: Any, rig: Any, anchor_ticks: int
) -> None:
    anchored = crack_odds(-10 + 0.6 + 10 * (1 - 0.25) - 1.6)
    loose = crack_odds(-10 + 0.6 + 10 * (1 - 0.25))
    assert anchored < loose
    world = make_at_rock()
    world.asteroids[0].stability = 0.25
    world.ship.anchor_ticks = anchor_ticks
    between = round((anchored + loose) / 2 * 2**20) / 2**20
    rig(world, MINE=[0.5, between, 0.5], TRADE=[0.5] * 9)
    record = step(world, Action.MINE_STANDARD)
    assert record.has_event(Event.FRACTURE) == (anchor_ticks == 0)
    assert world.ship.anchor_ticks == 0


def test_heat_and_wear_crack_rocks(make_at_rock: Any, rig: Any) -> None:
    world = make_at_rock()
    world.asteroids[0].stability = 0.5
    world.ship.heat, world.ship.tool = 90.0, 20.0
    x = -10 + 1.8 + 10 * 0.5 + 2.2 * (0.9 - 0.7) + 1.5 * (1 - 0.2)
    below = round(crack_odds(x) * 2**20 - 1) / 2**20
    rig(world, MINE=[0.5, below, 0.5], TRADE=[0.5] * 9)
    assert step(world, Action.MINE_AGGRESSIVE).has_event(Event.FRACTURE)


def test_an_anchor_lasts_six_ticks_after_its_step(make_at_rock: Any) -> None:
    world = make_at_rock(fractures=False)
    record = step(world, Action.STABILIZE)
    assert record.dt == 2
    assert (world.ship.stabilizers, world.ship.anchor_ticks) == (1, 6)
    for left in (5, 4, 3, 2, 1, 0, 0):
        step(world, Action.MINE_CONSERVATIVE)
        assert world.ship.anchor_ticks == left
    world.ship.stabilizers = 0
    assert why_illegal(world, Action.STABILIZE) == "no stabilizer is left"
