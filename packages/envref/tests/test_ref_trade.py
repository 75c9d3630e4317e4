"""At the station: docking, selling, buying, overhaul, cashing out; by hand arithmetic."""

from __future__ import annotations

from typing import Any

import pytest

from envcore import spec
from envcore.spec import Action, Event
from envref.step import step


def test_docking_calms(make: Any, events_of: Any) -> None:
    world = make()
    world.ship.alert = 50.0
    record = step(world, Action.DOCK)
    assert world.ship.alert == 50 - 20 - 1
    assert events_of(record) == {Event.DOCKED}


def test_selling_a_share(make: Any, events_of: Any) -> None:
    world = make()
    world.ship.cargo[1] = 40.0
    nickel = world.market[1]
    stock, price = nickel.stock, nickel.price
    record = step(world, Action.SELL_NICKEL_25)
    glut, after = 1 + stock / 500, 1 + (stock + 10.0) / 500
    assert world.ship.credits == price * glut * glut * 10.0 / (glut * after)
    assert world.ship.cargo[1] == 30.0
    assert nickel.stock == nickel.base_stock + 0.985 * (stock + 10.0 - nickel.base_stock)
    assert events_of(record) == {Event.SOLD}


def test_dust_is_sold_with_the_rest(make: Any) -> None:
    world = make(price_impact=False)
    world.ship.cargo[0] = 0.0125
    price = world.market[0].price
    step(world, Action.SELL_IRON_25)
    # 0.009375 would be left, less than 0.01: all goes
    assert world.ship.cargo[0] == 0.0
    assert world.ship.credits == 0.0125 * price
    world.ship.cargo[0] = 0.0135
    step(world, Action.SELL_IRON_25)
    assert world.ship.cargo[0] == 0.0135 - 0.25 * 0.0135
    assert world.market[0].stock == world.market[0].base_stock


@pytest.mark.parametrize(
    ("action", "units", "price"),
    [
        (Action.BUY_FUEL_SMALL, 120, 60),
        (Action.BUY_FUEL_MEDIUM, 260, 120),
        (Action.BUY_FUEL_LARGE, 480, 210),
    ],
)
def test_buying_fuel(make: Any, action: Action, units: int, price: int, refuse: Any) -> None:
    world = make()
    world.ship.credits, world.ship.fuel = float(price), 100.0
    record = step(world, action)
    assert (world.ship.credits, world.ship.fuel) == (0.0, 100.0 + units)
    assert world.counters.total_spend == price
    assert record.events == 1 << Event.BOUGHT
    refuse(world, action, f"it costs {price} credits, there are 0")
    world.ship.credits, world.ship.fuel = 1000.0, 999.0
    step(world, action)
    assert world.ship.fuel == 1000.0
    refuse(world, action, "the tank is full")


@pytest.mark.parametrize(
    ("action", "name", "price"),
    [
        (Action.BUY_REPAIR_KIT, "repair_kits", 150),
        (Action.BUY_STABILIZER, "stabilizers", 175),
        (Action.BUY_DECOY, "decoys", 110),
    ],
)
def test_at_most_12_supplies_of_each(
    make: Any, action: Action, name: str, price: int, refuse: Any
) -> None:
    world = make()
    world.ship.credits = 1000.0
    setattr(world.ship, name, 11)
    step(world, action)
    assert getattr(world.ship, name) == 12
    assert world.ship.credits == 1000 - price
    refuse(world, action, "12 are held already")


def test_an_overhaul(make: Any, refuse: Any, events_of: Any) -> None:
    world = make()
    world.ship.credits, world.ship.hull, world.ship.tool = 280.0, 100.0, 99.0
    record = step(world, Action.OVERHAUL)
    assert (world.ship.credits, world.ship.hull, world.ship.tool) == (0.0, 100.0, 100.0)
    assert (record.dt, events_of(record)) == (3, {Event.OVERHAULED})
    world.ship.credits = 280.0
    refuse(world, Action.OVERHAUL, "as good as new")


def test_cashing_out_needs_credits(make: Any, refuse: Any, events_of: Any) -> None:
    world = make()
    refuse(world, Action.CASH_OUT, "there are no credits")
    world.ship.credits = 0.5
    record = step(world, Action.CASH_OUT)
    assert world.end_cause == spec.EndCause.CASHED_OUT
    assert events_of(record) == {Event.CASHED_OUT}
