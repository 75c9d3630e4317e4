"""The terms of the reward, from records made by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from envcore.spec import Action, EndCause
from envref.reward import TERMS, reward_of, reward_terms
from envref.step_record import Ledger, StepRecord

REST = Ledger(credits=500.0, cargo_value=1000.0, fuel=500.0, hull=50.0, tool=50.0, heat=20.0)


def record_of(after: dict[str, float], **facts: Any) -> StepRecord:
    """Return a record from REST to REST with changes."""
    record = StepRecord(Action.HOLD_DRIFT, False, before=REST, after=replace(REST, **after))
    for name, value in facts.items():
        setattr(record, name, value)
    return record


@pytest.mark.parametrize(
    ("name", "record", "value"),
    [
        ("sell", record_of({"credits": 750.0}), 250 / 1000),
        ("sell", record_of({"credits": 290.0}), -210 / 1000),
        ("extract", record_of({"cargo_value": 1500.0}), 0.02 * 500 / 1000),
        ("extract", record_of({"cargo_value": 500.0}), 0.0),
        ("fuel", record_of({"fuel": 460.0}), -0.10 * 40 / 100),
        ("fuel", record_of({"fuel": 620.0}), 0.0),
        ("time", record_of({}, dt=7), -0.001 * 7),
        ("wear", record_of({"tool": 49.5}), -0.05 * 0.5 / 10),
        ("heat", record_of({"heat": 90.0}), -0.20 * ((90 - 70) / 100 * ((90 - 70) / 100))),
        ("heat", record_of({"heat": 70.0}), 0.0),
        ("damage", record_of({"hull": 40.0}), -1.00 * 10 / 10),
        ("damage", record_of({"hull": 70.0}), 0.0),
        ("scan", record_of({}, action=Action.FOCUSED_SCAN), -0.005),
        ("scan", record_of({}, action=Action.THREAT_LISTEN), 0.0),
        ("invalid", record_of({}, was_illegal=True), -0.01),
        ("pirate", record_of({}, value_lost=300.0), -1.00 * 300 / 1000),
        ("terminal", record_of({}, end_cause=EndCause.STRANDED), -50.0),
        ("terminal", record_of({}, end_cause=EndCause.DESTROYED), -100.0),
        ("terminal", record_of({}, end_cause=EndCause.CASHED_OUT), 0.002 * 500 / 1000),
        ("terminal", record_of({}, end_cause=EndCause.TIMEOUT), 0.002 * 500 / 1000),
    ],
)
def test_one_term(name: str, record: StepRecord, value: float) -> None:
    terms = reward_terms(record)
    assert terms[name].hex() == value.hex()
    others = {term: x for term, x in terms.items() if term not in (name, "time")}
    assert {x.hex() for x in others.values()} == {(0.0).hex()}


def test_the_sum_runs_in_the_order_of_the_terms() -> None:
    record = record_of({"credits": 750.1, "fuel": 460.3, "heat": 91.0}, dt=3, was_illegal=True)
    terms = reward_terms(record)
    assert tuple(terms) == TERMS
    total = terms["sell"]
    for name in TERMS[1:]:
        total = total + terms[name]
    assert reward_of(record, "shaped") == total


def test_sparse_keeps_sales_and_the_end() -> None:
    record = record_of({"credits": 750.0, "hull": 0.0}, dt=3, end_cause=EndCause.DESTROYED)
    assert reward_of(record, "sparse") == 250 / 1000 + -100.0
