"""The replay of a window: one episode of the policy, recorded, tagged and indexed."""

from __future__ import annotations

import math
from collections.abc import Sequence
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
    """Records a replay per window; knows the best so far and the milestones that were reached.

    Args:
        folder: Where replays and their index go.
        config: Of the run.
        rows: Of the index, of the replays that are there already.
    """

    def __init__(
        self, folder: RunFolder, config: RunConfig, rows: Sequence[dict[str, Any]] = ()
    ) -> None:
        self._folder = folder
        self._config = config
        self._best_return = -math.inf
        self.tagged: dict[str, str] = {}
        """The latest replay of every tag but `every_window`."""
        for row in rows:
            self._note(row)

    def record(self, player: Player, window: int, env_steps: int, digest: str) -> dict[str, Any]:
        """Play and write the window's replay; return its row of the index.

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
        replay.write(self._folder.replays / f"{replay_name(window)}.abr")
        row = self._index_row(replay, replay_name(window), env_steps)
        append_jsonl(self._folder.replay_index, row)
        self._note(row)
        return row

    def _index_row(
        self, replay: replaykit.Replay, replay_id: str, env_steps: int
    ) -> dict[str, Any]:
        header, result = replay.header, replay.result
        assert result is not None
        assert header.training is not None
        return {
            "schema": 1,
            "replay_id": replay_id,
            "file": f"{replay_id}.abr",
            "window": header.training.window,
            "env_steps_total": env_steps,
            "tags": ["every_window", *self._new_tags(result)],
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

    def _new_tags(self, result: replaykit.Result) -> list[str]:
        """Return `best_so_far` if the return is strictly greater, and milestones reached first."""
        goals, time_max = self._config.replay.milestones, self._config.env.time_max
        reached = {f"profit:{goal:g}": result.net_profit >= goal for goal in goals.profit}
        reached |= {f"return:{goal:g}": result.total >= goal for goal in goals.returns}
        if goals.survival is not None:
            is_alive = result.end_cause not in {"destroyed", "stranded"}
            reached["survival"] = is_alive and result.ticks >= goals.survival * time_max
        tags = ["best_so_far"] if result.total > self._best_return else []
        milestones = [f"milestone:{name}" for name, is_reached in reached.items() if is_reached]
        return tags + [tag for tag in milestones if tag not in self.tagged]

    def _note(self, row: dict[str, Any]) -> None:
        self._best_return = max(self._best_return, float(row["return"]))
        self.tagged |= {tag: row["replay_id"] for tag in row["tags"] if tag != "every_window"}


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

    return replaykit.record_episode(
        policy, config=config, seed=seed, provenance=replaykit.Provenance(who, training=training)
    )
