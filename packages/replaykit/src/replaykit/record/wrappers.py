"""Gymnasium wrappers that write a replay of every episode, for one world and for many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import gymnasium as gym
import numpy as np
import numpy.typing as npt
from gymnasium.vector import AutoresetMode, VectorEnv, VectorWrapper

import envcore
from replaykit.errors import ReplayError
from replaykit.format.header import BLOCK_STEPS_DEFAULT, Player, Training
from replaykit.record.follower import Destination, EpisodeFollower


class RecordReplay(
    gym.Wrapper[npt.NDArray[np.float32], np.int64, npt.NDArray[np.float32], np.int64]
):
    """Write `<name>-<seed>-<episode>.abr` into a folder whenever an episode ends.

    The file grows while the episode runs. An episode that is reset or closed before its end is
    finished too, without an end cause. No file is overwritten: a second one of the same episode
    gets `-2` after its name.

    Args:
        env: An environment whose innermost is AsteroidProspectorEnv; wrappers between must not
            change actions, but may change rewards and observations.
        folder: Made if it is not there.
        player: Who plays.
        training: Where a policy comes from.
        name: Beginning of the files' names.
        when: Which episodes, counted from 0, to record; all by default.
        block_steps: Steps between two state digests; what a crash may lose.

    Raises:
        ReplayError: The environment is another one.
    """

    def __init__(
        self,
        env: gym.Env[Any, Any],
        folder: Path | str,
        *,
        player: Player,
        training: Training | None = None,
        name: str = "episode",
        when: Callable[[int], bool] = lambda _: True,
        block_steps: int = BLOCK_STEPS_DEFAULT,
    ) -> None:
        super().__init__(env)
        if not isinstance(env.unwrapped, envcore.AsteroidProspectorEnv):
            raise ReplayError(
                f"can not record {type(env.unwrapped).__name__}, expected AsteroidProspectorEnv"
            )
        self._core = env.unwrapped
        self._destination = Destination(
            folder=Path(folder),
            name=name,
            player=player,
            training=training,
            block_steps=block_steps,
        )
        self._destination.folder.mkdir(parents=True, exist_ok=True)
        self._when = when
        self._num_episodes = 0
        self._follower: EpisodeFollower | None = None
        self.paths: list[Path] = []
        """The files that are finished."""

    def reset(self, **kwargs: Any) -> tuple[npt.NDArray[np.float32], dict[str, Any]]:
        """Start an episode, and finish the one before if it was going on."""
        self._finish()
        results = self.env.reset(**kwargs)
        if self._when(self._num_episodes):
            self._follower = self._destination.follow(self._core.clone(), self._core.state_digest)
        self._num_episodes += 1
        return results

    def step(self, action: Any) -> tuple[npt.NDArray[np.float32], Any, bool, bool, dict[str, Any]]:
        """Take a step and record it."""
        observation, reward, terminated, truncated, info = self.env.step(action)
        if self._follower is not None:
            is_last = bool(terminated or truncated)
            self._follower.append(action, is_last=is_last)
            if is_last:
                self._finish()
        return observation, reward, terminated, truncated, info

    def close(self) -> None:
        """Finish the episode that was going on and close the environment."""
        self._finish()
        super().close()

    def _finish(self) -> None:
        if self._follower is not None:
            follower, self._follower = self._follower, None
            self.paths.append(follower.finish())


class RecordReplayVector(VectorWrapper):
    """Write `<name>-<seed>-<episode>.abr` whenever an episode of a world ends; see RecordReplay.

    All autoreset modes are recorded alike, each episode on its own. A step costs a Python call
    for every world that is recorded.

    Args:
        env: A vector environment whose innermost is AsteroidProspectorVectorEnv; wrappers
            between must not change actions.
        folder: Made if it is not there.
        player: Who plays.
        training: Where a policy comes from.
        name: Beginning of the files' names.
        worlds: Which worlds to record; all by default.
        when: Which episodes of a world, counted from 0, to record: called with world and number.
        block_steps: Steps between two state digests; what a crash may lose.

    Raises:
        ReplayError: The environment is another one, or it has no such world.
    """

    def __init__(
        self,
        env: VectorEnv[Any, Any, Any],
        folder: Path | str,
        *,
        player: Player,
        training: Training | None = None,
        name: str = "episode",
        worlds: Sequence[int] | None = None,
        when: Callable[[int, int], bool] = lambda _world, _number: True,
        block_steps: int = BLOCK_STEPS_DEFAULT,
    ) -> None:
        super().__init__(env)
        core = env.unwrapped
        if not isinstance(core, envcore.AsteroidProspectorVectorEnv):
            raise ReplayError(
                f"can not record {type(core).__name__}, expected AsteroidProspectorVectorEnv"
            )
        self._core = core
        self._worlds = list(range(core.num_envs)) if worlds is None else list(worlds)
        for world in self._worlds:
            if not 0 <= world < core.num_envs:
                raise ReplayError(f"world is {world}, expected 0..{core.num_envs - 1}")
        self._destination = Destination(
            folder=Path(folder),
            name=name,
            player=player,
            training=training,
            block_steps=block_steps,
        )
        self._destination.folder.mkdir(parents=True, exist_ok=True)
        self._when = when
        self._num_episodes = dict.fromkeys(self._worlds, 0)
        self._followers: dict[int, EpisodeFollower] = {}
        self._ended: set[int] = set()
        self.paths: list[Path] = []
        """The files that are finished."""

    def reset(
        self, *, seed: Any = None, options: dict[str, Any] | None = None
    ) -> tuple[Any, dict[str, Any]]:
        """Start episodes, and finish those that were going on in the worlds that are reset."""
        mask = (options or {}).get("reset_mask")
        chosen = [world for world in self._worlds if mask is None or mask[world]]
        for world in chosen:
            self._finish(world)
        results = self.env.reset(seed=seed, options=options)
        for world in chosen:
            self._start(world)
        return results

    def step(self, actions: Any) -> tuple[Any, Any, Any, Any, dict[str, Any]]:
        """Step all worlds and record those that are to be."""
        results = self.env.step(actions)
        done = np.asarray(results[2]) | np.asarray(results[3])
        mode = self._core.autoreset_mode
        for world in self._worlds:
            if world in self._ended:  # this step was its reset, or nothing
                if mode is AutoresetMode.NEXT_STEP:
                    self._start(world)
                continue
            is_last = bool(done[world])
            if world in self._followers:
                self._followers[world].append(actions[world], is_last=is_last)
            if is_last:
                self._finish(world, is_reset=mode is AutoresetMode.SAME_STEP)
                self._ended.add(world)
                if mode is AutoresetMode.SAME_STEP:
                    self._start(world)
        return results

    def close(self, **kwargs: Any) -> None:
        """Finish the episodes that were going on and close the environment."""
        for world in self._worlds:
            self._finish(world)
        super().close(**kwargs)

    def _start(self, world: int) -> None:
        self._ended.discard(world)
        number = self._num_episodes[world]
        self._num_episodes[world] += 1
        if not self._when(world, number):
            return
        self._followers[world] = self._destination.follow(
            self._core.clone_world(world), lambda: self._core.state_digest(world)
        )

    def _finish(self, world: int, *, is_reset: bool = False) -> None:
        follower = self._followers.pop(world, None)
        if follower is not None:
            self.paths.append(follower.finish(is_reset=is_reset))
