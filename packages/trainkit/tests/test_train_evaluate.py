"""Evaluation: the same seeds for all, and figures that hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import envcore
import replaykit
from trainkit.bots import BOTS
from trainkit.evaluation.play import play_episodes
from trainkit.runs.load import load_player
from trainkit.runs.replays import record_player

CONFIG = envcore.EnvConfig(time_max=120)
SEEDS = [2**32 + 5, 3, 2**64 - 1]


class Recorder:
    """Takes the first legal action and keeps the first observations."""

    name = "recorder"

    def reset(self, num_worlds: int, seed: int) -> None:
        del num_worlds, seed
        self.first: npt.NDArray[np.float32] | None = None

    def act(
        self, observations: npt.NDArray[np.float32], masks: npt.NDArray[Any]
    ) -> npt.NDArray[np.int64]:
        if self.first is None:
            self.first = observations.copy()
        return masks.argmax(axis=1).astype(np.int64)


def test_every_player_meets_the_worlds_of_the_seeds() -> None:
    player = Recorder()
    play_episodes(player, SEEDS, CONFIG, kind="bot")

    expected = [envcore.AsteroidProspectorEnv(time_max=120).reset(seed=s)[0] for s in SEEDS]
    np.testing.assert_array_equal(player.first, expected)


@pytest.mark.parametrize("name", ["greedy_miner", "cautious_scanner"])
def test_the_figures_are_those_of_single_episodes(name: str) -> None:
    played = play_episodes(BOTS[name](), SEEDS, CONFIG, kind="bot")

    for i, seed in enumerate(SEEDS):
        env, bot = envcore.AsteroidProspectorEnv(time_max=120), BOTS[name]()
        bot.reset(1, 0)
        observation, info = env.reset(seed=seed)
        total, steps = 0.0, 0
        while not env.has_ended:
            action = bot.act(observation[np.newaxis], info["action_mask"][np.newaxis])[0]
            observation, reward, _, _, info = env.step(action)
            total += reward
            steps += 1
        assert played.returns[i] == total
        assert played.steps[i] == steps
        for key in ("net_profit", "survival", "ticks", "fuel_used"):
            assert played.infos[key][i] == info[key]


def test_a_sampled_policy_is_reproducible(tiny_run: Path) -> None:
    first, again = (
        play_episodes(load_player(tiny_run)[0], range(2**32, 2**32 + 10), CONFIG, kind="policy")
        for _ in range(2)
    )

    np.testing.assert_array_equal(first.returns, again.returns)


def test_a_bot_can_be_recorded() -> None:
    provenance = replaykit.Provenance(
        replaykit.Player(kind="bot", name="greedy_miner", version="1")
    )
    bot = BOTS["greedy_miner"]()
    replay = record_player(bot, CONFIG, seed=SEEDS[0], provenance=provenance)
    played = play_episodes(BOTS["greedy_miner"](), SEEDS, CONFIG, kind="bot")

    assert replay.result is not None
    assert replay.result.total == played.returns[0]
    assert replaykit.verify(replay).is_true
