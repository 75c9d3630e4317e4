"""Seeking gives the same world as playing, from any checkpoint or snapshot."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import envcore
import replaykit
from envcore.spec import Action
from replaykit.record import recorder
from replaykit.simulate import timeline

from helpers import PROVENANCE

STEPS = 300


@pytest.fixture
def replay(monkeypatch: pytest.MonkeyPatch) -> replaykit.Replay:
    """Return a replay with checkpoints after every second block of 32 steps."""
    monkeypatch.setattr(recorder, "CHECKPOINT_STEPS", 64)
    monkeypatch.setattr(timeline, "SNAPSHOT_STEPS", 50)
    env = envcore.AsteroidProspectorEnv(time_max=1000)
    env.reset(seed=5)
    made = replaykit.EpisodeRecorder(env, provenance=PROVENANCE, block_steps=32)
    made.run(np.random.default_rng(0).choice([Action.HOLD_DRIFT, Action.DOCK], STEPS))
    return replaykit.Replay.from_bytes(made.finish().to_bytes())


def test_checkpoints_are_where_they_are_due(replay: replaykit.Replay) -> None:
    has_one = [block.checkpoint is not None for block in replay.blocks]
    assert has_one == [False, True] * 4 + [False, False]  # steps 64, 128, 192, 256


def test_every_step_is_found_from_anywhere(replay: replaykit.Replay) -> None:
    env = envcore.AsteroidProspectorEnv(time_max=1000)
    env.reset(seed=5)
    states, totals = [env.get_state()], [0.0]
    for action in replay.actions:
        _, reward, *_ = env.step(action)
        states.append(env.get_state())
        totals.append(totals[-1] + reward)

    order = np.random.default_rng(1).permutation(STEPS + 1)
    for step in order.tolist():
        found, total = replaykit.Timeline(replay).at(step)
        assert (found.get_state(), total) == (states[step], totals[step])
        assert replaykit.Timeline(replay).env_at(step).get_state() == states[step]


def test_frames_after_a_checkpoint_are_those_of_the_whole(replay: replaykit.Replay) -> None:
    bare = replace(replay, blocks=tuple(replace(b, checkpoint=None) for b in replay.blocks))
    every = list(replaykit.frames(bare))
    for start in (63, 64, 65, 128, 300):
        assert next(replaykit.frames(replace(replay), start)) == every[start]


def test_an_environment_belongs_to_the_caller(replay: replaykit.Replay) -> None:
    first = replaykit.Timeline(replay).env_at(100)
    first.step(Action.HOLD_DRIFT)
    assert (
        replaykit.Timeline(replay).env_at(100).get_state()
        == replaykit.Timeline(replay).state_at(100)
        != first.get_state()
    )


def test_a_false_checkpoint_is_found(replay: replaykit.Replay) -> None:
    other = replaykit.Timeline(replay).state_at(10)
    blocks = list(replay.blocks)
    blocks[1] = replace(blocks[1], checkpoint=other)
    false = replace(replay, blocks=tuple(blocks))

    assert "the checkpoint is another state" in replaykit.verify(false).message
    with pytest.raises(replaykit.DamagedReplayError, match="it is not the state of its block"):
        replaykit.Timeline(false).state_at(70)


@pytest.mark.parametrize("step", [-1, STEPS + 1])
def test_a_step_out_of_range_is_refused(replay: replaykit.Replay, step: int) -> None:
    with pytest.raises(replaykit.ReplayError, match=rf"step is {step}, expected 0\.\.300"):
        replaykit.Timeline(replay).state_at(step)
