"""Learning from a bot: the policy comes to do as it did, and the worlds are put back."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from envcore import spec
from trainkit.bots import BOTS
from trainkit.bots.base import Bot
from trainkit.evaluation.play import play_episodes
from trainkit.learn.demonstrations import imitate_bot
from trainkit.learn.learner import make_learner, make_worlds
from trainkit.learn.ppo import PPO
from trainkit.policies.player import PolicyPlayer


class FirstLegal:
    """Takes the first legal action; it can be learned to the last one."""

    name = "first_legal"
    version = "1"

    def reset(self, num_worlds: int, seed: int) -> None:
        """Nothing is remembered."""

    def act(self, observations: Any, masks: Any) -> Any:
        """Return the first action of each mask."""
        del observations
        return masks.argmax(axis=1)


@pytest.fixture
def first_legal(monkeypatch: pytest.MonkeyPatch) -> Bot:
    monkeypatch.setitem(BOTS, "market_timer", FirstLegal)
    return FirstLegal()


def make_pupil(runs: Any, tmp_path: Any, **asked: Any) -> tuple[PPO, Any]:
    given = {"bot": "market_timer", "rounds": 3, "epochs": 8, "batch_size": 64} | asked
    config = runs.config(tmp_path / "run", demonstrations=given)
    return make_learner(config, make_worlds(config)), config


@pytest.mark.usefixtures("first_legal")
def test_a_policy_learns_the_actions_of_the_bot(runs: Any, tmp_path: Any) -> None:
    learner, config = make_pupil(runs, tmp_path, learning_rate=0.01)

    rounds = list(imitate_bot(learner, config))

    assert [seen.number for seen in rounds] == [1, 2, 3]
    assert rounds[-1].log_loss < 0.1
    assert rounds[-1].agreement > 0.95
    player = PolicyPlayer(learner.policy, "taught", deterministic=True)
    seeds, worlds = range(2**32, 2**32 + 20), config.env.to_env_config()
    taught = play_episodes(player, seeds, worlds, kind="policy", keep_actions=True)
    shown = play_episodes(FirstLegal(), seeds, worlds, kind="bot", keep_actions=True)
    same = sum(np.array_equal(a, b) for a, b in zip(taught.actions, shown.actions, strict=True))
    assert same >= 15


@pytest.mark.usefixtures("first_legal")
def test_values_learn_the_returns_of_the_bot(runs: Any, tmp_path: Any) -> None:
    learner, config = make_pupil(runs, tmp_path, rounds=1, epochs=100, learning_rate=0.01)
    learner.scaler = None  # rewards as they are, the same in the second play
    (taught,) = list(imitate_bot(learner, config))
    worlds, rewards, is_playing = learner.worlds, [], np.ones(config.num_envs, np.bool_)
    rows = np.zeros((config.num_envs, spec.OBS_DIM), np.float32)
    values, playing = [], []
    while is_playing.any():
        worlds.observe(rows)
        with torch.no_grad():
            values.append(learner.policy.predict_values(torch.from_numpy(rows)).numpy().ravel())
        playing.append(is_playing)
        step = worlds.step(FirstLegal().act(rows, worlds.batch.action_masks()))
        rewards.append(np.where(is_playing, step.rewards, 0.0))
        is_playing = is_playing & ~step.dones

    ahead, got = np.zeros(config.num_envs), []
    for reward in reversed(rewards):
        ahead = reward + config.ppo.gamma * ahead
        got.append(ahead)

    counts = np.stack(playing)
    told, came = np.stack(values)[counts], np.stack(got[::-1])[counts]
    assert np.corrcoef(told, came)[0, 1] > 0.9
    assert taught.value_loss < 0.2 * came.var()


def test_demonstrations_do_not_move_the_worlds_of_training(runs: Any, tmp_path: Any) -> None:
    learner, config = make_pupil(runs, tmp_path, bot="prospector", rounds=1, epochs=1)
    first, now = (np.zeros((config.num_envs, spec.OBS_DIM), np.float32) for _ in range(2))
    learner.worlds.observe(first)

    list(imitate_bot(learner, config))

    learner.worlds.observe(now)
    np.testing.assert_array_equal(now, first)
    assert learner.worlds.take_log().steps == 0
    assert (learner.worlds.episode_returns == 0).all()
    assert learner.networks.norm.count > 0  # the scale of observations is kept
    assert learner.scaler is not None
    assert learner.scaler.count > config.num_envs  # and that of rewards
