"""One step: a table of contents in the order of docs/world.md, section 5."""

from __future__ import annotations

from collections.abc import Callable

from envcore import spec
from envref.arithmetic import clamp
from envref.effects import apply_action
from envref.exposure import apply_exposure, cool_and_calm
from envref.legality import is_legal
from envref.market import remember_prices, tick_market
from envref.step_record import StepRecord, ledger_of, lost
from envref.world import World

Watch = Callable[[str], None]
"""Is called with the name of each phase once it is done."""


def watch_nothing(phase: str) -> None:
    """Watch a step without a trace."""


def step(world: World, wanted: int, watch: Watch = watch_nothing) -> StepRecord:
    """Execute one action and return its record (world.md 5)."""
    start_tick = world.tick
    record = judge_action(world, wanted)
    apply_action(world, record)
    watch("effect")
    apply_exposure(world, record, start_tick)
    watch("exposure")
    cool_and_calm(world, record)
    watch("cooling")
    spend_buffs(world, record)
    watch("buffs")
    advance_market(world, record)
    watch("market")
    clamp_ship(world)
    record.after = ledger_of(world)
    watch("clamp")
    count_step(world, record)
    watch("counters")
    judge_end(world, record)
    watch("end")
    return record


def judge_action(world: World, wanted: int) -> StepRecord:
    """Turn an illegal action into HOLD_DRIFT, marked invalid (world.md 5, 1)."""
    was_illegal = not is_legal(world, wanted)
    action = spec.Action.HOLD_DRIFT if was_illegal else spec.Action(wanted)
    before = ledger_of(world)
    record = StepRecord(action, was_illegal, before=before, after=before)
    if was_illegal:
        record.add_event(spec.Event.INVALID_ACTION)
    return record


def spend_buffs(world: World, record: StepRecord) -> None:
    """Count down escape and anchor; both counted for the whole step (world.md 5, 3 and 6)."""
    world.ship.escape_ticks = max(0, world.ship.escape_ticks - record.dt)
    world.ship.anchor_ticks = max(0, world.ship.anchor_ticks - record.dt)


def advance_market(world: World, record: StepRecord) -> None:
    """Remember the prices seen last, then tick the market and the clock (world.md 5, 7)."""
    remember_prices(world.market)
    for _ in range(record.dt):
        world.tick += 1
        is_shocked = tick_market(
            world.market,
            world.chance,
            world.tick,
            price_impact=world.config.price_impact,
            market_shocks=world.config.market_shocks,
        )
        if is_shocked:
            record.add_event(spec.Event.MARKET_SHOCK)


def clamp_ship(world: World) -> None:
    """Hold fuel, hull, tool and alert in 0..max (world.md 5, 8)."""
    ship = world.ship
    ship.fuel = clamp(ship.fuel, 0.0, spec.FUEL_MAX)
    ship.hull = clamp(ship.hull, 0.0, spec.HULL_MAX)
    ship.tool = clamp(ship.tool, 0.0, spec.TOOL_MAX)
    ship.alert = clamp(ship.alert, 0.0, spec.ALERT_MAX)


def count_step(world: World, record: StepRecord) -> None:
    """Add what the step used and lost to the running totals (world.md 5, 9)."""
    counters = world.counters
    before, after = record.before, record.after
    load_frac = world.ship.total_cargo / spec.CARGO_MAX
    counters.utilization_ticks += record.dt * load_frac
    counters.fuel_used += lost(before.fuel, after.fuel)
    counters.hull_damage += lost(before.hull, after.hull)
    counters.tool_wear += lost(before.tool, after.tool)


def end_cause_of(world: World, record: StepRecord) -> spec.EndCause:
    """Return how the episode ends with this step, if it does (world.md 5, 10)."""
    if world.ship.hull <= 0.0:
        return spec.EndCause.DESTROYED
    if world.ship.fuel <= 0.0 and not world.at_station:
        return spec.EndCause.STRANDED
    if record.action == spec.Action.CASH_OUT:
        return spec.EndCause.CASHED_OUT
    if world.tick >= world.config.time_max:
        return spec.EndCause.TIMEOUT
    return spec.EndCause.NONE


def judge_end(world: World, record: StepRecord) -> None:
    """Write down the end of the episode, and its event of the same name (world.md 5, 10)."""
    cause = end_cause_of(world, record)
    world.end_cause = cause
    record.end_cause = cause
    if cause != spec.EndCause.NONE:
        record.add_event(spec.Event[cause.name])
