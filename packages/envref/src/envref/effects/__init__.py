"""The effects of actions, by family (docs/world.md, section 6)."""

from __future__ import annotations

from collections.abc import Callable

from envcore import spec
from envref.effects.maintain import (
    apply_cooldown,
    apply_jettison,
    apply_mend_hull,
    apply_mend_tool,
    apply_refine,
)
from envref.effects.mine import apply_mine, apply_stabilize
from envref.effects.scan import apply_scan, apply_select
from envref.effects.trade import (
    apply_buy_fuel,
    apply_buy_supply,
    apply_cash_out,
    apply_dock,
    apply_overhaul,
    apply_sell,
)
from envref.effects.travel import apply_burn, apply_hold, apply_listen, apply_travel
from envref.step_record import StepRecord
from envref.world import Ship, World

Effect = Callable[[World, StepRecord, spec.ActionSpec], None]

EFFECTS: dict[str, Effect] = {
    "travel": apply_travel,
    "hold": apply_hold,
    "burn": apply_burn,
    "scan": apply_scan,
    "listen": apply_listen,
    "select": apply_select,
    "mine": apply_mine,
    "stabilize": apply_stabilize,
    "refine": apply_refine,
    "cooldown": apply_cooldown,
    "mend_tool": apply_mend_tool,
    "mend_hull": apply_mend_hull,
    "jettison": apply_jettison,
    "dock": apply_dock,
    "sell": apply_sell,
    "buy_fuel": apply_buy_fuel,
    "buy_supply": apply_buy_supply,
    "overhaul": apply_overhaul,
    "cash_out": apply_cash_out,
}


def apply_action(world: World, record: StepRecord) -> None:
    """Do the record's action, which is legal, and set its length (world.md 5, 2)."""
    row = spec.ACTIONS[record.action]
    record.dt = row.ticks
    EFFECTS[row.family](world, record, row)
    charge(world.ship, row)


def charge(ship: Ship, row: spec.ActionSpec) -> None:
    """Take the action's fixed fuel; add its fixed heat and alert, never below 0 (world.md 6)."""
    ship.fuel = ship.fuel - row.fuel
    ship.heat = max(0.0, ship.heat + row.heat)
    ship.alert = max(0.0, ship.alert + row.alert)
