"""A Gymnasium wrapper that writes a replay of every episode."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import gymnasium as gym
import numpy as np
import numpy.typing as npt

import envcore
from replaykit.content import Player
from replaykit.errors import ReplayError
from replaykit.recorder import EpisodeRecorder


class RecordReplay(
    gym.Wrapper[npt.NDArray[np.float32], np.int64, npt.NDArray[np.float32], np.int64]
):
    """Write `<name>-<seed>-<episode>.abr` into a folder whenever an episode ends.

    An episode that is reset or closed before its end is written too, without an end cause.

    Args:
        env: An environment whose innermost is AsteroidProspectorEnv; wrappers between must not
            change actions.
        folder: Made if it is not there.
        player: Who plays.
        name: Beginning of the files' names.
        when: Which episodes, counted from 0, to record; all by default.

    Raises:
        ReplayError: The environment is another one.
    """

    def __init__(
        self,
        env: gym.Env[Any, Any],
        folder: Path | str,
        *,
        player: Player,
        name: str = "episode",
        when: Callable[[int], bool] = lambda _: True,
    ) -> None:
        super().__init__(env)
        if not isinstance(env.unwrapped, envcore.AsteroidProspectorEnv):
            raise ReplayError(f"can not record {type(env.unwrapped).__name__}")
        self._core = env.unwrapped
        self._folder = Path(folder)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._player = player
        self._name = name
        self._when = when
        self._num_episodes = 0
        self._recorder: EpisodeRecorder | None = None
        self.paths: list[Path] = []

    def reset(self, **kwargs: Any) -> tuple[npt.NDArray[np.float32], dict[str, Any]]:
        """Start an episode, and write the one before if it was going on."""
        self._write()
        results = self.env.reset(**kwargs)
        if self._when(self._num_episodes):
            self._recorder = EpisodeRecorder(self._core, player=self._player)
        self._num_episodes += 1
        return results

    def step(self, action: Any) -> tuple[npt.NDArray[np.float32], Any, bool, bool, dict[str, Any]]:
        """Take a step and record it."""
        observation, reward, terminated, truncated, info = self.env.step(action)
        if self._recorder is not None:
            self._recorder.append(action, float(reward))
            if terminated or truncated:
                self._write()
        return observation, reward, terminated, truncated, info

    def close(self) -> None:
        """Write the episode that was going on and close the environment."""
        self._write()
        super().close()

    def _write(self) -> None:
        if self._recorder is None:
            return
        replay = self._recorder.finish()
        self._recorder = None
        header = replay.header
        path = self._folder / f"{self._name}-{header.seed}-{header.episode}.abr"
        replay.write(path)
        self.paths.append(path)
