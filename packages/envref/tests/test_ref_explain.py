"""What the reference has beyond Gymnasium: explanations, traces, the truth and reward terms."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from envcore.spec import Action
from envref import ReferenceEnv
from envref.reward import reward_of


def test_explain_gives_the_reason_for_an_illegal_action() -> None:
    env = ReferenceEnv()
    env.reset(seed=8)
    before = env.get_state()
    explanation = env.explain(Action.MINE_STANDARD)
    assert not explanation.is_legal
    assert explanation.why_illegal == "no asteroid is selected"
    assert str(explanation).startswith("MINE_STANDARD is illegal: no asteroid is selected")
    assert env.explain(2**70).why_illegal == f"{2**70} is outside 0..68"
    assert env.get_state() == before


def test_explain_gives_the_cost() -> None:
    env = ReferenceEnv()
    env.reset(seed=8)
    edge = env.world.node.neighbors[0]
    env.world.ship.cargo[0] = 100.0
    travel = env.explain(Action.TRAVEL_0)
    assert (travel.is_legal, travel.ticks) == (True, edge.ticks)
    assert travel.fuel == edge.fuel * (1 + 0.5 * (100 / 200))
    changes = {change.path: (change.before, change.after) for change in travel.effect}
    assert changes == {
        "ship.fuel": (1000.0, 1000.0 - travel.fuel),
        "ship.node": (0, edge.node),
    }
    assert env.world.ship.node == 0
    kit = env.explain(Action.BUY_REPAIR_KIT)
    assert (kit.credits, kit.is_legal) == (150.0, False)
    assert env.explain(Action.EMERGENCY_BURN).fuel == 18.0


def test_every_action_can_be_explained_everywhere() -> None:
    env = ReferenceEnv()
    env.reset(seed=8)
    for move in (0, 8, 12):
        for action in Action:
            explanation = env.explain(action)
            assert explanation.is_legal == bool(env.action_masks()[action])
            assert explanation.is_legal == (not explanation.why_illegal)
        env.step(move)


def test_a_trace_lists_every_change_in_order() -> None:
    env = ReferenceEnv()
    env.reset(seed=8)
    env.step(0)
    assert env.last_trace is None
    env.is_tracing = True
    before = env.world.ship.fuel
    reward = env.step(Action.WIDE_SCAN)[1]
    trace = env.last_trace
    assert trace is not None
    names = [phase.name for phase in trace.phases]
    assert names == ["effect", "exposure", "cooling", "buffs", "market", "clamp", "counters", "end"]
    effect = {change.path: (change.before, change.after) for change in trace.phases[0].changes}
    assert effect["ship.fuel"] == (before, before - 5)
    node = env.world.ship.node
    assert effect[f"fields[{node}].asteroids[0].confidence"] == (0.1, 0.1 + 0.10)
    assert "tick" in {change.path for change in trace.phases[4].changes}
    assert reward_of(trace.record, "shaped") == reward
    assert trace.reward_terms == env.reward_terms()
    assert "WIDE_SCAN, ticks 3" in str(trace)


def test_tracing_changes_nothing() -> None:
    plain, traced = ReferenceEnv(), ReferenceEnv()
    traced.is_tracing = True
    for env in (plain, traced):
        env.reset(seed=8)
        for action in (0, 8, 12, 29, 29, 31, 30, 6):
            env.step(action)
    assert plain.get_state() == traced.get_state()


def test_the_truth_is_all_there() -> None:
    env = ReferenceEnv()
    env.reset(seed=8)
    truth = env.truth()
    assert truth["belt"] == env.belt()
    rock = env.world.fields[1].asteroids[0]
    assert truth["asteroids"][1][0]["richness"] == rock.richness
    assert truth["asteroids"][0] == []
    assert truth["market"][4]["name"] == "rare_isotopes"
    assert truth["market"][4]["swing"] == env.world.market[4].swing


def test_reward_terms_are_zero_before_a_step() -> None:
    env = ReferenceEnv()
    env.reset(seed=8)
    assert set(env.reward_terms().values()) == {0.0}
    env.step(-1)
    assert env.reward_terms()["invalid"] == -0.01


def test_the_example_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    readme = (Path(__file__).resolve().parents[1] / "README.md").read_text(encoding="utf-8")
    names: dict[str, Any] = {}
    for block in re.findall(r"```python\n(.*?)```", readme, flags=re.DOTALL):
        exec(block, names)
    printed = capsys.readouterr().out
    assert "MINE_CONSERVATIVE is illegal: no asteroid is selected" in printed
    assert "TRAVEL_0, ticks" in printed
