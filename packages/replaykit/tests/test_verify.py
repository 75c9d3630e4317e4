"""Verification finds every changed statement of a replay."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import replaykit

from helpers import CONFIG, PROVENANCE, recorded


def with_actions(replay: replaykit.Replay, actions: np.ndarray) -> replaykit.Replay:
    blocks = (replace(replay.blocks[0], actions=actions), *replay.blocks[1:])
    return replace(replay, blocks=blocks)


def test_a_changed_sign_of_zero_is_found() -> None:
    replay = replaykit.record_actions([6], config=CONFIG, seed=1, provenance=PROVENANCE)
    assert replay.result is not None
    blocks = (replace(replay.blocks[0], credits=-0.0),)
    assert "credits is stated as -0.0" in replaykit.verify(replace(replay, blocks=blocks)).message
    result = replace(replay.result, net_profit=-0.0)
    assert "net profit is stated" in replaykit.verify(replace(replay, result=result)).message


def test_a_recording_is_true() -> None:
    for seed in range(5):
        assert replaykit.verify(recorded(seed=seed)).is_true


def test_a_changed_action_is_found() -> None:
    replay = recorded(holds=100)
    actions = replay.blocks[0].actions.copy()
    actions[50] = 69

    verdict = replaykit.verify(with_actions(replay, actions))

    assert not verdict.is_true
    assert "return is stated as" in verdict.message


def test_an_action_too_many_is_found() -> None:
    replay = recorded()
    actions = np.append(replay.blocks[0].actions, np.uint8(6))

    verdict = replaykit.verify(with_actions(replay, actions))

    assert not verdict.is_true
    assert "the replay has more steps" in verdict.message


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"state_digest": bytes(16)}, "state digest"),
        ({"total": 1.0}, "return"),
        ({"credits": 1e9}, "credits"),
        ({"tick": 3}, "tick"),
    ],
)
def test_a_changed_block_is_found(change: dict[str, object], name: str) -> None:
    replay = recorded()
    blocks = (replace(replay.blocks[0], **change),)

    verdict = replaykit.verify(replace(replay, blocks=blocks))

    assert not verdict.is_true
    assert f"{name} is stated as" in verdict.message


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"total": 1e6}, "return"),
        ({"net_profit": 1e6}, "net profit"),
        ({"ticks": 1}, "ticks"),
        ({"end_cause": "cashed_out"}, "end cause"),
        ({"state_digest": "00" * 16}, "state digest"),
    ],
)
def test_a_changed_result_is_found(change: dict[str, object], name: str) -> None:
    replay = recorded()
    assert replay.result is not None

    verdict = replaykit.verify(replace(replay, result=replace(replay.result, **change)))

    assert not verdict.is_true
    assert f"{name} is stated as" in verdict.message


@pytest.mark.parametrize("change", [{"seed": 8}, {"episode": 1}])
def test_a_changed_origin_is_found(change: dict[str, int]) -> None:
    replay = recorded()

    assert not replaykit.verify(replace(replay, header=replace(replay.header, **change))).is_true


def test_changed_options_are_found() -> None:
    replay = recorded(holds=20)
    config = replace(replay.header.config, market_shocks=False)

    assert not replaykit.verify(
        replace(replay, header=replace(replay.header, config=config))
    ).is_true


def test_a_cut_off_replay_cannot_be_verified() -> None:
    with pytest.raises(replaykit.ReplayError, match="cut off"):
        replaykit.verify(replace(recorded(), result=None))
