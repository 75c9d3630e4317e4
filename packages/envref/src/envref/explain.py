"""Why an action is illegal, and what it would cost: for looking inside, no part of the world."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass

from envcore import spec
from envref.effects import apply_action
from envref.legality import why_illegal
from envref.step import judge_action
from envref.trace import Change, changes_between, snapshot_of
from envref.world import World


@dataclass(frozen=True, slots=True)
class Explanation:
    """Whether an action is legal in the current state, its cost, and what it would change."""

    action: int
    name: str
    is_legal: bool
    why_illegal: str
    """A clause; empty if the action is legal."""
    ticks: int
    """How long the step would take: an illegal action is HOLD_DRIFT."""
    fuel: float
    """Fuel that the action takes by the rules, were it legal."""
    credits: float
    """Its price by the rules, were it legal."""
    effect: tuple[Change, ...]
    """What the executed action itself would change, with the random numbers of this tick.

    What follows in the same step (exposure, cooling, the market) is not in it.
    """

    def __str__(self) -> str:
        """Return the explanation as lines of text."""
        verdict = (
            "legal" if self.is_legal else f"illegal: {self.why_illegal}; it would be HOLD_DRIFT"
        )
        lines = [
            f"{self.name} is {verdict}",
            f"  ticks {self.ticks}, fuel {self.fuel:g}, credits {self.credits:g}",
        ]
        return "\n".join([*lines, *(f"  {change}" for change in self.effect)])


def explain_action(world: World, action: int) -> Explanation:
    """Explain any integer as an action in this world, which is left as it is."""
    trial = deepcopy(world)
    record = judge_action(trial, action)
    before = snapshot_of(trial, world.ship.node)
    apply_action(trial, record)
    after = snapshot_of(trial, world.ship.node)
    in_space = 0 <= action < spec.N_ACTIONS
    return Explanation(
        action=action,
        name=spec.Action(action).name if in_space else f"action {action}",
        is_legal=not record.was_illegal,
        why_illegal=why_illegal(world, action),
        ticks=record.dt,
        fuel=fuel_of(world, action) if in_space else 0.0,
        credits=spec.ACTIONS[action].credits if in_space else 0.0,
        effect=changes_between(before, after),
    )


def fuel_of(world: World, action: int) -> float:
    """Return the fuel that an action takes: a fixed amount, or the edge's and the load's."""
    row = spec.ACTIONS[action]
    neighbors = world.node.neighbors
    if row.family != "travel" or row.arg >= len(neighbors):
        return row.fuel
    load_frac = world.ship.total_cargo / spec.CARGO_MAX
    return neighbors[row.arg].fuel * (1.0 + spec.TRAVEL_LOAD_FACTOR * load_frac)
