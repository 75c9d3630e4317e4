"""Mining, fractures and stabilizers (docs/world.md, section 6)."""

from __future__ import annotations

from envcore import spec
from envref.field import Asteroid
from envref.probability import prob
from envref.random_numbers import approx_normal, uniform01
from envref.step_record import StepRecord
from envref.world import NOTHING_SELECTED, World


def apply_mine(world: World, record: StepRecord, row: spec.ActionSpec) -> None:
    """Mine the selected asteroid for a tick; it may crack (world.md 6, MINE_*)."""
    ship = world.ship
    mode = spec.MINING_MODES[row.arg]
    asteroid = world.asteroids[ship.selected]
    draws = world.chance.words(spec.Domain.MINE, world.tick, 3)
    # taken once: the fracture is judged by tool and heat as they were before the gains
    tool_frac = ship.tool / spec.TOOL_MAX
    heat_frac = ship.heat / spec.HEAT_MAX

    rate = rate_of(asteroid, mode, tool_frac, heat_frac, draws[0])
    rate = min(rate, spec.CARGO_MAX - ship.total_cargo)
    for c, share in enumerate(asteroid.composition):
        ship.cargo[c] = ship.cargo[c] + rate * share
    deplete(asteroid, rate)
    ship.tool = ship.tool - mode.wear
    world.counters.mining_ticks += 1
    record.add_event(spec.Event.MINED)

    if world.config.fractures:
        p = fracture_prob(world, asteroid, mode, tool_frac, heat_frac)
        if uniform01(draws[1]) < p:
            fracture(world, record, asteroid, draws[2])
    if asteroid.is_exhausted:
        ship.selected = NOTHING_SELECTED
        ship.anchor_ticks = 0
        record.add_event(spec.Event.ASTEROID_EXHAUSTED)


def rate_of(
    asteroid: Asteroid, mode: spec.MiningMode, tool_frac: float, heat_frac: float, word: int
) -> float:
    """Return the units that a tick of mining yields, were the hold endless (world.md 6, rate)."""
    eff_tool = spec.TOOL_EFFICIENCY_BASE + spec.TOOL_EFFICIENCY_SLOPE * tool_frac
    eff_heat = heat_efficiency(heat_frac)
    luck = 1.0 + mode.spread * approx_normal(word)
    left = 1.0 - asteroid.depletion
    return asteroid.richness * left * eff_tool * eff_heat * mode.yield_factor * luck


def heat_efficiency(heat_frac: float) -> float:
    """Return how well a hot ship mines (world.md 6, eff_heat)."""
    if heat_frac <= spec.HOT_FRAC:
        return 1.0
    return max(spec.HOT_EFFICIENCY_MIN, 1.0 - (heat_frac - spec.HOT_FRAC) / spec.HOT_SPAN)


def deplete(asteroid: Asteroid, units: float) -> None:
    """Wear the asteroid by the units mined; the last rest is nothing (world.md 6, depletion)."""
    asteroid.depletion = asteroid.depletion + spec.DEPLETION_PER_UNIT * units
    if asteroid.depletion >= spec.DEPLETION_END:
        asteroid.depletion = 1.0


def fracture_prob(
    world: World, asteroid: Asteroid, mode: spec.MiningMode, tool_frac: float, heat_frac: float
) -> float:
    """Return the probability that the asteroid cracks in this tick (world.md 6, fractures)."""
    relief = spec.FRACTURE_ANCHOR_RELIEF if world.ship.anchor_ticks > 0 else 0.0
    return prob(
        spec.FRACTURE_BIAS
        + mode.fracture
        + spec.FRACTURE_STABILITY_WEIGHT * (1.0 - asteroid.stability)
        + spec.FRACTURE_HEAT_WEIGHT * max(0.0, heat_frac - spec.HOT_FRAC)
        + spec.FRACTURE_TOOL_WEIGHT * (1.0 - tool_frac)
        - relief
    )


def fracture(world: World, record: StepRecord, asteroid: Asteroid, word: int) -> None:
    """Crack the asteroid: hull lost, the rock gone, the node more dangerous (world.md 6)."""
    roll = spec.FRACTURE_ROLL_BASE + spec.FRACTURE_ROLL_SPREAD * uniform01(word)
    world.ship.hull = world.ship.hull - spec.FRACTURE_HULL * roll
    asteroid.depletion = 1.0
    world.node.danger = min(1.0, world.node.danger + spec.FRACTURE_DANGER)
    record.add_event(spec.Event.FRACTURE)


def apply_stabilize(world: World, record: StepRecord, row: spec.ActionSpec) -> None:
    """Anchor the selected asteroid for six ticks after this step (world.md 6, STABILIZE)."""
    world.ship.stabilizers -= 1
    world.ship.anchor_ticks = spec.ANCHOR_TICKS + row.ticks
    record.add_event(spec.Event.STABILIZED)
