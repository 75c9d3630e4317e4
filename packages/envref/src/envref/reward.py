"""The reward of a step, by named terms, from its record alone (docs/interface.md, reward)."""

from __future__ import annotations

from envcore import spec
from envref.arithmetic import sum_of
from envref.step_record import StepRecord, lost

TERMS = tuple(term.name for term in spec.REWARD_TERMS)
"""Names of the terms, in the order of the sum."""
SPARSE_TERMS = tuple(term.name for term in spec.REWARD_TERMS if term.sparse)
SCANS = (spec.Action.WIDE_SCAN, spec.Action.FOCUSED_SCAN, spec.Action.DEEP_SCAN)


def reward_terms(record: StepRecord) -> dict[str, float]:
    """Return every term of the shaped reward by name, in the order of the sum."""
    before, after = record.before, record.after
    gain = max(0.0, after.cargo_value - before.cargo_value)
    too_hot = max(0.0, after.heat - spec.REWARD_HEAT_THRESHOLD) / spec.REWARD_HEAT_SCALE
    is_scan = record.action in SCANS
    terms = {
        "sell": (after.credits - before.credits) / spec.CREDIT_SCALE,
        "extract": spec.REWARD_EXTRACT * gain / spec.CREDIT_SCALE,
        "fuel": spec.REWARD_FUEL * lost(before.fuel, after.fuel) / spec.REWARD_FUEL_SCALE,
        "time": spec.REWARD_TIME * record.dt,
        "wear": spec.REWARD_WEAR * lost(before.tool, after.tool) / spec.REWARD_WEAR_SCALE,
        "heat": spec.REWARD_HEAT * (too_hot * too_hot),
        "damage": spec.REWARD_DAMAGE * lost(before.hull, after.hull) / spec.REWARD_DAMAGE_SCALE,
        "scan": spec.REWARD_SCAN if is_scan else 0.0,
        "invalid": spec.REWARD_INVALID if record.was_illegal else 0.0,
        "pirate": spec.REWARD_PIRATE * record.value_lost / spec.CREDIT_SCALE,
        "terminal": terminal_term(record),
    }
    return {name: positive_zero(terms[name]) for name in TERMS}


def positive_zero(value: float) -> float:
    """Return `value`, with -0.0 made +0.0: a term that does not apply is +0.0."""
    return 0.0 if value == 0.0 else value


def terminal_term(record: StepRecord) -> float:
    """Return the term of the end: a penalty, or a share of the credits."""
    if record.end_cause == spec.EndCause.NONE:
        return 0.0
    if record.end_cause == spec.EndCause.STRANDED:
        return spec.REWARD_STRANDED
    if record.end_cause == spec.EndCause.DESTROYED:
        return spec.REWARD_DESTROYED
    return spec.REWARD_CREDITS * record.after.credits / spec.CREDIT_SCALE


def reward_of(record: StepRecord, reward_mode: str) -> float:
    """Return the reward: the terms' sum in their order; `sparse` keeps two of them."""
    terms = reward_terms(record)
    kept = SPARSE_TERMS if reward_mode == "sparse" else terms
    return sum_of([terms[name] for name in kept])
