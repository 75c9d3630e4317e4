"""Exposure, pirates, cooling, buffs, clamps, counters and the end of an episode."""

from __future__ import annotations

from typing import Any

import pytest

from envcore.spec import Action, EndCause, Event
from envref.exposure import left_of, pirate_prob
from envref.step import step

SAFE = 1 - 2**-53
ROBBED = 0.0


def test_an_illegal_action_is_a_hold(make: Any) -> None:
    held, refused = make(), make()
    hold = step(held, Action.HOLD_DRIFT)
    record = step(refused, Action.MINE_STANDARD)
    assert record.action == Action.HOLD_DRIFT
    assert record.was_illegal
    assert record.events == hold.events | 1 << Event.INVALID_ACTION
    assert refused == held


def test_exposure_of_a_place(make_at_rock: Any, rig: Any) -> None:
    world = make_at_rock()
    world.node.danger = 0.5
    rig(world, VOYAGE=[0.25, SAFE], TRADE=[0.5] * 9)
    world.ship.heat = world.ship.alert = 50.0
    step(world, Action.THREAT_LISTEN)
    assert world.ship.hull == 100 - 2 * 0.5 * 0.15 * (0.8 + 0.4 * 0.25)
    assert world.ship.heat == 50 + 2 * 0.5 * 0.5 - 2.5 * 2
    assert world.ship.alert == 50 + 2 * 0.5 * 0.8 - 2


def test_the_station_is_safe_but_not_the_way_there(make: Any, rig: Any) -> None:
    world = make()
    rig(world, VOYAGE=[0.0, ROBBED, 0.0, 0.0, SAFE], TRADE=[0.5] * 9)
    record = step(world, Action.DOCK)
    assert (world.ship.hull, record.has_event(Event.PIRATES)) == (100.0, False)
    world.ship.node = world.node.neighbors[0].node
    home = world.node.neighbors[0]
    assert home.node == 0
    home.ticks, home.threat = 4, 0.5
    record = step(world, Action.TRAVEL_0)
    assert world.at_station
    assert record.has_event(Event.PIRATES)
    assert world.ship.hull == 100 - 4 * 0.5 * 0.15 * 0.8 - (1 + 3 * 0.0)


def test_pirates_take_a_share(make_at_rock: Any, rig: Any) -> None:
    world = make_at_rock()
    world.ship.cargo = [100.0, 0.0, 0.0, 0.0, 50.0, 1.0e-6]
    prices = [commodity.price for commodity in world.market]
    rig(world, VOYAGE=[0.0, ROBBED, 0.5, 0.5, 0.75], TRADE=[0.5] * 9)
    record = step(world, Action.HOLD_DRIFT)
    kept = 1 - (0.08 + 0.12 * 0.5)
    # 1e-6 falls below the dust limit
    assert world.ship.cargo == [100 * kept, 0.0, 0.0, 0.0, 50 * kept, 0.0]
    before = (100 * prices[0] + 50 * prices[4]) + 1.0e-6 * prices[5]
    after = 100 * kept * prices[0] + 50 * kept * prices[4]
    assert record.value_lost == before - after
    assert world.counters.value_lost_to_pirates == record.value_lost
    assert world.counters.pirate_encounters == 1
    assert world.ship.hull == 100 - (1 + 3 * 0.5)
    assert world.ship.alert == 8 - 1
    # the decoy did not work: 0.75 is not below 0.6
    assert (world.ship.decoys, record.events) == (1, 1 << Event.PIRATES)


def test_a_decoy_saves_most(make_at_rock: Any, rig: Any) -> None:
    world = make_at_rock()
    world.ship.cargo[0] = 100.0
    rig(world, VOYAGE=[0.0, ROBBED, 0.5, 0.5, 0.5], TRADE=[0.5] * 9)
    record = step(world, Action.HOLD_DRIFT)
    assert world.ship.cargo[0] == 100 * (1 - 0.3 * (0.08 + 0.12 * 0.5))
    assert world.ship.decoys == 0
    assert record.events == 1 << Event.PIRATES | 1 << Event.DECOY_USED


def test_a_decoy_works_below_060(make_at_rock: Any, rig: Any) -> None:
    world = make_at_rock()
    rig(world, VOYAGE=[0.0, ROBBED, 0.5, 0.5, 0.6], TRADE=[0.5] * 9)
    assert not step(world, Action.HOLD_DRIFT).has_event(Event.DECOY_USED)
    rig(world, VOYAGE=[0.0, ROBBED, 0.5, 0.5, 0.6 - 2**-53], TRADE=[0.5] * 9)
    assert step(world, Action.HOLD_DRIFT).has_event(Event.DECOY_USED)


def test_the_option_turns_pirates_off(make_at_rock: Any, rig: Any) -> None:
    world = make_at_rock(pirates=False)
    rig(world, VOYAGE=[0.0, ROBBED], TRADE=[0.5] * 9)
    assert not step(world, Action.HOLD_DRIFT).has_event(Event.PIRATES)


@pytest.mark.parametrize(
    ("units", "left"), [(2.0e-6, 1.0e-6), (1.9e-6, 0.0), (0.0, 0.0), (8.0, 4.0)]
)
def test_dust_is_nothing_to_pirates(units: float, left: float) -> None:
    assert left_of(units, 0.5) == left


def test_what_draws_pirates(make_at_rock: Any) -> None:
    world = make_at_rock()
    calm = pirate_prob(world, 0.0)
    world.ship.alert = 200.0
    loud = pirate_prob(world, 0.0)
    world.ship.alert = 100.0
    assert loud == pirate_prob(world, 0.0)
    # x = -9 + 3: h = -3/4, so odds are 2^-8
    world.ship.alert = 0.0
    assert pirate_prob(world, 1.0) == 2.0**-8 / (1 + 2.0**-8)
    world.market[0].price, world.ship.cargo[0] = 50.0, 100.0
    half_laden = pirate_prob(world, 0.5)
    world.ship.cargo[0] = 0.0
    # a cargo of 5,000 credits weighs 3 * 5000 / 10000, as much as a piracy of one half
    assert half_laden == pirate_prob(world, 1.0)
    assert calm < loud


def test_the_last_tick_of_an_escape_still_counts(make_at_rock: Any, rig: Any) -> None:
    world = make_at_rock()
    hunted = pirate_prob(world, 0.0)
    world.ship.escape_ticks = 1
    escaping = pirate_prob(world, 0.0)
    assert escaping < hunted
    roll = round((escaping + hunted) / 2 * 2**30) / 2**30
    rig(world, VOYAGE=[0.0, roll, 0.0, 0.0, SAFE], TRADE=[0.5] * 9)
    assert not step(world, Action.HOLD_DRIFT).has_event(Event.PIRATES)
    assert world.ship.escape_ticks == 0
    assert step(world, Action.HOLD_DRIFT).has_event(Event.PIRATES)


def test_a_burn_counts_for_its_own_step(make_at_rock: Any, rig: Any) -> None:
    world = make_at_rock()
    world.ship.alert = 10.0
    hunted = pirate_prob(world, 0.0)
    world.ship.escape_ticks = 5
    escaping = pirate_prob(world, 0.0)
    world.ship.escape_ticks, world.ship.alert = 0, 0.0
    roll = round((escaping + hunted) / 2 * 2**30) / 2**30
    rig(world, VOYAGE=[0.0, roll, 0.0, 0.0, SAFE], TRADE=[0.5] * 9)
    assert not step(world, Action.EMERGENCY_BURN).has_event(Event.PIRATES)


def test_too_much_heat_burns_the_hull(make_at_rock: Any) -> None:
    world = make_at_rock(fractures=False)
    world.ship.heat = 98.0
    record = step(world, Action.MINE_AGGRESSIVE)
    assert world.ship.hull == 100 - 1.25 * (98 + 7 - 2.5 - 100)
    assert world.ship.heat == 100.0
    assert world.counters.overheat_ticks == 1
    assert record.has_event(Event.OVERHEATED)


def test_heat_of_exactly_100_does_no_damage(make_at_rock: Any) -> None:
    world = make_at_rock(fractures=False)
    world.ship.heat = 100 + 2.5 - 7
    record = step(world, Action.MINE_AGGRESSIVE)
    assert (world.ship.heat, world.ship.hull) == (100.0, 100.0)
    assert not record.has_event(Event.OVERHEATED)


def test_running_out_of_fuel_on_a_trip_strands_at_the_destination(make: Any) -> None:
    world = make(pirates=False)
    world.ship.fuel = 1.0
    record = step(world, Action.TRAVEL_0)
    assert world.ship.fuel.hex() == (0.0).hex()
    assert world.counters.fuel_used == 1.0
    assert world.end_cause == EndCause.STRANDED
    assert record.events == 1 << Event.TRAVELLED | 1 << Event.STRANDED


def test_running_out_of_fuel_at_the_station_does_not_end_the_episode(make: Any) -> None:
    world = make(pirates=False)
    world.ship.node = world.node.neighbors[0].node
    world.ship.fuel = 1.0
    step(world, Action.TRAVEL_0)
    assert (world.ship.node, world.ship.fuel) == (0, 0.0)
    assert world.end_cause == EndCause.NONE
    step(world, Action.HOLD_DRIFT)
    assert world.end_cause == EndCause.NONE


def test_destroyed_takes_precedence_over_stranded(make: Any) -> None:
    world = make(pirates=False, time_max=1)
    world.ship.fuel, world.ship.hull = 1.0, 1e-9
    step(world, Action.TRAVEL_0)
    assert world.end_cause == EndCause.DESTROYED
    assert world.ship.hull.hex() == (0.0).hex()


def test_cashed_out_takes_precedence_over_timeout(make: Any) -> None:
    world = make(time_max=1)
    world.ship.credits = 1.0
    assert step(world, Action.CASH_OUT).end_cause == EndCause.CASHED_OUT


def test_the_last_step_is_not_cut_short(make: Any, rig: Any) -> None:
    world = make(time_max=1, pirates=False)
    world.node.neighbors[0].ticks = 8
    record = step(world, Action.TRAVEL_0)
    assert (world.tick, record.dt) == (8, 8)
    assert world.time_remaining == 0
    assert world.end_cause == EndCause.TIMEOUT
    assert record.has_event(Event.TIMEOUT)


def test_the_tool_never_wears_below_zero(make_at_rock: Any) -> None:
    world = make_at_rock(fractures=False)
    world.ship.tool = 0.25
    step(world, Action.MINE_AGGRESSIVE)
    assert world.ship.tool == 0.0
    assert world.counters.tool_wear == 0.25


def test_alert_is_clamped_after_it_calms(make_at_rock: Any) -> None:
    world = make_at_rock()
    world.ship.alert = 100.0
    step(world, Action.EMERGENCY_BURN)
    assert world.ship.alert == 100.0


def test_counters_add_losses_of_the_clamped_values(make_at_rock: Any) -> None:
    world = make_at_rock()
    world.ship.hull, world.ship.tool, world.ship.cargo[0] = 90.0, 90.0, 50.0
    world.node.danger = 0.5
    step(world, Action.HULL_PATCH)
    step(world, Action.COOLDOWN)
    # the patch gains more than the place takes; then two ticks at danger one half
    assert world.counters.hull_damage == pytest.approx(2 * 0.5 * 0.15 * 0.8, rel=1e-12, abs=0)
    assert (world.counters.fuel_used, world.counters.tool_wear) == (2.0, 0.0)
    assert world.counters.utilization_ticks == 2 * (50 / 200) + 2 * (50 / 200)
