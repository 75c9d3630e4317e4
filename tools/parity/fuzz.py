"""Suite fuzz: Hypothesis writes the moves, and shrinks what differs to the least that does."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import Any

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from envcore import spec

from tools.parity.cases import SWITCHES, Case
from tools.parity.moves import Edit, Exchange, Move, Number, Reset, Step
from tools.parity.twins import Twins
from tools.parity.view import View

STEPS_PER_EXAMPLE = 12  # about as many as an example takes, to make counts comparable
EDITS_BETWEEN = 6  # one wish in so many puts a number into the state


@dataclass(frozen=True, slots=True)
class NthLegal:
    """Take a step with a legal action, counted round the mask."""

    n: int


Wish = Move | NthLegal


def numbers_of(field: spec.StateField) -> st.SearchStrategy[Number]:
    """Return numbers that a value of the state may be."""
    if field.type == "f64":
        return st.floats(field.low, field.high, allow_subnormal=False)
    return st.integers(int(field.low), int(field.high))


EDITABLE = {
    field.path: numbers_of(field)
    for field in spec.STATE_FIELDS
    if not field.path.startswith(("chance.", "config.", "end_cause"))
}
EDITABLE |= {
    f"asteroids[a].{field.path}": numbers_of(field)
    for field in spec.STATE_ASTEROID_FIELDS
    if field.path != "estimate[c]"  # its shares sum to 1
}


def edits() -> st.SearchStrategy[Edit]:
    """Return edits of a single field."""
    return st.one_of(
        [st.builds(Edit, st.fixed_dictionaries({path: EDITABLE[path]})) for path in EDITABLE]
    )


def wishes() -> st.SearchStrategy[Wish]:
    """Return what may be done next, mostly steps."""
    legal = st.builds(NthLegal, st.integers(0, spec.N_ACTIONS - 1))
    near = st.builds(Step, st.integers(-2, spec.N_ACTIONS + 1))
    far = st.builds(Step, st.integers())
    step = st.one_of(legal, legal, legal, legal, near, far, st.just(Exchange()), st.just(Reset()))
    # drawn first, because one_of would take every path to edit for a branch like the others
    return st.integers(0, EDITS_BETWEEN).flatmap(lambda n: edits() if n == EDITS_BETWEEN else step)


def stories() -> st.SearchStrategy[list[list[Wish]]]:
    """Return wishes in chapters: Hypothesis likes lists short, and has many of them."""
    return st.lists(st.lists(wishes(), max_size=12), max_size=12)


def options() -> st.SearchStrategy[dict[str, Any]]:
    """Return any options."""
    return st.fixed_dictionaries(
        {
            "time_max": st.integers(1, 300) | st.just(1_000_000),
            "reward_mode": st.sampled_from(["shaped", "sparse"]),
            **{name: st.booleans() for name in SWITCHES},
        }
    )


def fuzz(case: Case) -> int:
    """Search for a difference with Hypothesis and return the number of steps.

    Raises:
        MismatchError: With the moves that Hypothesis could not shrink any further.
    """
    steps = 0

    @seed(case.number)
    @settings(
        max_examples=max(1, case.steps // STEPS_PER_EXAMPLE),
        deadline=None,
        database=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(options(), st.integers(0, 2**64 - 1), stories())
    def look(drawn: dict[str, Any], world_seed: int, story: list[list[Wish]]) -> None:
        nonlocal steps
        twins = Twins(drawn | case.options)
        try:
            fulfil(twins, world_seed, list(chain.from_iterable(story)))
        finally:
            steps += twins.steps

    look()
    return steps


def fulfil(twins: Twins, world_seed: int, wanted: list[Wish]) -> None:
    """Do what is wished, and reset where an episode has ended."""
    view = View()
    view.show(twins.make(Reset(world_seed)))
    for wish in wanted:
        if twins.core.has_ended:
            view.show(twins.make(Reset()))
        if isinstance(wish, NthLegal):
            legal = view.legal
            view.show(twins.make(Step(legal[wish.n % len(legal)])))
        else:
            view.show(twins.make(wish))
    twins.make(Exchange())
