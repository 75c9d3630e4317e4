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
from envcore.arguments import action_indices
from trainkit.copies import CopiedWhole
from trainkit.envs.episode_log import EpisodeLog
from trainkit.envs.features import VERSIONS, Choice, MemoryFeatures, num_features
from trainkit.envs.frames import FrameStack


@dataclass(frozen=True)
class Step:
    """The results of a step of all worlds.

    Attributes:
        rewards: float64 (n,).
        dones: Whether the episode ended, bool (n,).
        ended: Worlds whose episode ended, int64 (m,), ascending.
        truncated: Whether time ran out, of these, bool (m,).
        last_observations: Of these, at the end of the episode, float32 (m, k).
        infos: Arrays (n, ...) by key, of the states that the observations show.
        final_infos: Likewise of the ends of episodes, valid for the worlds that ended. The next
            step overwrites both.
    """

    rewards: npt.NDArray[np.float64]
    dones: npt.NDArray[np.bool_]
    ended: npt.NDArray[np.int64]
    truncated: npt.NDArray[np.bool_]
    last_observations: npt.NDArray[np.float32]
    infos: dict[str, npt.NDArray[Any]]
    final_infos: dict[str, npt.NDArray[Any]]


class TrainingWorlds(CopiedWhole):
    """A batch of worlds with same-step autoreset.

    Args:
        num_envs: Number of worlds, n.
        config: Their options.
        num_threads: Threads that step them.
        with_features: Which memory features are appended to the observations.
        frame_stack: How many of the latest observations, with their features, make one.
        seed_set: Seeds that all episodes are drawn from, by the streams of the seeds of `reset`;
            None: world i plays the episodes of its own seed.
        render_mode: None, or `rgb_array` for pictures.
        with_log: Whether to log steps and episodes from the start; without, take_log starts it.

    Attributes:
        batch: The native vector environment.
        memory: The memory that the features come from, None without features.
        width: Columns of an observation, k.
        newest: Those of them that are the current observation, without features.
        episode_returns: Undiscounted return of each running episode, float64 (n,).
    """

    def __init__(
        self,
        num_envs: int,
        config: envcore.EnvConfig,
        *,
        num_threads: int = 1,
        with_features: Choice = False,
        frame_stack: int = 1,
        seed_set: Sequence[int] | None = None,
        render_mode: str | None = None,
        with_log: bool = True,
    ) -> None:
        self.num_envs = num_envs
        given: dict[str, Any] = {"seed_set": seed_set, "render_mode": render_mode}
        self.batch = envcore.AsteroidProspectorVectorEnv(
            num_envs,
            **config.to_dict(),
            info="all",
            autoreset_mode=AutoresetMode.SAME_STEP,
            num_threads=num_threads,
            **{name: value for name, value in given.items() if value is not None},
            copy=False,  # the same arrays at every step
        )
        version = VERSIONS[with_features]
        self.memory = None if version is None else MemoryFeatures(num_envs, version)
        row = spec.OBS_DIM + num_features(version)
        self.width = row * frame_stack
        self.newest = slice(self.width - row, self.width - row + spec.OBS_DIM)
        self._row = np.zeros((num_envs, row), np.float32)
        self._frames = FrameStack(num_envs, frame_stack, row) if frame_stack > 1 else None
        self.episode_returns = np.zeros(num_envs)
        self._log = EpisodeLog() if with_log else None
        self._current: npt.NDArray[np.float32] | None = None

    def reset(
        self,
        seeds: Sequence[int | None] | None = None,
        episodes: Sequence[int | None] | None = None,
    ) -> dict[str, npt.NDArray[Any]]:
        """Start an episode in every world: episode 0 of its seed, or without seeds the next.

        Args:
            seeds: Of the worlds; None, also for one of them, for that of its last episode.
            episodes: Numbers of the episodes to start instead.

        Returns:
            The infos, arrays by key, which the next step overwrites.
        """
        self._current, infos = self.batch.reset(seed=seeds, options={"episode": episodes})
        self.episode_returns[:] = 0
        self._start_episodes(np.arange(self.num_envs))
        return infos

    def observe(self, out: npt.NDArray[np.float32]) -> None:
        """Write the current observations with their features into `out`, float32 (n, k)."""
        if self._current is None:  # a copy: its worlds have an array of their own
            self._current = self.batch.observations()
        rows = out if self._frames is None else self._row
        if self.memory is None:
            rows[:] = self._current
        else:
            self.memory.observe(self._current, rows)
        if self._frames is not None:
            self._frames.observe(rows, out)

    def write_masks(self, out: npt.NDArray[np.bool_]) -> None:
        """Write which actions are legal into `out`, bool (n, 69)."""
        out[:] = self.batch.action_masks()

    def step(self, actions: npt.NDArray[np.int64]) -> Step:
        """Step every world; ended ones start their next episode at once."""
        _, rewards, terminated, truncated, infos = self.batch.step(actions)
        if self.memory is not None:
            self.memory.note_actions(_within_range(actions))
        if self._frames is not None:
            self._frames.advance()
        dones = terminated | truncated
        self.episode_returns += rewards
        if self._log is not None:
            self._log.add_step(infos, rewards)  # a world that ended shows its reset, with dt 0
        ended = np.flatnonzero(dones)
        last = np.zeros((0, self.width), np.float32)
        if len(ended):
            last = self._last_observations(infos, ended)
            if self._log is not None:
                self._log.add_ended(infos["final_info"], ended, self.episode_returns[ended])
            self.episode_returns[ended] = 0
        final_infos = infos.get("final_info", {})
        return Step(rewards, dones, ended, truncated[ended], last, infos, final_infos)

    def take_log(self) -> EpisodeLog:
        """Return the log since the last call and start a new one."""
        log, self._log = self._log, EpisodeLog()
        return log or EpisodeLog()

    def past(self) -> dict[str, npt.NDArray[Any]]:
        """Return what the observations show of earlier steps, by name, each (n, ...).

        The arrays are views: assign to their elements to restore it, then observe again.
        """
        kept = (part for part in (self.memory, self._frames) if part is not None)
        return {name: array for part in kept for name, array in part.arrays().items()}

    def close(self) -> None:
        """Close the worlds."""
        self.batch.close()

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_current": None}

    def _last_observations(
        self, infos: dict[str, Any], ended: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.float32]:
        """Return the final observations of the worlds that ended, and clear their memory."""
        last: npt.NDArray[np.float32] = infos["final_obs"][ended]
        if self.memory is not None:
            last = self.memory.observe(last, worlds=ended)
        if self._frames is not None:
            last = self._frames.last(last, ended)
        self._start_episodes(ended)
        return last

    def _start_episodes(self, worlds: npt.NDArray[np.int64]) -> None:
        for part in (self.memory, self._frames):
            if part is not None:
                part.reset(worlds)


def _within_range(actions: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.int64]:
    """Return the actions that are carried out: HOLD_DRIFT for integers outside 0..68."""
    indices = action_indices(actions)
    is_action = (indices >= 0) & (indices < spec.N_ACTIONS)
    return np.where(is_action, indices, np.int64(spec.Action.HOLD_DRIFT))
