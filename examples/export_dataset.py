"""Play a bot's episodes and keep them as a Minari data set, for offline learning.

    python examples/export_dataset.py --bot cautious_scanner --episodes 20

writes `prospector/cautious_scanner-v0` where Minari keeps its data sets (`$MINARI_DATASETS_PATH`,
or a folder in the home folder), and reads it back. It needs `replaykit[minari]` and trainkit.
"""

from __future__ import annotations

import argparse
import sys

import minari

import envcore
import replaykit
from replaykit.export import export_minari
from trainkit.bots import BOTS
from trainkit.config.seeds import parse_seeds
from trainkit.evaluation.play import play_episodes


def replays_of(bot: str, episodes: int, config: envcore.EnvConfig) -> list[replaykit.Replay]:
    """Return the replays of a bot's episodes, one for each seed of the training set."""
    player = BOTS[bot]()
    who = replaykit.Player(kind="bot", name=bot, version=player.version)
    seeds = parse_seeds("train", episodes)
    played = play_episodes(player, seeds, config, kind="bot", keep_actions=True)
    return [
        replaykit.record_actions(
            actions, config=config, seed=seed, provenance=replaykit.Provenance(who)
        )
        for seed, actions in zip(seeds, played.actions, strict=True)
    ]


def main() -> None:
    """Write the data set and print its size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bot", choices=sorted(BOTS), default="cautious_scanner")
    parser.add_argument("--episodes", type=int, default=20)
    parser.add_argument("--time-max", type=int, default=2000)
    chosen = parser.parse_args()
    name = f"prospector/{chosen.bot}-v0"
    if name in minari.list_local_datasets():
        minari.delete_dataset(name)
    config = envcore.EnvConfig(time_max=chosen.time_max)
    about = f"{chosen.bot} of trainkit, {chosen.time_max} ticks, worlds of the training set"
    export_minari(replays_of(chosen.bot, chosen.episodes, config), name, description=about)

    data = minari.load_dataset(name)
    episode = next(data.iterate_episodes())
    sys.stdout.write(
        f"{name}: {data.total_episodes} episodes, {data.total_steps} steps; the first has "
        f"observations {episode.observations.shape} and a return of {episode.rewards.sum():.2f}\n"
    )


if __name__ == "__main__":
    main()
