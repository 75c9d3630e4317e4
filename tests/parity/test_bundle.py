"""A fault in a copy of envref is caught, named in a bundle, and reproduced by one command."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from envcore.spec import Action

from tools.parity.bits import Failure, Outcome, bits_of, differences, image_of, nested_differences
from tools.parity.moves import Edit, Exchange, Move, Reset, Step, from_json, to_json
from tools.parity.mutants import Mutant, plant
from tools.parity.twins import MismatchError, Twins
from tools.repository import ROOT

FAULT = Mutant(
    name="mining wears the tool twice as much",
    file="effects/mine.py",
    before="ship.tool = ship.tool - mode.wear",
    after="ship.tool = ship.tool - 2.0 * mode.wear",
)


def run_parity(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command from the root of the repository."""
    return subprocess.run(
        [sys.executable, "-m", "tools.parity", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the bundle of a run against the planted fault."""
    folder = plant(FAULT, tmp_path_factory.mktemp("planted"))
    found = tmp_path_factory.mktemp("found")
    done = run_parity(
        *["--suite", "C", "--seeds", "1", "--jobs", "1"],
        *["--reference", str(folder), "--bundles", str(found)],
    )
    assert done.returncode == 1, done.stderr
    assert "1 mismatches" in done.stdout
    return found / "C-0"


def test_it_names_the_first_field_that_differs(bundle: Path) -> None:
    case = json.loads((bundle / "case.json").read_text())
    first = case["first_difference"]
    assert first["field"] == "state.ship.tool"
    # the first tick of mining: wear is 0.25, 0.5 or 0.9, the fault takes twice as much
    core, reference = float(first["core"]), float(first["reference"])
    assert 100.0 - reference == pytest.approx(2 * (100.0 - core), abs=1e-9)
    assert first["core_bits"] == bits_of(core)
    assert case["seed"] == "0"
    assert case["moves"][-1][0] == "step"
    assert case["differing_move"] == len(case["moves"]) - 1
    assert {found["field"] for found in case["differences"]} >= {"reward", "info.tool_wear"}


def test_it_shows_both_traces_around_it(bundle: Path) -> None:
    core, reference = ((bundle / f"{side}.txt").read_text() for side in ("envcore", "envref"))
    for text in (core, reference):
        assert text.count("\nmove ") + text.startswith("move ") == 6
        assert "changed ship.tool: 100.0 -> " in text
    assert "phases of the step:" in reference
    assert "state.ship.tool" in (bundle / "README.md").read_text()


def test_one_command_reproduces_it(bundle: Path) -> None:
    command = json.loads((bundle / "case.json").read_text())["command"]
    prefix = "nox -s parity -- "
    assert command.startswith(prefix)
    assert command in (bundle / "README.md").read_text()

    done = run_parity(*command.removeprefix(prefix).split())
    assert done.returncode == 1
    assert "still differs" in done.stdout
    assert "state.ship.tool" in done.stdout

    sound = run_parity("--replay", bundle)
    assert sound.returncode == 0
    assert "no difference any more; it was in state.ship.tool" in sound.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--replay", "nowhere"], "nowhere: no bundle that can be read"),
        (["--seeds", "0"], "'0': expected a whole number from 1"),
        (["--options", "pirate=false"], "--options pirate=false: expected NAME=VALUE with one of"),
        (["--options", "time_max=-3"], "option time_max is '-3'"),
        (["--reference", "."], "'.': there is no package envref in it"),
        (["--suite", "D"], "invalid choice: 'D'"),
    ],
)
def test_bad_arguments_are_refused(arguments: list[str], message: str) -> None:
    done = run_parity(*arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "move",
    [
        Reset(),
        Reset(2**64 - 1),
        Step(-(10**30)),
        Exchange(),
        Edit({"ship.fuel": 0.1, "ship.cargo[c]": [1.0, 2], "tick": 3}),
    ],
)
def test_moves_survive_json(move: Move) -> None:
    assert from_json(json.loads(json.dumps(to_json(move)))) == move


def outcome(**changes: object) -> Outcome:
    """Return a small outcome with changes."""
    values: dict[str, object] = {
        "observation": np.zeros(260, np.float32),
        "info": {"credits": 0.0, "dt": 1, "action_mask": np.ones(69, np.int8)},
        "digest": b"",
        "reward": 0.0,
        "terminated": False,
        "truncated": False,
    }
    return Outcome(**(values | changes))  # type: ignore[arg-type]  # a table of any values


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reward": -0.0}, "reward"),
        ({"reward": np.float64(0.0)}, "reward"),
        ({"reward": 5e-324}, "reward"),
        ({"terminated": 0}, "terminated"),
        ({"info": {"credits": 0, "dt": 1, "action_mask": np.ones(69, np.int8)}}, "info.credits"),
        ({"info": {"credits": 0.0, "dt": 1, "action_mask": np.ones(69, bool)}}, "action_mask"),
        ({"info": {"dt": 1, "credits": 0.0, "action_mask": np.ones(69, np.int8)}}, "info's keys"),
        ({"observation": np.zeros(260)}, "observation"),
        ({"observation": np.eye(1, 260, 81, np.float32)[0]}, "observation[81] asteroids.comp_est"),
    ],
)
def test_values_that_differ_in_bits_or_type_are_unequal(
    changes: dict[str, object], field: str
) -> None:
    one, other = outcome(), outcome(**changes)
    assert image_of(one) != image_of(other)
    found = differences(one, other)
    assert found[0].field.startswith(field)
    assert image_of(one) == image_of(outcome())
    assert differences(one, outcome()) == []


def test_an_exception_on_one_side_is_a_difference() -> None:
    found = differences(outcome(), Failure("IndexError", "list index out of range"))
    assert [str(x.reference) for x in found] == ["IndexError: list index out of range"]


@pytest.mark.parametrize(
    ("core", "reference", "fields"),
    [
        ([{"a": 1.0, "b": (2, 3)}], [{"a": 1.0, "b": (2, 4)}], ["x[0].b[1]"]),
        ([1, 2], [1, 2.0], ["x[1]"]),
        ([1, 2], [1], ["length of x"]),
        ((1,), [1], ["x"]),
        ({"a": 0.0}, {"a": -0.0}, ["x.a"]),
        (np.array([True, False]), np.array([True, True]), ["x[1]"]),
        ([{"a": (1, 2.5)}], [{"a": (1, 2.5)}], []),
    ],
)
def test_nested_values_are_compared_leaf_by_leaf(
    core: object, reference: object, fields: list[str]
) -> None:
    assert [found.field for found in nested_differences("x", core, reference)] == fields


def test_states_that_differ_are_named_at_the_next_exchange() -> None:
    twins = Twins({})
    twins.make(Reset(3))
    twins.reference.world.market[4].drift += 0.25
    with pytest.raises(MismatchError) as caught:
        twins.make(Exchange())
    assert caught.value.found[0].field == "state.market[4].drift"
    assert caught.value.moves == [Reset(3), Exchange()]


def test_a_state_that_a_step_led_out_of_bounds_is_refused_by_both() -> None:
    twins = Twins({})
    twins.make(Reset(3))
    twins.make(Edit({"counters.fuel_used": 1e15}))  # as much as a state may say; a trip adds to it
    twins.make(Step(Action.TRAVEL_0))
    before = twins.core.state_digest()
    for move in (Exchange(), Edit({"counters.scan_count": 3})):  # the whole state is refused
        twins.make(move)
        assert twins.core.state_digest() == twins.reference.state_digest() == before
