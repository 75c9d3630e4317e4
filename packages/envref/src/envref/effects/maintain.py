"""Refining, cooling, mending and jettison (docs/world.md, section 6).

The fixed fuel, heat and alert of an action are taken by `effects.charge`.
"""

from __future__ import annotations

from envcore import spec
from envref.step_record import StepRecord
from envref.world import World

IRON = spec.COMMODITIES.index("iron")
NICKEL = spec.COMMODITIES.index("nickel")
RARE_ISOTOPES = spec.COMMODITIES.index("rare_isotopes")


def apply_refine(world: World, record: StepRecord, _row: spec.ActionSpec) -> None:
    """Turn a share of iron and nickel into rare isotopes (world.md 6, REFINE)."""
    cargo = world.ship.cargo
    q = spec.REFINE_SHARE * (cargo[IRON] + cargo[NICKEL])
    cargo[IRON] = spec.REFINE_KEEP * cargo[IRON]
    cargo[NICKEL] = spec.REFINE_KEEP * cargo[NICKEL]
    cargo[RARE_ISOTOPES] = cargo[RARE_ISOTOPES] + spec.REFINE_YIELD * q
    record.add_event(spec.Event.REFINED)


def apply_cooldown(world: World, record: StepRecord, row: spec.ActionSpec) -> None:
    """Vent heat: only the fixed fuel, heat and alert (world.md 6, COOLDOWN)."""


def apply_mend_tool(world: World, _record: StepRecord, row: spec.ActionSpec) -> None:
    """Use a kit on the tool (world.md 6, TOOL_MAINTENANCE)."""
    world.ship.repair_kits -= 1
    world.ship.tool = min(spec.TOOL_MAX, world.ship.tool + row.amount)


def apply_mend_hull(world: World, _record: StepRecord, row: spec.ActionSpec) -> None:
    """Use a kit on the hull (world.md 6, HULL_PATCH)."""
    world.ship.repair_kits -= 1
    world.ship.hull = min(spec.HULL_MAX, world.ship.hull + row.amount)


def apply_jettison(world: World, record: StepRecord, row: spec.ActionSpec) -> None:
    """Throw all of a commodity overboard; it calms the pirates (world.md 6, JETTISON_c)."""
    ship = world.ship
    calm = min(spec.JETTISON_ALERT_MAX, spec.JETTISON_ALERT_PER_UNIT * ship.cargo[row.arg])
    ship.alert = max(0.0, ship.alert - calm)
    ship.cargo[row.arg] = 0.0
    record.add_event(spec.Event.JETTISONED)
