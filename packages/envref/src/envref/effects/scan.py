"""Selecting and scanning asteroids (docs/world.md, section 6)."""

from __future__ import annotations

from envcore import spec
from envref.arithmetic import clamp, normalised
from envref.field import Asteroid
from envref.random_numbers import approx_normal
from envref.step_record import StepRecord
from envref.world import NOTHING_SELECTED, World


def apply_select(world: World, _record: StepRecord, row: spec.ActionSpec) -> None:
    """Turn to asteroid a; an anchor on another is lost (world.md 6, SELECT_a)."""
    if world.ship.selected != NOTHING_SELECTED:
        world.ship.anchor_ticks = 0
    world.ship.selected = row.arg


def apply_scan(world: World, record: StepRecord, row: spec.ActionSpec) -> None:
    """Scan every asteroid (wide) or the selected one (world.md 6, *_SCAN)."""
    is_wide = row.id == spec.Action.WIDE_SCAN
    scanned = range(len(world.asteroids)) if is_wide else [world.ship.selected]
    for a in scanned:
        scan_asteroid(world, a, spec.SCAN_MODES[row.arg])
    world.counters.scan_count += 1
    record.add_event(spec.Event.SCANNED)


def scan_asteroid(world: World, a: int, mode: spec.ScanMode) -> None:
    """Blend what is seen of asteroid `a` into what is thought of it (world.md 6, scan)."""
    asteroid = world.asteroids[a]
    index = spec.SCAN_INDEX_STRIDE * world.tick + a
    draws = world.chance.words(spec.Domain.SCAN, index, spec.N_COMMODITIES + 1)
    sigma = sigma_of(asteroid, mode) if world.config.scan_noise else 0.0

    seen = normalised(
        [
            max(spec.SCAN_FLOOR, share + sigma * approx_normal(word))
            for share, word in zip(asteroid.composition, draws, strict=False)
        ]
    )
    keep = 1.0 - mode.blend
    asteroid.estimate = normalised(
        [
            keep * believed + mode.blend * share
            for believed, share in zip(asteroid.estimate, seen, strict=True)
        ]
    )
    soundness = clamp(asteroid.stability + sigma * approx_normal(draws[6]), 0.0, 1.0)
    asteroid.stability_estimate = keep * asteroid.stability_estimate + mode.blend * soundness
    asteroid.confidence = min(1.0, asteroid.confidence + mode.gain)


def sigma_of(asteroid: Asteroid, mode: spec.ScanMode) -> float:
    """Return the noise of a scan; it falls with confidence (world.md 6, scan)."""
    return asteroid.noise * (spec.SCAN_SIGMA_BASE - asteroid.confidence) * mode.noise
