"""At the station: docking, selling, buying, overhaul (docs/world.md, sections 4 and 6)."""

from __future__ import annotations

from envcore import spec
from envref.legality import SUPPLIES
from envref.market import proceeds_of
from envref.step_record import StepRecord
from envref.world import World


def apply_dock(_world: World, record: StepRecord, _row: spec.ActionSpec) -> None:
    """Lie low at the station: only the fixed calm (world.md 6, DOCK)."""
    record.add_event(spec.Event.DOCKED)


def apply_sell(world: World, record: StepRecord, row: spec.ActionSpec) -> None:
    """Sell a share of what is on board of a commodity (world.md 4 and 6, SELL_c_b)."""
    ship = world.ship
    c, b = divmod(row.arg, len(spec.SELL_FRACTIONS))
    q = spec.SELL_FRACTIONS[b] * ship.cargo[c]
    left = ship.cargo[c] - q
    if left < spec.SELL_DUST:
        q = ship.cargo[c]
        left = 0.0
    commodity = world.market[c]
    ship.credits = ship.credits + proceeds_of(commodity, q, world.config.price_impact)
    ship.cargo[c] = left
    if world.config.price_impact:
        commodity.stock = commodity.stock + q
    record.add_event(spec.Event.SOLD)


def pay(world: World, row: spec.ActionSpec) -> None:
    """Pay the action's price (world.md 6, BUY_* and OVERHAUL)."""
    world.ship.credits = world.ship.credits - row.credits
    world.counters.total_spend = world.counters.total_spend + row.credits


def apply_buy_fuel(world: World, record: StepRecord, row: spec.ActionSpec) -> None:
    """Buy fuel; what does not fit is lost (world.md 6, BUY_*)."""
    pay(world, row)
    world.ship.fuel = min(spec.FUEL_MAX, world.ship.fuel + row.amount)
    record.add_event(spec.Event.BOUGHT)


def apply_buy_supply(world: World, record: StepRecord, row: spec.ActionSpec) -> None:
    """Buy a repair kit, a stabilizer or a decoy (world.md 6, BUY_*)."""
    pay(world, row)
    held = getattr(world.ship, SUPPLIES[row.arg])
    setattr(world.ship, SUPPLIES[row.arg], held + 1)
    record.add_event(spec.Event.BOUGHT)


def apply_overhaul(world: World, record: StepRecord, row: spec.ActionSpec) -> None:
    """Have hull and tool made as new (world.md 6, OVERHAUL)."""
    pay(world, row)
    world.ship.hull = spec.HULL_MAX
    world.ship.tool = spec.TOOL_MAX
    record.add_event(spec.Event.OVERHAULED)


def apply_cash_out(world: World, record: StepRecord, row: spec.ActionSpec) -> None:
    """Keep the credits; the step judges the end (world.md 6, CASH_OUT)."""
