"""The recorded episodes reach every action and event, and move every observation."""

from __future__ import annotations

import numpy as np
import pytest

import envcore
from envcore.spec import OBS_DIM, Action, EndCause, Event

from tools.golden import GOLDEN_NAMES, read_recording

CONSTANT = {24, 32, 39, 46, 53, 60}  # by construction, see docs/interface.md


@pytest.fixture(scope="module")
def low_and_high() -> tuple[np.ndarray, np.ndarray]:
    """Return the lowest and the highest value of each observation over all recordings."""
    low, high = np.full(OBS_DIM, np.inf), np.full(OBS_DIM, -np.inf)
    for name in GOLDEN_NAMES:
        recording = read_recording(name)
        env = envcore.AsteroidProspectorEnv(**recording.options)
        observation, _ = env.reset(seed=recording.seed, options={"episode": recording.episode})
        for action in recording.actions:
            low, high = np.minimum(low, observation), np.maximum(high, observation)
            observation, *_ = env.step(action)
        low, high = np.minimum(low, observation), np.maximum(high, observation)
    return low, high


def test_every_observation_moves(low_and_high: tuple[np.ndarray, np.ndarray]) -> None:
    low, high = low_and_high
    assert set(np.flatnonzero(low == high).tolist()) == CONSTANT


def test_every_action_is_executed() -> None:
    executed = set()
    for name in GOLDEN_NAMES:
        recording = read_recording(name)
        executed |= {
            action
            for action, step in zip(recording.actions, recording.steps, strict=True)
            if not step.events >> Event.INVALID_ACTION & 1
        }
    assert executed == set(Action)


def test_every_event_happens() -> None:
    union = 0
    for name in GOLDEN_NAMES:
        for step in read_recording(name).steps:
            union |= step.events
    assert [event.name for event in Event if not union >> event & 1] == []


def test_every_end_and_every_option_is_there() -> None:
    recordings = [read_recording(name) for name in GOLDEN_NAMES]
    ends = {recording.final_info["end_cause"] for recording in recordings}
    assert ends >= {cause.name.lower() for cause in EndCause if cause is not EndCause.NONE}
    options = {key for recording in recordings for key in recording.options}
    assert options == set(envcore.EnvConfig().to_dict())
