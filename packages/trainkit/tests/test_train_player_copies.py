"""Copies of bots and policies: each plays on with the same actions, whatever the other one does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from copiers import COPIERS, Copier, assert_same
from stable_baselines3 import A2C

import envcore
from trainkit import load_policy
from trainkit.bots import BOTS
from trainkit.bots.own import OwnBot
from trainkit.config.schema import RunConfig
from trainkit.envs.features import Choice
from trainkit.envs.vec_env import BatchVecEnv
from trainkit.policies.networks import make_policy
from trainkit.policies.player import PolicyPlayer
from trainkit.policies.sb3_player import SB3Player

N = 4
CONFIG = envcore.EnvConfig(time_max=25)


@pytest.fixture(params=list(COPIERS))
def copier(request: pytest.FixtureRequest) -> Copier:
    return COPIERS[request.param]


def play(player: Any, steps: int, copy_at: int, copier: Copier) -> list[np.ndarray]:
    """Let a player play, and from some step on its copy, while the first one plays elsewhere."""
    left: Any = None
    envs = envcore.AsteroidProspectorVectorEnv(N, time_max=200, autoreset_mode="SameStep")
    player.reset(N, 5)
    observations, infos = envs.reset(seed=9)
    taken = []
    for step in range(steps):
        if step == copy_at:
            left, player = player, copier(player)
        if left is not None:
            left.act(observations[::-1].copy(), infos["action_mask"][::-1].copy())
        taken.append(player.act(observations, infos["action_mask"]).copy())
        observations, *_, infos = envs.step(taken[-1])
    return taken


@pytest.mark.parametrize("name", sorted(BOTS))
def test_a_copied_bot_plays_on(name: str, copier: Copier) -> None:
    expected = play(BOTS[name](), 60, -1, copier)

    for copy_at in (0, 1, 30):
        assert_same(play(BOTS[name](), 60, copy_at, copier), expected)


def test_a_copied_bot_of_the_user_plays_on(copier: Copier) -> None:
    expected = play(OwnBot("trainkit.bots:Random"), 30, -1, copier)

    assert_same(play(OwnBot("trainkit.bots:Random"), 30, 7, copier), expected)


@pytest.fixture
def one_torch_thread() -> Iterator[None]:
    """Small networks take longer with more threads."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.mark.usefixtures("one_torch_thread")
@pytest.mark.parametrize("algorithm", ["maskable_ppo", "ppo", "recurrent_ppo"])
@pytest.mark.parametrize("with_features", [False, True, "compact"])
@pytest.mark.parametrize("deterministic", [False, True])
def test_a_copied_policy_plays_on(
    algorithm: str, with_features: Choice, deterministic: bool, copier: Copier
) -> None:
    config = RunConfig.model_validate(
        {
            "run_dir": "unused",
            "algorithm": algorithm,
            "network": {"hidden": [8], "lstm_size": 8, "engineered_features": with_features},
        }
    )
    policy = make_policy(config)
    policy.set_training_mode(False)

    def player() -> PolicyPlayer:
        return PolicyPlayer(policy, "x", deterministic=deterministic, with_features=with_features)

    expected = play(player(), 12, -1, copier)

    for copy_at in (1, 7):
        assert_same(play(player(), 12, copy_at, copier), expected)


@pytest.mark.usefixtures("one_torch_thread")
@pytest.mark.parametrize("with_features", [True, "compact"])
def test_a_copied_model_of_stable_baselines3_plays_on(
    copier: Copier, tmp_path: Path, with_features: Choice
) -> None:
    path = tmp_path / "model.zip"
    A2C("MlpPolicy", BatchVecEnv(2, CONFIG, with_features=with_features)).save(path)
    expected = play(SB3Player(path), 12, -1, copier)

    assert_same(play(SB3Player(path), 12, 7, copier), expected)


def test_a_copied_trained_policy_acts_on_its_own(copier: Copier, tiny_run: Path) -> None:
    alone, policy = (load_policy(tiny_run, seed=3) for _ in range(2))
    env = envcore.AsteroidProspectorEnv(time_max=50)
    observation, info = env.reset(seed=1)
    for _ in range(8):
        twin = copier(policy)
        twin.act(observation, info["action_mask"])
        action = policy.act(observation, info["action_mask"])
        assert action == alone.act(observation, info["action_mask"])
        observation, *_, info = env.step(action)
