"""The replay of a window: one episode of the policy, recorded, tagged and indexed."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import numpy as np
import numpy.typing as npt

import envcore
import replaykit
from trainkit.config import RunConfig
from trainkit.evaluate import Player
from trainkit.files import append_jsonl
from trainkit.run_folder import RunFolder, now, replay_name


class ReplayKeeper:
    """Records a replay per window and knows the best so far.

    Args:
        folder: Where replays and their index go.
        config: Of the run.
        best_return: The highest return of a replay that is there already.
    """

    def __init__(self, folder: RunFolder, config: RunConfig, best_return: float | None) -> None:
        self._folder = folder
        self._config = config
        self._best_return = best_return

    def record(self, player: Player, window: int, env_steps: int, digest: str) -> str:
        """Play and write the window's replay; return its id.

        Args:
            player: The policy.
            window: Counted from 1.
            env_steps: Steps of training so far.
            digest: SHA-256 of the policy file.
        """
        config = self._config
        replay = record_player(
            player,
            config.env.to_env_config(),
            seed=config.replay.seed,
            who=replaykit.Player(
                kind="policy", name=config.algorithm, version=version("trainkit"), digest=digest
            ),
            training=replaykit.Training(config_digest=config.digest(), window=window),
        )
        replay_id = replay_name(window)
        replay.write(self._folder.replays / f"{replay_id}.abr")
        append_jsonl(self._folder.replay_index, self._index_row(replay, replay_id, env_steps))
        return replay_id

    def _index_row(
        self, replay: replaykit.Replay, replay_id: str, env_steps: int
    ) -> dict[str, Any]:
        header, result = replay.header, replay.result
        assert result is not None
        assert header.training is not None
        tags = ["every_window"]
        if self._best_return is None or result.total > self._best_return:
            self._best_return = result.total
            tags.append("best_so_far")
        return {
            "schema": 1,
            "replay_id": replay_id,
            "file": f"{replay_id}.abr",
            "window": header.training.window,
            "env_steps_total": env_steps,
            "tags": tags,
            "policy": header.player.name,
            "deterministic": self._config.replay.deterministic,
            "seed": str(header.seed),
            "episode": header.episode,
            "return": result.total,
            "net_profit": result.net_profit,
            "steps": result.steps,
            "ticks": result.ticks,
            "end_cause": result.end_cause,
            "created": now(),
        }


def record_player(
    player: Player,
    config: envcore.EnvConfig,
    *,
    seed: int,
    who: replaykit.Player,
    training: replaykit.Training | None = None,
) -> replaykit.Replay:
    """Play episode 0 of a seed with a batch player and return the replay."""
    player.reset(1, seed % 2**32)

    def policy(observation: npt.NDArray[np.float32], mask: npt.NDArray[np.int8]) -> int:
        return int(player.act(observation[np.newaxis], mask[np.newaxis])[0])

    return replaykit.record_episode(policy, config=config, seed=seed, player=who, training=training)
