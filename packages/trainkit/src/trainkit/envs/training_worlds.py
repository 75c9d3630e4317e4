"""The worlds that a policy trains on: a native batch, memory features, and a log of episodes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from gymnasium.vector import AutoresetMode

import envcore
from envcore import spec
from trainkit.envs.episode_log import EpisodeLog
from trainkit.envs.features import NUM_FEATURES, MemoryFeatures


@dataclass(frozen=True)
class Step:
    """The results of a step of all worlds.

    Attributes:
        rewards: float64 (n,).
        dones: Whether the episode ended, bool (n,).
        ended: Worlds whose episode ended, int64 (m,), ascending.
        truncated: Whether time ran out, of these, bool (m,).
        last_observations: Of these, at the end of the episode, float32 (m, k).
    """

    rewards: npt.NDArray[np.float64]
    dones: npt.NDArray[np.bool_]
    ended: npt.NDArray[np.int64]
    truncated: npt.NDArray[np.bool_]
    last_observations: npt.NDArray[np.float32]


class TrainingWorlds:
    """A batch of worlds with same-step autoreset.

    Args:
        num_envs: Number of worlds, n.
        config: Their options.
        num_threads: Threads that step them.
        with_features: Whether memory features are appended to the observations.

    Attributes:
        batch: The native vector environment.
        memory: The memory that the features come from, None without features.
        width: Columns of an observation, k.
        episode_returns: Undiscounted return of each running episode, float64 (n,).
    """

    def __init__(
        self,
        num_envs: int,
        config: envcore.EnvConfig,
        *,
        num_threads: int = 1,
        with_features: bool = False,
    ) -> None:
        self.num_envs = num_envs
        self.batch = envcore.AsteroidProspectorVectorEnv(
            num_envs,
            **config.to_dict(),
            info="all",
            autoreset_mode=AutoresetMode.SAME_STEP,
            num_threads=num_threads,
            copy=False,  # the same arrays at every step
        )
        self.memory = MemoryFeatures(num_envs) if with_features else None
        self.width = spec.OBS_DIM + (NUM_FEATURES if with_features else 0)
        self.episode_returns = np.zeros(num_envs)
        self._log = EpisodeLog()
        self._current: npt.NDArray[np.float32] = np.zeros((num_envs, spec.OBS_DIM), np.float32)

    def reset(self, seeds: Sequence[int | None] | None = None) -> None:
        """Start an episode in every world: episode 0 of its seed, or without seeds the next."""
        self._current, _ = self.batch.reset(seed=seeds)
        self.episode_returns[:] = 0
        if self.memory is not None:
            self.memory.reset(np.arange(self.num_envs))

    def observe(self, out: npt.NDArray[np.float32]) -> None:
        """Write the current observations with their features into `out`, float32 (n, k)."""
        if self.memory is None:
            out[:] = self._current
        else:
            self.memory.observe(self._current, out)

    def write_masks(self, out: npt.NDArray[np.bool_]) -> None:
        """Write which actions are legal into `out`, bool (n, 69)."""
        out[:] = self.batch.action_masks()

    def step(self, actions: npt.NDArray[np.int64]) -> Step:
        """Step every world; ended ones start their next episode at once."""
        if self.memory is not None:
            self.memory.note_actions(actions)
        _, rewards, terminated, truncated, infos = self.batch.step(actions)
        dones = terminated | truncated
        self.episode_returns += rewards
        self._log.add_step(infos)  # a world that ended shows its reset here, with dt 0
        ended = np.flatnonzero(dones)
        last = np.zeros((0, self.width), np.float32)
        if len(ended):
            last = self._last_observations(infos, ended)
            self._log.add_ended(infos["final_info"], ended, self.episode_returns[ended])
            self.episode_returns[ended] = 0
        return Step(rewards, dones, ended, truncated[ended], last)

    def take_log(self) -> EpisodeLog:
        """Return the log since the last call and start a new one."""
        log, self._log = self._log, EpisodeLog()
        return log

    def close(self) -> None:
        """Close the worlds."""
        self.batch.close()

    def _last_observations(
        self, infos: dict[str, Any], ended: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.float32]:
        """Return the final observations of the worlds that ended, and clear their memory."""
        last: npt.NDArray[np.float32] = infos["final_obs"][ended]
        if self.memory is not None:
            last = self.memory.observe(last, worlds=ended)
            self.memory.reset(ended)
        return last
