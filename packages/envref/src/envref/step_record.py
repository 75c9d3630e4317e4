"""What happened in one step: facts only, which the reward and `info` read."""

from __future__ import annotations

from dataclasses import dataclass

from envcore import spec
from envref.belt import Neighbor
from envref.world import World


@dataclass(frozen=True, slots=True)
class Ledger:
    """The sums at one end of a step, which the reward compares."""

    credits: float
    cargo_value: float
    """Credits, at the prices of this end."""
    fuel: float
    hull: float
    tool: float
    heat: float


@dataclass(slots=True)
class StepRecord:
    """The action executed, its length, its events, and the ledgers before and after."""

    action: spec.Action
    was_illegal: bool
    before: Ledger
    after: Ledger
    dt: int = 0
    """Ticks."""
    events: int = 0
    """Bit set of `spec.Event`."""
    edge: Neighbor | None = None
    """The edge that was travelled, as seen from its start."""
    value_lost: float = 0.0
    """Credits' worth of cargo taken by pirates."""
    end_cause: spec.EndCause = spec.EndCause.NONE

    def add_event(self, event: spec.Event) -> None:
        """Set an event's bit."""
        self.events |= 1 << event

    def has_event(self, event: spec.Event) -> bool:
        """Return whether an event's bit is set."""
        return bool(self.events >> event & 1)


def ledger_of(world: World) -> Ledger:
    """Return the ledger of the world as it is now."""
    ship = world.ship
    return Ledger(ship.credits, world.cargo_value, ship.fuel, ship.hull, ship.tool, ship.heat)


def lost(before: float, after: float) -> float:
    """Return what was lost: max(0, before - after) (interface.md, reward)."""
    return max(0.0, before - after)
