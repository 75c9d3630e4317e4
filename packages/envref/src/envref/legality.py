"""Which actions are legal; used by the mask and by the step (docs/interface.md, actions)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from envcore import spec
from envref.world import NOTHING_SELECTED, World

ALLOWED = ""
NOT_AT_STATION = "the ship is not at the station"
NO_SELECTION = "no asteroid is selected"
SUPPLIES = ("repair_kits", "stabilizers", "decoys")
"""Fields of the ship, in the order of the actions that buy them."""


def is_legal(world: World, action: int) -> bool:
    """Return whether `action`, any integer, is legal now (interface.md, actions)."""
    return why_illegal(world, action) == ALLOWED


def action_mask(world: World) -> NDArray[np.int8]:
    """Return 1 for each legal action, 0 for the others."""
    mask = [is_legal(world, action) for action in range(spec.N_ACTIONS)]
    return np.array(mask, dtype=np.int8)


def why_illegal(world: World, action: int) -> str:
    """Return why `action` is illegal now, as a clause; empty if it is legal."""
    if not 0 <= action < spec.N_ACTIONS:
        return f"{action} is outside 0..{spec.N_ACTIONS - 1}"
    row = spec.ACTIONS[action]
    return RULES[row.family](world, row)


def always(_world: World, _row: spec.ActionSpec) -> str:
    """Judge HOLD_DRIFT and THREAT_LISTEN."""
    return ALLOWED


def lacks_fuel(world: World, row: spec.ActionSpec) -> str:
    """Judge EMERGENCY_BURN and COOLDOWN, and the fuel of others."""
    if world.ship.fuel >= row.fuel:
        return ALLOWED
    return f"it takes {row.fuel:g} fuel, there is {world.ship.fuel:g}"


def judge_travel(world: World, row: spec.ActionSpec) -> str:
    """Judge TRAVEL_k."""
    neighbors = len(world.node.neighbors)
    return ALLOWED if row.arg < neighbors else f"the node has only {neighbors} neighbors"


def judge_scan(world: World, row: spec.ActionSpec) -> str:
    """Judge the three scans."""
    if row.id == spec.Action.WIDE_SCAN:
        return "the ship is at the station" if world.at_station else lacks_fuel(world, row)
    return lacks_selection(world) or lacks_fuel(world, row)


def judge_select(world: World, row: spec.ActionSpec) -> str:
    """Judge SELECT_a."""
    if row.arg >= len(world.asteroids):
        return f"the node has only {len(world.asteroids)} asteroids"
    if world.asteroids[row.arg].is_exhausted:
        return f"asteroid {row.arg} is exhausted"
    return f"asteroid {row.arg} is selected already" if world.ship.selected == row.arg else ALLOWED


def judge_mine(world: World, _row: spec.ActionSpec) -> str:
    """Judge the three mining modes."""
    if world.ship.total_cargo >= spec.MINE_CARGO_LIMIT:
        return f"the hold is full: {world.ship.total_cargo:g} of {spec.CARGO_MAX:g} units"
    return lacks_selection(world)


def judge_stabilize(world: World, _row: spec.ActionSpec) -> str:
    """Judge STABILIZE."""
    return lacks_selection(world) or (
        ALLOWED if world.ship.stabilizers > 0 else "no stabilizer is left"
    )


def judge_refine(world: World, row: spec.ActionSpec) -> str:
    """Judge REFINE."""
    metal = world.ship.cargo[0] + world.ship.cargo[1]
    if metal < spec.REFINE_UNITS_MIN:
        return f"iron and nickel are {metal:g} units, it takes {spec.REFINE_UNITS_MIN:g}"
    return lacks_fuel(world, row)


def judge_mend_tool(world: World, _row: spec.ActionSpec) -> str:
    """Judge TOOL_MAINTENANCE."""
    return lacks_kit(world) or (
        ALLOWED if world.ship.tool < spec.TOOL_MAX else "the tool is as good as new"
    )


def judge_mend_hull(world: World, _row: spec.ActionSpec) -> str:
    """Judge HULL_PATCH."""
    return lacks_kit(world) or (ALLOWED if world.ship.hull < spec.HULL_MAX else "the hull is whole")


def judge_jettison(world: World, row: spec.ActionSpec) -> str:
    """Judge JETTISON_c."""
    return lacks_cargo(world, row.arg)


def judge_dock(world: World, _row: spec.ActionSpec) -> str:
    """Judge DOCK."""
    return ALLOWED if world.at_station else NOT_AT_STATION


def judge_sell(world: World, row: spec.ActionSpec) -> str:
    """Judge SELL_c_b; the row's argument is 3c + b."""
    return judge_dock(world, row) or lacks_cargo(world, row.arg // len(spec.SELL_FRACTIONS))


def judge_buy_fuel(world: World, row: spec.ActionSpec) -> str:
    """Judge BUY_FUEL_*."""
    reason = judge_dock(world, row) or lacks_credits(world, row)
    return reason or (ALLOWED if world.ship.fuel < spec.FUEL_MAX else "the tank is full")


def judge_buy_supply(world: World, row: spec.ActionSpec) -> str:
    """Judge BUY_REPAIR_KIT, BUY_STABILIZER and BUY_DECOY."""
    held = getattr(world.ship, SUPPLIES[row.arg])
    reason = judge_dock(world, row) or lacks_credits(world, row)
    return reason or (ALLOWED if held < spec.SUPPLY_MAX else f"{held} are held already")


def judge_overhaul(world: World, row: spec.ActionSpec) -> str:
    """Judge OVERHAUL."""
    is_worn = world.ship.hull < spec.HULL_MAX or world.ship.tool < spec.TOOL_MAX
    reason = judge_dock(world, row) or lacks_credits(world, row)
    return reason or (ALLOWED if is_worn else "hull and tool are as good as new")


def judge_cash_out(world: World, row: spec.ActionSpec) -> str:
    """Judge CASH_OUT."""
    return judge_dock(world, row) or (
        ALLOWED if world.ship.credits > 0.0 else "there are no credits"
    )


def lacks_selection(world: World) -> str:
    """Return a clause unless an asteroid is selected."""
    return NO_SELECTION if world.ship.selected == NOTHING_SELECTED else ALLOWED


def lacks_kit(world: World) -> str:
    """Return a clause unless a repair kit is on board."""
    return ALLOWED if world.ship.repair_kits > 0 else "no repair kit is left"


def lacks_cargo(world: World, c: int) -> str:
    """Return a clause unless commodity `c` is on board."""
    return ALLOWED if world.ship.cargo[c] > 0.0 else f"there is no {spec.COMMODITIES[c]} on board"


def lacks_credits(world: World, row: spec.ActionSpec) -> str:
    """Return a clause unless the price can be paid."""
    if world.ship.credits >= row.credits:
        return ALLOWED
    return f"it costs {row.credits:g} credits, there are {world.ship.credits:g}"


RULES: dict[str, Callable[[World, spec.ActionSpec], str]] = {
    "travel": judge_travel,
    "hold": always,
    "burn": lacks_fuel,
    "scan": judge_scan,
    "listen": always,
    "select": judge_select,
    "mine": judge_mine,
    "stabilize": judge_stabilize,
    "refine": judge_refine,
    "cooldown": lacks_fuel,
    "mend_tool": judge_mend_tool,
    "mend_hull": judge_mend_hull,
    "jettison": judge_jettison,
    "dock": judge_dock,
    "sell": judge_sell,
    "buy_fuel": judge_buy_fuel,
    "buy_supply": judge_buy_supply,
    "overhaul": judge_overhaul,
    "cash_out": judge_cash_out,
}
