"""Cutting, forking, joining and comparing replays."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

import envcore
import replaykit
from envcore.spec import Action

from helpers import CONFIG, PROVENANCE, recorded

HUMAN = replaykit.Player(kind="human", name="ann")


@pytest.fixture(scope="module")
def replay() -> replaykit.Replay:
    return recorded(seed=11, holds=60)


def test_a_cut_from_the_start_is_a_shorter_recording(replay: replaykit.Replay) -> None:
    short = replaykit.cut(replay, stop=40)

    assert short.actions.tolist() == replay.actions[:40].tolist()
    assert short.header == replay.header
    assert short.result is not None
    assert short.result.end_cause is None
    assert replaykit.verify(short).is_true
    assert replaykit.cut(replay).to_bytes() == replay.to_bytes()


def test_a_cut_from_the_middle_starts_from_a_state(replay: replaykit.Replay) -> None:
    part = replaykit.cut(replay, 20, 50)

    assert part.header.parent == replaykit.Parent(digest=replay.content_digest, step=20)
    assert part.state == replaykit.Timeline(replay).state_at(20)
    again = replaykit.Replay.from_bytes(part.to_bytes())
    assert replaykit.verify(again).is_true
    assert replaykit.verify(again, parent=replay).is_true
    assert replaykit.Timeline(again).state_at(30) == replaykit.Timeline(replay).state_at(50)


def test_cutting_makes_a_cut_off_replay_whole(replay: replaykit.Replay) -> None:
    mended = replaykit.cut(replace(replay, result=None))
    assert mended.to_bytes() == replay.to_bytes()
    assert replaykit.cut(replace(replay, result=None), 5).header.parent == replaykit.Parent(
        digest=None, step=5
    )


def test_a_fork_continues_from_a_step(replay: replaykit.Replay) -> None:
    recorder = replaykit.fork(replay, 30, replaykit.Provenance(HUMAN))
    assert recorder.env.state_digest() == replaykit.Timeline(replay).env_at(30).state_digest()
    recorder.step(Action.THREAT_LISTEN)
    forked = recorder.finish()

    assert forked.header.player == HUMAN
    assert replaykit.verify(forked, parent=replay).is_true
    assert len(list(replaykit.frames(forked))) == 2


def test_a_false_parent_is_found(replay: replaykit.Replay) -> None:
    forked = replaykit.fork(replay, 30, replaykit.Provenance(HUMAN)).finish()
    other = recorded(seed=12, holds=60)
    lying = replace(
        forked, header=replace(forked.header, parent=replaykit.Parent(digest=None, step=30))
    )
    late = replace(
        forked,
        header=replace(
            forked.header, parent=replaykit.Parent(digest=replay.content_digest, step=31)
        ),
    )

    assert "parent is stated as" in replaykit.verify(forked, parent=other).message
    assert "parent is stated as None" in replaykit.verify(lying, parent=replay).message
    assert "another state at step 31" in replaykit.verify(late, parent=replay).message
    assert "names no parent" in replaykit.verify(replay, parent=other).message


def test_a_state_of_another_episode_is_found(replay: replaykit.Replay) -> None:
    forked = replaykit.fork(replay, 30, replaykit.Provenance(HUMAN)).finish()
    for change in ({"seed": 12}, {"episode": 3}, {"config": envcore.EnvConfig(time_max=401)}):
        lying = replace(forked, header=replace(forked.header, **change))
        verdict = replaykit.verify(lying)
        assert not verdict.is_true
        assert "the header has" in verdict.message


def test_the_end_cannot_be_forked(replay: replaykit.Replay) -> None:
    with pytest.raises(replaykit.ReplayError, match=r"has ended at step \d+: fork"):
        replaykit.fork(replay, len(replay.actions), replaykit.Provenance(HUMAN))
    with pytest.raises(replaykit.ReplayError, match="step is 100000, expected"):
        replaykit.fork(replay, 100_000, replaykit.Provenance(HUMAN))


@pytest.mark.parametrize("at", [[10], [10, 10, 45], [0, 60]])
def test_parts_make_the_whole_again(replay: replaykit.Replay, at: list[int]) -> None:
    bounds = [0, *at, len(replay.actions)]
    parts = [replaykit.cut(replay, a, b) for a, b in pairwise(bounds)]

    assert replaykit.concat(parts).to_bytes() == replay.to_bytes()


def test_parts_that_do_not_fit_are_refused(replay: replaykit.Replay) -> None:
    head, tail = replaykit.cut(replay, 0, 10), replaykit.cut(replay, 11, 20)
    with pytest.raises(replaykit.ReplayError, match="part 1 does not start where part 0 ends"):
        replaykit.concat([head, tail])
    with pytest.raises(replaykit.ReplayError, match="expected one replay or more"):
        replaykit.concat([])


def test_joining_different_players_needs_a_player(replay: replaykit.Replay) -> None:
    head = replaykit.cut(replay, 0, 10)
    recorder = replaykit.fork(replay, 10, replaykit.Provenance(HUMAN))
    recorder.run(np.full(5, Action.HOLD_DRIFT))
    parts = [head, recorder.finish()]

    with pytest.raises(replaykit.ReplayError, match="give the player of the whole"):
        replaykit.concat(parts)
    assert replaykit.verify(replaykit.concat(parts, player=HUMAN)).is_true


def made(actions: list[int], seed: int = 3) -> replaykit.Replay:
    return replaykit.record_actions(actions, config=CONFIG, seed=seed, provenance=PROVENANCE)


def test_equal_replays_have_no_difference(replay: replaykit.Replay) -> None:
    other = replace(replay, header=replace(replay.header, player=HUMAN))
    assert replaykit.diff(replay, other) is None


def test_the_first_different_action_and_state_are_found() -> None:
    hold, listen, nothing = Action.HOLD_DRIFT, Action.THREAT_LISTEN, 69
    a = made([hold, Action.SELECT_0, hold, listen])
    b = made([hold, nothing, hold, hold])  # both second actions are illegal at the station

    assert replaykit.diff(a, b) == replaykit.Difference(2, "action", "SELECT_0", "OUTSIDE", 4)
    assert replaykit.diff(made([hold, 1000]), made([hold, -1])) is None


def test_different_starts_and_lengths_are_found() -> None:
    a = made([6, 6, 6])
    assert replaykit.diff(a, made([6, 6, 6], seed=4)) == replaykit.Difference(0, "seed", 3, 4, 0)
    assert replaykit.diff(a, made([6, 6])) == replaykit.Difference(3, "length", 3, 2, 3)
    part, other = replaykit.cut(a, 1), replaykit.cut(a, 2)
    found = replaykit.diff(part, other)
    assert found is not None
    assert (found.step, found.what) == (0, "state")


def test_different_statements_about_equal_steps_are_found() -> None:
    a = made([6, 6, 6])
    assert a.result is not None
    false = replace(a, result=replace(a.result, total=5.0))
    found = replaykit.diff(a, false)
    assert found is not None
    assert (found.step, found.what) == (3, "result")
    blocks = (replace(a.blocks[0], state_digest=bytes(16)),)
    found = replaykit.diff(a, replace(a, blocks=blocks))
    assert found is not None
    assert (found.what, found.b) == ("state digest", "00" * 16)
