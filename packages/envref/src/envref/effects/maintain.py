"""Mending with repair kits, and the station's overhaul (docs/world.md, section 6)."""

from __future__ import annotations

from envcore import spec

from envref.effects.trade import pay
from envref.step_record import StepRecord
from envref.world import World


def apply_mend_tool(world: World, _record: StepRecord, row: spec.ActionSpec) -> None:
    """Use a kit on the tool (world.md 6, TOOL_MAINTENANCE)."""
    world.ship.repair_kits -= 1
    world.ship.tool = min(spec.TOOL_MAX, world.ship.tool + row.amount)


def apply_mend_hull(world: World, _record: StepRecord, row: spec.ActionSpec) -> None:
    """Use a kit on the hull (world.md 6, HULL_PATCH)."""
    world.ship.repair_kits -= 1
    world.ship.hull = min(spec.HULL_MAX, world.ship.hull + row.amount)


def apply_overhaul(world: World, record: StepRecord, row: spec.ActionSpec) -> None:
    """Have hull and tool made as new (world.md 6, OVERHAUL)."""
    pay(world, row)
    world.ship.hull = spec.HULL_MAX
    world.ship.tool = spec.TOOL_MAX
    record.mark(spec.Event.OVERHAULED)
