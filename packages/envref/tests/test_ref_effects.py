"""Each action's effect and legality, one tick, by hand arithmetic."""

from __future__ import annotations

from typing import Any

import pytest

from envcore import spec
from envcore.spec import Action, Event
from envref.legality import action_mask, is_legal
from envref.step import step


def test_the_mask_of_a_fresh_world(make: Any) -> None:
    world = make()
    legal = {a for a in range(spec.N_ACTIONS) if action_mask(world)[a]}
    travels = set(range(len(world.node.neighbors)))
    always = {Action.HOLD_DRIFT, Action.THREAT_LISTEN}
    assert legal == travels | always | {Action.EMERGENCY_BURN, Action.COOLDOWN, Action.DOCK}


@pytest.mark.parametrize("action", [-1, 69, 2**70, -(2**70)])
def test_integers_outside_the_space_are_illegal(make: Any, action: int, refuse: Any) -> None:
    refuse(make(), action, "outside 0..68")


def test_travel_takes_more_fuel_with_a_load(make: Any, events_of: Any) -> None:
    world = make(pirates=False)
    edge = world.node.neighbors[1]
    world.ship.cargo[2] = 100.0
    record = step(world, Action.TRAVEL_1)
    assert world.ship.fuel == 1000 - edge.fuel * (1 + 0.5 * (100 / 200))
    assert (world.ship.node, record.dt, world.tick) == (edge.node, edge.ticks, edge.ticks)
    assert events_of(record) == {Event.TRAVELLED}


def test_travel_leaves_the_rock_behind(make_at_rock: Any) -> None:
    world = make_at_rock(pirates=False)
    world.ship.anchor_ticks = 6
    step(world, Action.TRAVEL_0)
    assert (world.ship.selected, world.ship.anchor_ticks) == (-1, 0)


def test_an_empty_slot_is_illegal(make_at_rock: Any, refuse: Any) -> None:
    world = make_at_rock()
    k = len(world.node.neighbors)
    if k < spec.MAX_NEIGHBORS:
        refuse(world, k, f"only {k} neighbors")
    world.node.neighbors = world.node.neighbors[:2]
    refuse(world, Action.TRAVEL_2, "only 2 neighbors")


def test_holding_calms_and_cools(make_at_rock: Any, events_of: Any) -> None:
    world = make_at_rock()
    world.ship.heat, world.ship.alert = 50.0, 50.0
    record = step(world, Action.HOLD_DRIFT)
    assert world.ship.heat == 50 - 2.5 - 2.5
    assert world.ship.alert == 50 - 3 - 1
    assert events_of(record) == set()


def test_nothing_cools_below_zero(make_at_rock: Any) -> None:
    world = make_at_rock()
    world.ship.heat, world.ship.alert = 1.0, 1.0
    step(world, Action.HOLD_DRIFT)
    assert (world.ship.heat.hex(), world.ship.alert.hex()) == ((0.0).hex(), (0.0).hex())


def test_a_burn_lasts_four_ticks_after_its_own(make_at_rock: Any, refuse: Any) -> None:
    world = make_at_rock()
    step(world, Action.EMERGENCY_BURN)
    assert (world.ship.fuel, world.ship.alert) == (1000 - 18, 10 - 1)
    left = [world.ship.escape_ticks]
    while world.ship.escape_ticks:
        step(world, Action.HOLD_DRIFT)
        left.append(world.ship.escape_ticks)
    assert left == [4, 3, 2, 1, 0]
    world.ship.fuel = 17.9
    refuse(world, Action.EMERGENCY_BURN, "it takes 18 fuel, there is 17.9")


def test_listening_blends_new_estimates_with_old_ones(make: Any, rig: Any) -> None:
    world = make()
    rig(world)
    for edge in world.node.neighbors:
        edge.threat_estimate = 0.5
    step(world, Action.THREAT_LISTEN)
    for edge in world.node.neighbors:
        assert edge.threat_estimate == 0.25 * 0.5 + 0.75 * edge.threat
        other_end = world.belt.nodes[edge.node].neighbors
        assert next(n for n in other_end if n.node == 0).threat_estimate == 0.5


def test_selecting_another_rock_drops_the_anchor(make_at_rock: Any, refuse: Any) -> None:
    world = make_at_rock()
    world.ship.anchor_ticks = 6
    refuse(world, Action.SELECT_0, "selected already")
    step(world, Action.SELECT_1)
    assert (world.ship.selected, world.ship.anchor_ticks) == (1, 0)
    world.asteroids[2].depletion = 1.0
    refuse(world, Action.SELECT_2, "exhausted")
    world.fields[world.ship.node].asteroids = world.asteroids[:5]
    refuse(world, Action.SELECT_5, "only 5 asteroids")


def test_a_scan_without_noise_blends_the_truth(make_at_rock: Any, events_of: Any) -> None:
    world = make_at_rock(scan_noise=False)
    rock = world.asteroids[0]
    rock.estimate = [0.5, 0.5, 0.0, 0.0, 0.0, 0.0]
    record = step(world, Action.DEEP_SCAN)
    # what is not there is seen as 1e-8, so all shares are divided by 1 + 5e-8
    seen_sum = 1.0 + 1e-8 + 1e-8 + 1e-8 + 1e-8 + 1e-8
    keep = 1 - 0.8
    blended = [keep * 0.5 + 0.8 * (1 / seen_sum), keep * 0.5 + 0.8 * (1e-8 / seen_sum)]
    blended += [keep * 0.0 + 0.8 * (1e-8 / seen_sum)] * 4
    total = ((((blended[0] + blended[1]) + blended[2]) + blended[3]) + blended[4]) + blended[5]
    assert rock.estimate == [share / total for share in blended]
    assert rock.stability_estimate == keep * 0.5 + 0.8 * 1.0
    assert rock.confidence == 0.1 + 0.45
    assert (world.ship.fuel, world.counters.scan_count) == (1000 - 8, 1)
    assert (record.dt, events_of(record)) == (4, {Event.SCANNED})


def test_scan_noise_falls_with_confidence(make_at_rock: Any, rig: Any) -> None:
    world = make_at_rock()
    rock = world.asteroids[0]
    rock.composition = [0.5, 0.1, 0.1, 0.1, 0.1, 0.1]
    rock.stability, rock.confidence = 0.5, 0.6
    rig(world, SCAN=[0.0] * 7)
    step(world, Action.FOCUSED_SCAN)
    sigma = 0.1 * (1.1 - 0.6) * 1.0
    low = -131070 * 2.6429e-5
    seen = max(1e-8, 0.5 + sigma * low)
    floor = max(1e-8, 0.1 + sigma * low)
    assert floor == 1e-8
    # the noise drowns the small shares, so nearly all of what is seen is the first
    assert rock.estimate[0] > 0.42 * (seen / (seen + 5e-8))
    assert rock.stability_estimate == (1 - 0.42) * 0.5 + 0.42 * (0.5 + sigma * low)
    assert rock.confidence == 0.6 + 0.20


def test_a_wide_scan_sees_every_rock_and_confidence_ends_at_1(
    make_at_rock: Any, refuse: Any
) -> None:
    world = make_at_rock()
    world.asteroids[1].confidence = 0.95
    record = step(world, Action.WIDE_SCAN)
    assert world.asteroids[0].confidence == 0.1 + 0.10
    assert world.asteroids[1].confidence == 1.0
    assert all(rock.is_touched for rock in world.asteroids)
    assert (record.dt, world.ship.alert) == (3, 4 - 3)
    world.ship.node = 0
    refuse(world, Action.WIDE_SCAN, "at the station")


@pytest.mark.parametrize(
    ("action", "clause"),
    [
        (Action.FOCUSED_SCAN, "no asteroid"),
        (Action.DEEP_SCAN, "no asteroid"),
        (Action.MINE_STANDARD, "no asteroid"),
        (Action.STABILIZE, "no asteroid"),
        (Action.DOCK, "not at the station"),
        (Action.SELL_IRON_25, "not at the station"),
        (Action.BUY_FUEL_SMALL, "not at the station"),
        (Action.BUY_DECOY, "not at the station"),
        (Action.OVERHAUL, "not at the station"),
        (Action.CASH_OUT, "not at the station"),
        (Action.JETTISON_PGE, "no pge on board"),
        (Action.REFINE, "iron and nickel are 0 units"),
        (Action.TOOL_MAINTENANCE, "as good as new"),
        (Action.HULL_PATCH, "the hull is whole"),
    ],
)
def test_actions_that_need_something_are_illegal_without_it(
    make_at_rock: Any, action: Action, clause: str, refuse: Any
) -> None:
    world = make_at_rock()
    world.ship.selected = -1
    refuse(world, action, clause)


def test_refining_makes_rare_isotopes(make_at_rock: Any, events_of: Any) -> None:
    world = make_at_rock()
    world.ship.cargo[0], world.ship.cargo[1] = 40.0, 20.0
    record = step(world, Action.REFINE)
    assert world.ship.cargo[:2] == [0.85 * 40, 0.85 * 20]
    assert world.ship.cargo[4] == 0.45 * (0.15 * (40 + 20))
    assert (world.ship.fuel, world.ship.heat, world.ship.alert) == (1000 - 4, 6 - 5, 3 - 2)
    assert (record.dt, events_of(record)) == (2, {Event.REFINED})


def test_refining_takes_a_unit_and_fuel(make_at_rock: Any, refuse: Any) -> None:
    world = make_at_rock()
    world.ship.cargo[0], world.ship.cargo[1] = 0.5, 0.5
    assert is_legal(world, Action.REFINE)
    world.ship.fuel = 3.9
    refuse(world, Action.REFINE, "it takes 4 fuel")


def test_cooling_down(make_at_rock: Any) -> None:
    world = make_at_rock()
    world.ship.heat = 60.0
    step(world, Action.COOLDOWN)
    assert (world.ship.heat, world.ship.fuel) == (60 - 20 - 2 * 2.5, 1000 - 2)
    assert world.ship.alert == 0.0


def test_kits_mend_up_to_the_whole(make_at_rock: Any, refuse: Any) -> None:
    world = make_at_rock()
    world.ship.tool, world.ship.hull = 50.0, 90.0
    step(world, Action.TOOL_MAINTENANCE)
    step(world, Action.HULL_PATCH)
    assert (world.ship.tool, world.ship.hull, world.ship.repair_kits) == (75.0, 100.0, 1)
    world.ship.repair_kits = 0
    refuse(world, Action.TOOL_MAINTENANCE, "no repair kit")


def test_jettison_calms_by_at_most_8(make_at_rock: Any, events_of: Any) -> None:
    world = make_at_rock()
    world.ship.alert, world.ship.cargo[3], world.ship.cargo[5] = 50.0, 5.0, 100.0
    record = step(world, Action.JETTISON_PGE)
    assert world.ship.alert == 50 - 0.8 * 5 - 1
    assert events_of(record) == {Event.JETTISONED}
    step(world, Action.JETTISON_VOLATILES)
    assert world.ship.alert == 45 - 8 - 1
    assert world.ship.cargo == [0.0] * 6
