"""Frame stacks: what they show, in training and in play."""

from __future__ import annotations

from collections import deque
from typing import Any

import numpy as np
import pytest
import torch

import envcore
from envcore import spec
from trainkit.config.learning import NetworkSection
from trainkit.envs.features import NUM_FEATURES
from trainkit.envs.frames import FrameStack
from trainkit.envs.training_worlds import TrainingWorlds
from trainkit.policies.networks import network_policy
from trainkit.policies.player import PolicyPlayer

WORLDS, FRAMES = 3, 3
SEEDS = [5, 6, 7]
SHORT = envcore.EnvConfig(time_max=12)


def test_a_stack_shows_the_latest_rows_and_an_episodes_first_one_for_those_before() -> None:
    stack = FrameStack(2, 3, 1)
    out = np.zeros((2, 3), np.float32)
    seen = []
    for step, rows in enumerate(([1, 10], [2, 20], [3, 30], [4, 40])):
        if step == 2:
            stack.reset(np.array([1]))
        for _ in range(2):  # observing twice changes nothing
            stack.observe(np.array(rows, np.float32)[:, None], out)
        seen.append(out.tolist())
        stack.advance()

    assert [rows[0] for rows in seen] == [[1, 1, 1], [1, 1, 2], [1, 2, 3], [2, 3, 4]]
    assert [rows[1] for rows in seen] == [[10, 10, 10], [10, 10, 20], [30, 30, 30], [30, 30, 40]]


@pytest.mark.parametrize("with_features", [False, True])
def test_training_worlds_stack_what_single_observations_show(with_features: bool) -> None:
    arguments: dict[str, Any] = {"with_features": with_features}
    plain = TrainingWorlds(WORLDS, SHORT, **arguments)
    stacked = TrainingWorlds(WORLDS, SHORT, **arguments, frame_stack=FRAMES)
    width = spec.OBS_DIM + with_features * NUM_FEATURES
    assert (plain.width, stacked.width) == (width, width * FRAMES)
    for worlds in (plain, stacked):
        worlds.reset(SEEDS)
    past: list[deque[Any]] = [deque(maxlen=FRAMES) for _ in range(WORLDS)]
    row, rows = (np.zeros((WORLDS, k), np.float32) for k in (width, width * FRAMES))
    rng = np.random.default_rng(0)
    ends = 0
    for _ in range(60):
        plain.observe(row)
        stacked.observe(rows)
        np.testing.assert_array_equal(rows[:, stacked.newest], row[:, : spec.OBS_DIM])
        for world, frames in enumerate(past):
            frames.extend([row[world].copy()] * (1 if frames else FRAMES))
            np.testing.assert_array_equal(rows[world], np.concatenate(frames))
        actions = rng.integers(0, spec.N_ACTIONS, WORLDS)
        single, step = plain.step(actions), stacked.step(actions)
        assert step.last_observations.shape == (len(step.ended), width * FRAMES)
        for at, world in enumerate(step.ended):
            frames = [*past[world], single.last_observations[at]][-FRAMES:]
            np.testing.assert_array_equal(step.last_observations[at], np.concatenate(frames))
            past[world].clear()
            ends += 1
    assert ends > WORLDS


def test_a_player_reads_what_training_shows() -> None:
    network = NetworkSection(hidden=[8], frame_stack=FRAMES)
    torch.manual_seed(0)
    policy = network_policy("maskable_ppo", network)
    player = PolicyPlayer(policy, "stacked", frame_stack=FRAMES)
    assert player.has_memory
    assert policy.observation_space.shape == (spec.OBS_DIM * FRAMES,)
    worlds = TrainingWorlds(WORLDS, SHORT, frame_stack=FRAMES)
    worlds.reset(SEEDS)
    player.reset(WORLDS, 1)
    rows = np.zeros((WORLDS, worlds.width), np.float32)
    masks = np.zeros((WORLDS, spec.N_ACTIONS), np.bool_)
    for _ in range(40):
        worlds.observe(rows)
        worlds.write_masks(masks)
        seen = player._rows(rows[:, worlds.newest])
        np.testing.assert_array_equal(seen, rows)
        step = worlds.step(player.act(rows[:, worlds.newest], masks))
        player.start_episodes(step.ended)
