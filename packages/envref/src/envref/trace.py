"""What a step changed, phase by phase: for looking inside, no part of the world."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from envcore import spec
from envref.paths import places_of
from envref.step_record import StepRecord
from envref.world import World

WATCHED = (
    *(field.path for field in spec.STATE_FIELDS if field.path.partition(".")[0] != "config"),
    "market[c].price",
)
"""Paths of the world that a trace looks at, beside the asteroids of the node."""
WATCHED_OF_ASTEROID = tuple(field.path for field in spec.STATE_ASTEROID_FIELDS)

Snapshot = dict[str, Any]
"""Values by path, with numbers in place of letters."""


@dataclass(frozen=True, slots=True)
class Change:
    """One value that changed."""

    path: str
    before: Any
    after: Any

    def __str__(self) -> str:
        """Return `path: before -> after`."""
        return f"{self.path}: {self.before} -> {self.after}"


@dataclass(frozen=True, slots=True)
class Phase:
    """What one phase of the step changed."""

    name: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class StepTrace:
    """A whole step: its record, the terms of its reward, and every change in order."""

    record: StepRecord
    reward_terms: dict[str, float]
    phases: tuple[Phase, ...]

    def __str__(self) -> str:
        """Return the trace as lines of text."""
        record = self.record
        note = " (illegal action)" if record.was_illegal else ""
        lines = [f"{record.action.name}{note}, ticks {record.dt}"]
        for phase in self.phases:
            lines.append(f"  {phase.name}")
            lines += [f"    {change}" for change in phase.changes]
        lines += [f"  reward {name}: {term}" for name, term in self.reward_terms.items() if term]
        return "\n".join(lines)


def snapshot_of(world: World, n: int) -> Snapshot:
    """Return every watched value, with the asteroids of node `n`."""
    values = {place.path: place.get() for path in WATCHED for place in places_of(world, path)}
    for a, asteroid in enumerate(world.fields[n].asteroids):
        for path in WATCHED_OF_ASTEROID:
            for place in places_of(asteroid, path, f"fields[{n}].asteroids[{a}]."):
                values[place.path] = place.get()
    return values


def changes_between(before: Snapshot, after: Snapshot) -> tuple[Change, ...]:
    """Return what differs, in the order of the paths."""
    return tuple(
        Change(path, before[path], value) for path, value in after.items() if before[path] != value
    )


class Tracer:
    """Watches one step; hand `watch` to `step`."""

    def __init__(self, world: World) -> None:
        """Remember the world as it is before the step."""
        self._world = world
        self._node = world.ship.node
        self._last = snapshot_of(world, self._node)
        self.phases: list[Phase] = []

    def watch(self, phase: str) -> None:
        """Record what the phase changed."""
        now = snapshot_of(self._world, self._node)
        self.phases.append(Phase(phase, changes_between(self._last, now)))
        self._last = now
