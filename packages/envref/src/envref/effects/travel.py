"""Travelling, holding, burning and listening (docs/world.md, section 6).

The fixed fuel, heat and alert of an action are taken by `effects.charge`.
"""

from __future__ import annotations

from envcore import spec
from envref.arithmetic import clamp
from envref.random_numbers import approx_normal
from envref.step_record import StepRecord
from envref.world import NOTHING_SELECTED, World


def apply_travel(world: World, record: StepRecord, row: spec.ActionSpec) -> None:
    """Fly to the neighbor in slot k; a full hold takes more fuel (world.md 6, TRAVEL_k)."""
    ship = world.ship
    edge = world.node.neighbors[row.arg]
    load_frac = ship.total_cargo / spec.CARGO_MAX
    ship.fuel = ship.fuel - edge.fuel * (1.0 + spec.TRAVEL_LOAD_FACTOR * load_frac)
    ship.node = edge.node
    ship.selected = NOTHING_SELECTED
    ship.anchor_ticks = 0
    record.dt = edge.ticks
    record.edge = edge
    record.add_event(spec.Event.TRAVELLED)


def apply_hold(world: World, record: StepRecord, row: spec.ActionSpec) -> None:
    """Drift: only the fixed calm and cooling (world.md 6, HOLD_DRIFT)."""


def apply_burn(world: World, _record: StepRecord, row: spec.ActionSpec) -> None:
    """Shake off pirates for this step and four more ticks (world.md 6, EMERGENCY_BURN)."""
    world.ship.escape_ticks = spec.ESCAPE_TICKS + row.ticks


def apply_listen(world: World, _record: StepRecord, _row: spec.ActionSpec) -> None:
    """Hear the threat on every edge of the node, with noise (world.md 6, THREAT_LISTEN)."""
    draws = world.chance.words(spec.Domain.LISTEN, world.tick, spec.MAX_NEIGHBORS)
    for k, edge in enumerate(world.node.neighbors):
        heard = clamp(edge.threat + spec.LISTEN_NOISE * approx_normal(draws[k]), 0.0, 1.0)
        edge.threat_estimate = spec.LISTEN_KEEP * edge.threat_estimate + spec.LISTEN_BLEND * heard
