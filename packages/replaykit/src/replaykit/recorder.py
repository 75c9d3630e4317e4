"""Recording: from an environment, from a policy, or from a list of actions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

import envcore
from envcore.config import action_index, action_indices
from replaykit.content import (
    BLOCK_STEPS_DEFAULT,
    OUTSIDE_ACTION,
    Block,
    Header,
    Player,
    Result,
    Training,
)
from replaykit.errors import ReplayError
from replaykit.replay import Replay
from replaykit.simulate import env_at

Policy = Callable[[npt.NDArray[np.float32], npt.NDArray[np.int8]], int]
"""From observation (260,) and action mask (69,) to an action."""


class EpisodeRecorder:
    """Records the episode that an environment is at the start of.

    It holds one byte per step, and compresses them at the end.

    Args:
        env: A reset environment in which no step was taken.
        player: Who plays.
        training: Where a policy comes from.
        block_steps: Steps between two state digests.

    Raises:
        ReplayError: A step was taken already.
    """

    def __init__(
        self,
        env: envcore.AsteroidProspectorEnv,
        *,
        player: Player,
        training: Training | None = None,
        block_steps: int = BLOCK_STEPS_DEFAULT,
    ) -> None:
        if env.info()["ticks"] != 0:
            raise ReplayError(f"recording must start at tick 0, not {env.info()['ticks']}")
        self._env = env
        self._header = Header(
            config=env.config,
            seed=env.world_seed,
            episode=env.episode,
            player=player,
            training=training,
            block_steps=block_steps,
        )
        self._blocks: list[Block] = []
        self._pending = bytearray()
        self._total = 0.0

    def step(
        self, action: Any
    ) -> tuple[npt.NDArray[np.float32], float, bool, bool, dict[str, Any]]:
        """Step the environment and record it; see AsteroidProspectorEnv.step."""
        results = self._env.step(action)
        self.append(action, results[1])
        return results

    def append(self, action: Any, reward: float) -> None:
        """Record a step that the environment has just taken."""
        index = action_index(action)
        self._pending.append(index if index >= 0 else OUTSIDE_ACTION)
        self._total += reward
        if len(self._pending) == self._header.block_steps:
            self._close_block()

    def run(self, actions: npt.NDArray[np.int64]) -> int:
        """Take and record many steps natively; return how many were taken before the end."""
        taken = 0
        while taken < len(actions) and not self._env.has_ended:
            room = self._header.block_steps - len(self._pending)
            part = actions[taken : taken + room]
            count, self._total = self._env.run(part, self._total)
            self._pending += (
                np.where(part[:count] < 0, OUTSIDE_ACTION, part[:count]).astype(np.uint8).tobytes()
            )
            taken += count
            if len(self._pending) == self._header.block_steps:
                self._close_block()
        return taken

    def finish(self) -> Replay:
        """Return the replay; `end_cause` is None in its result if the episode goes on."""
        if self._pending:
            self._close_block()
        info = self._env.info()
        result = Result(
            steps=sum(len(block.actions) for block in self._blocks),
            ticks=info["ticks"],
            total=self._total,
            net_profit=info["net_profit"],
            end_cause=info.get("end_cause"),
            state_digest=self._env.state_digest().hex(),
        )
        return Replay(self._header, tuple(self._blocks), result)

    def _close_block(self) -> None:
        info = self._env.info()
        self._blocks.append(
            Block(
                actions=np.frombuffer(bytes(self._pending), np.uint8),
                state_digest=self._env.state_digest(),
                total=self._total,
                credits=info["credits"],
                tick=info["ticks"],
            )
        )
        self._pending.clear()


def record_episode(
    policy: Policy,
    *,
    config: envcore.EnvConfig,
    seed: int,
    episode: int = 0,
    player: Player,
    training: Training | None = None,
) -> Replay:
    """Play one episode to its end and return its replay.

    Args:
        policy: Called with the observation and the action mask at every step.
        config: Options of the environment.
        seed: 0..2^64-1.
        episode: 0..2^64-1.
        player: Who plays.
        training: Where a policy comes from.
    """
    env = env_at(config, seed, episode)
    recorder = EpisodeRecorder(env, player=player, training=training)
    observation, mask = env.observation(), env.info()["action_mask"]
    while not env.has_ended:
        observation, _, _, _, info = recorder.step(policy(observation, mask))
        mask = info["action_mask"]
    return recorder.finish()


def record_actions(
    actions: Any,
    *,
    config: envcore.EnvConfig,
    seed: int,
    episode: int = 0,
    player: Player,
    training: Training | None = None,
) -> Replay:
    """Take the actions natively, to their end or the episode's, and return the replay."""
    recorder = EpisodeRecorder(env_at(config, seed, episode), player=player, training=training)
    recorder.run(action_indices(actions))
    return recorder.finish()
