"""It learns: a short run is ahead of the random bots on the same seeds."""

from __future__ import annotations

from pathlib import Path

from trainkit.bots import BOTS
from trainkit.config.loading import load_config, template_path
from trainkit.evaluation.play import play_episodes
from trainkit.evaluation.stats import mean_with_interval
from trainkit.learn.trainer import train
from trainkit.runs.load import load_player

CONFIG = template_path("quickstart")


def test_the_quickstart_soon_beats_the_random_bots(tmp_path: Path) -> None:
    config = load_config(
        CONFIG, [f"run_dir={tmp_path / 'run'}", "windows=2", "evaluation.episodes=0"]
    )
    train(config)

    player, _ = load_player(tmp_path / "run")
    seeds, worlds = range(2**32, 2**32 + 50), config.env.to_env_config()
    policy = play_episodes(player, seeds, worlds, kind="policy")

    for name in ("random", "random_legal"):
        bot = play_episodes(BOTS[name](), seeds, worlds, kind="bot")
        assert mean_with_interval(bot.returns - policy.returns).ci_high < -10
