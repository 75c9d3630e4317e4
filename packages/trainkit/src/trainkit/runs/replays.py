"""The replay of a window: one episode of the policy, recorded, tagged and added to the index.

Tags: every replay has `every_window`. A replay whose return is strictly greater than that of every
replay before has `best_so_far`. The first replay that reaches a threshold of the configuration
(`replay.milestones`) has `milestone:profit:N`, `milestone:return:N` or `milestone:survival`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any, Final

import numpy as np
import numpy.typing as npt

import envcore
import replaykit
from trainkit.config.schema import RunConfig
from trainkit.envs.episodes import Player
from trainkit.files import append_jsonl
from trainkit.runs.manifest import now
from trainkit.runs.paths import RunPaths, replay_name

EVERY_WINDOW: Final = "every_window"
BEST_SO_FAR: Final = "best_so_far"
_MILESTONE: Final = "milestone:"


def milestone_of(tag: str) -> str | None:
    """Return the name of a milestone's tag, as in `profit:10000`, or None for another tag."""
    return tag.removeprefix(_MILESTONE) if tag.startswith(_MILESTONE) else None


class ReplayWriter:
    """Records a replay per window; keeps the best return and the milestones reached.

    Args:
        paths: Of the run.
        config: Of the run.
        rows: Index rows of the replays that exist already.
    """

    def __init__(
        self, paths: RunPaths, config: RunConfig, rows: Sequence[dict[str, Any]] = ()
    ) -> None:
        self._paths = paths
        self._config = config
        self._best_return = -math.inf
        self.tagged: dict[str, str] = {}
        """The latest replay of every tag except `every_window`."""
        for row in rows:
            self._note(row)

    def record(self, player: Player, window: int, env_steps: int, digest: str) -> dict[str, Any]:
        """Play and write the replay of a window; return its index row.

        Args:
            player: The policy.
            window: Counted from 1.
            env_steps: Training steps so far.
            digest: SHA-256 of the policy file.
        """
        replay = record_player(
            player,
            self._config.env.to_env_config(),
            seed=self._config.replay.seed,
            provenance=self._provenance(window, digest),
        )
        return self._write(replay, window, env_steps)

    def record_actions(
        self, actions: npt.NDArray[np.int64], window: int, env_steps: int, digest: str
    ) -> dict[str, Any]:
        """Write the replay of a window from the actions of an episode; see record."""
        replay = replaykit.record_actions(
            actions,
            config=self._config.env.to_env_config(),
            seed=self._config.replay.seed,
            provenance=self._provenance(window, digest),
        )
        return self._write(replay, window, env_steps)

    def _provenance(self, window: int, digest: str) -> replaykit.Provenance:
        config = self._config
        return replaykit.Provenance(
            replaykit.Player(
                kind="policy", name=config.algorithm, version=version("trainkit"), digest=digest
            ),
            training=replaykit.Training(config_digest=config.digest(), window=window),
        )

    def _write(self, replay: replaykit.Replay, window: int, env_steps: int) -> dict[str, Any]:
        """Write a replay and its index row; return the row."""
        replay.write(self._paths.replay(window))
        row = self._index_row(replay, window, env_steps)
        append_jsonl(self._paths.replay_index, row)
        self._note(row)
        return row

    def _index_row(self, replay: replaykit.Replay, window: int, env_steps: int) -> dict[str, Any]:
        header, result = replay.header, replay.result
        assert result is not None
        return {
            "schema": 1,
            "replay_id": replay_name(window),
            "file": self._paths.replay(window).name,
            "window": window,
            "env_steps_total": env_steps,
            "tags": [EVERY_WINDOW, *self._new_tags(result)],
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
        """Return the tags that a replay earns besides `every_window`."""
        goals, time_max = self._config.replay.milestones, self._config.env.time_max
        reached = {f"profit:{goal:g}": result.net_profit >= goal for goal in goals.profit}
        reached |= {f"return:{goal:g}": result.total >= goal for goal in goals.returns}
        if goals.survival is not None:
            is_alive = result.end_cause not in {"destroyed", "stranded"}
            reached["survival"] = is_alive and result.ticks >= goals.survival * time_max
        tags = [BEST_SO_FAR] if result.total > self._best_return else []
        milestones = [f"{_MILESTONE}{name}" for name, is_reached in reached.items() if is_reached]
        return tags + [tag for tag in milestones if tag not in self.tagged]

    def _note(self, row: dict[str, Any]) -> None:
        self._best_return = max(self._best_return, float(row["return"]))
        self.tagged |= {tag: row["replay_id"] for tag in row["tags"] if tag != EVERY_WINDOW}


def record_player(
    player: Player,
    config: envcore.EnvConfig,
    *,
    seed: int,
    provenance: replaykit.Provenance,
) -> replaykit.Replay:
    """Play episode 0 of a seed with a batch player and return the replay."""
    player.reset(1, seed % 2**32)

    def policy(observation: npt.NDArray[np.float32], mask: npt.NDArray[np.int8]) -> int:
        return int(player.act(observation[np.newaxis], mask[np.newaxis])[0])

    return replaykit.record_episode(policy, config=config, seed=seed, provenance=provenance)
