"""The suites reach what they are for: actions at every kind of node, events, ends, options."""

from __future__ import annotations

from collections import Counter

import pytest

from envcore.spec import OPTIONS, Action, Event, NodeType

from tools.parity.bits import Outcome
from tools.parity.cases import OPTION_SETS, SWITCHES, TIMES, make_case, play
from tools.parity.command import long_order
from tools.parity.fuzz import fuzz
from tools.parity.moves import Edit, Exchange, Reset, Step
from tools.parity.twins import Twins
from tools.parity.view import View

STATION_ONLY = {*range(Action.DOCK, Action.CASH_OUT + 1)}
ROCKS_ONLY = {
    Action.WIDE_SCAN,
    Action.FOCUSED_SCAN,
    Action.DEEP_SCAN,
    Action.STABILIZE,
    *range(Action.SELECT_0, Action.SELECT_15 + 1),
    *range(Action.MINE_CONSERVATIVE, Action.MINE_AGGRESSIVE + 1),
}
STEPS = 900  # each player of suite B has its turn in so many


class Seen:
    """What a few cases have reached."""

    def __init__(self) -> None:
        self.asked: set[tuple[NodeType, int]] = set()
        self.executed: set[tuple[NodeType, int]] = set()
        self.events = 0
        self.causes: Counter[str] = Counter()
        self.moves: Counter[str] = Counter()
        self.resets_without_seed = 0
        self._place = NodeType.STATION

    def watch(self, twins: Twins) -> None:
        """Note a move."""
        move, outcome = twins.moves[-1], twins.outcomes[0]
        self.moves[type(move).__name__] += 1
        self.resets_without_seed += move == Reset()
        if not isinstance(outcome, Outcome):
            return
        view = View()
        view.show(outcome)
        if isinstance(move, Step):
            self.asked.add((self._place, move.action))
            if not outcome.info["invalid_action"]:
                self.executed.add((self._place, move.action))
            self.events |= outcome.info["events"]
            self.causes[outcome.info["end_cause"]] += 1
        self._place = view.node_type


@pytest.fixture(scope="module")
def seen() -> Seen:
    """Return what a part of the default cases reaches."""
    seen = Seen()
    for suite, numbers in (("A", (0,)), ("B", (0, 3, 5, 7)), ("C", (0,))):
        for number in numbers:
            play(make_case(suite, number, STEPS, {}), seen.watch)
    return seen


def test_every_action_is_tried_at_every_kind_of_node(seen: Seen) -> None:
    for kind in NodeType:
        missing = [action.name for action in Action if (kind, action) not in seen.asked]
        assert missing == [], kind


def test_every_action_is_executed_wherever_it_can_be(seen: Seen) -> None:
    out_there = [kind for kind in NodeType if kind != NodeType.STATION]
    executed_out_there = {action for kind, action in seen.executed if kind in out_there}
    executed_at_home = {action for kind, action in seen.executed if kind == NodeType.STATION}
    assert executed_out_there == set(Action) - STATION_ONLY
    assert executed_at_home >= set(Action) - ROCKS_ONLY - set(range(Action.TRAVEL_5 + 1))


def test_every_event_and_every_end_happens(seen: Seen) -> None:
    assert [event.name for event in Event if not seen.events >> event & 1] == []
    assert set(seen.causes) == {"none", "destroyed", "stranded", "cashed_out", "timeout"}


def test_states_are_exchanged_and_episodes_follow_each_other(seen: Seen) -> None:
    assert seen.moves[Exchange.__name__] > 20
    assert seen.moves[Edit.__name__] > 100
    assert seen.resets_without_seed > 20
    integers = {action for _, action in seen.asked}
    assert min(integers) < -(2**63)
    assert max(integers) > 2**64


def test_every_option_is_toggled_with_every_time_budget() -> None:
    cases = [make_case("A", n, 1, {}) for n in range(len(TIMES) * len(OPTION_SETS))]
    pairs = {(case.options["time_max"], repr(sorted(case.options.items()))) for case in cases}
    assert len(pairs) == len(cases)
    for name in SWITCHES:
        assert {case.options.get(name, True) for case in cases} == {True, False}
    assert {name for case in cases for name in case.options} == {option.name for option in OPTIONS}
    assert {case.seed for case in cases[:8]} == set(range(8))
    assert max(case.seed for case in cases) > 2**63


def test_fixed_options_stay_as_they_are() -> None:
    case = make_case("C", 1, 30, {"time_max": 25, "pirates": True})
    assert (case.options["time_max"], case.options["pirates"]) == (25, True)
    assert play(case) == 30


def test_the_same_case_is_the_same_story() -> None:
    def story() -> list[bytes]:
        digests: list[bytes] = []
        play(make_case("B", 2, 60, {}), lambda twins: digests.append(twins.core.state_digest()))
        return digests

    assert story() == story()


def test_fuzz_takes_steps() -> None:
    assert fuzz(make_case("fuzz", 3, 240, {})) > 20


def test_the_long_mode_gives_each_suite_its_share_and_no_case_twice() -> None:
    order = long_order(["A", "fuzz"], cases=40)
    assert len(order) == 4 * 17, "three rounds are enough, and one is to spare"
    assert order[:4] == [("A", 0), ("fuzz", 0), ("A", 1), ("A", 2)]
    assert order[17:19] == [("A", 16), ("fuzz", 1)]
    assert len(set(order)) == len(order)
