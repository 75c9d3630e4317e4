"""What a step does to the ship: wear, pirates, cooling (docs/world.md, section 5, 4 and 5)."""

from __future__ import annotations

from envcore import spec
from envref.arithmetic import clamp
from envref.probability import prob, prob_within
from envref.random_numbers import uniform01
from envref.step_record import StepRecord
from envref.world import World


def apply_exposure(world: World, record: StepRecord, start_tick: int) -> None:
    """Expose the ship to the place or the edge for the whole step (world.md 5, 4)."""
    if record.edge is None and world.at_station:
        return
    hazard, piracy = exposure_of(world, record)
    draws = world.chance.words(spec.Domain.VOYAGE, start_tick, 5)
    ship = world.ship
    roll = spec.EXPOSURE_ROLL_BASE + spec.EXPOSURE_ROLL_SPREAD * uniform01(draws[0])
    ship.hull = ship.hull - record.dt * hazard * spec.EXPOSURE_HULL * roll
    ship.heat = ship.heat + record.dt * hazard * spec.EXPOSURE_HEAT
    ship.alert = ship.alert + record.dt * hazard * spec.EXPOSURE_ALERT
    if world.config.pirates:
        p = pirate_prob(world, piracy)
        if uniform01(draws[1]) < prob_within(p, record.dt):
            rob(world, record, draws)


def exposure_of(world: World, record: StepRecord) -> tuple[float, float]:
    """Return (hazard, piracy): both the edge's threat while travelling (world.md 5, 4)."""
    if record.edge is not None:
        return record.edge.threat, record.edge.threat
    return world.node.danger, world.node.piracy


def pirate_prob(world: World, piracy: float) -> float:
    """Return the probability of pirates in a tick (world.md 5, 4)."""
    value = world.cargo_value
    relief = spec.PIRATE_ESCAPE_RELIEF if world.ship.escape_ticks > 0 else 0.0
    return prob(
        spec.PIRATE_BIAS
        + spec.PIRATE_PIRACY_WEIGHT * piracy
        + spec.PIRATE_ALERT_WEIGHT * clamp(world.ship.alert / spec.ALERT_MAX, 0.0, 1.0)
        + spec.PIRATE_CARGO_WEIGHT * (value / (value + spec.PIRATE_CARGO_HALF))
        - relief
    )


def rob(world: World, record: StepRecord, draws: list[int]) -> None:
    """Take a share of the cargo and damage the hull in an attack (world.md 5, 4)."""
    ship = world.ship
    value_before = world.cargo_value
    share = spec.PIRATE_SHARE_BASE + spec.PIRATE_SHARE_SPREAD * uniform01(draws[2])
    if ship.decoys > 0 and uniform01(draws[4]) < spec.DECOY_CHANCE:
        ship.decoys -= 1
        share = spec.DECOY_SHARE_FACTOR * share
        record.add_event(spec.Event.DECOY_USED)
    ship.cargo = [left_of(units, share) for units in ship.cargo]
    record.value_lost = value_before - world.cargo_value
    ship.hull = ship.hull - (spec.PIRATE_HULL_BASE + spec.PIRATE_HULL_SPREAD * uniform01(draws[3]))
    ship.alert = ship.alert + spec.PIRATE_ALERT
    world.counters.pirate_encounters += 1
    world.counters.value_lost_to_pirates += record.value_lost
    record.add_event(spec.Event.PIRATES)


def left_of(units: float, share: float) -> float:
    """Return what pirates leave of `units`; dust is nothing (world.md 5, 4)."""
    left = units * (1.0 - share)
    return 0.0 if left < spec.CARGO_DUST else left


def cool_and_calm(world: World, record: StepRecord) -> None:
    """Radiate heat, burn the hull with what is too much, calm down (world.md 5, 5)."""
    ship = world.ship
    ship.heat = max(0.0, ship.heat - spec.COOLING * record.dt)
    if ship.heat > spec.HEAT_MAX:
        ship.hull = ship.hull - spec.OVERHEAT_HULL * (ship.heat - spec.HEAT_MAX)
        ship.heat = spec.HEAT_MAX
        world.counters.overheat_ticks += record.dt
        record.add_event(spec.Event.OVERHEATED)
    ship.alert = max(0.0, ship.alert - spec.CALMING * record.dt)
