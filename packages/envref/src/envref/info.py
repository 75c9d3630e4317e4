"""The `info` of reset and step (docs/interface.md, info)."""

from __future__ import annotations

from typing import Any

from envcore import spec
from envref.legality import action_mask
from envref.step_record import StepRecord
from envref.world import World

DEAD = (spec.EndCause.DESTROYED, spec.EndCause.STRANDED)


def info_of(world: World, record: StepRecord | None) -> dict[str, Any]:
    """Return `info`; `record` is None at reset."""
    return {
        **record_info(record),
        **world_info(world),
        "action_mask": action_mask(world),
        "end_cause": world.end_cause.name.lower(),
    }


def record_info(record: StepRecord | None) -> dict[str, Any]:
    """Return what the step did, or the start values at reset."""
    if record is None:
        return {"action": -1, "dt": 0, "invalid_action": False, "events": 0}
    return {
        "action": int(record.action),
        "dt": record.dt,
        "invalid_action": record.was_illegal,
        "events": record.events,
    }


def world_info(world: World) -> dict[str, Any]:
    """Return the running totals; credits at reset are 0, so the profit is the credits."""
    counters, credits = world.counters, world.ship.credits
    return {
        "credits": credits,
        "net_profit": credits,
        "total_spend": counters.total_spend,
        "profit_per_tick": per_tick(credits, world.tick),
        "survival": int(world.end_cause not in DEAD),
        "overheat_ticks": counters.overheat_ticks,
        "pirate_encounters": counters.pirate_encounters,
        "value_lost_to_pirates": counters.value_lost_to_pirates,
        "fuel_used": counters.fuel_used,
        "hull_damage": counters.hull_damage,
        "tool_wear": counters.tool_wear,
        "scan_count": counters.scan_count,
        "mining_ticks": counters.mining_ticks,
        "cargo_utilization_avg": per_tick(counters.utilization_ticks, world.tick),
        "ticks": world.tick,
        "time_remaining": world.time_remaining,
    }


def per_tick(total: float, tick: int) -> float:
    """Return the mean over the ticks so far; 0 at tick 0."""
    return total / tick if tick > 0 else 0.0
