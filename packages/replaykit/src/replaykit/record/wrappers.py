"""Gymnasium wrappers that write a replay of every episode, for one world or many."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import gymnasium as gym
import numpy as np
import numpy.typing as npt
from gymnasium.vector import AutoresetMode, VectorEnv, VectorWrapper

import envcore
from replaykit.errors import ReplayError
from replaykit.format.header import BLOCK_STEPS_DEFAULT
from replaykit.format.provenance import Provenance
from replaykit.record.follower import Destination, EpisodeFollower


class RecordReplay(
    gym.Wrapper[npt.NDArray[np.float32], np.int64, npt.NDArray[np.float32], np.int64]
):
    """Write `<name>-<seed>-<episode>.abr` into a folder for every episode.

    The file grows while the episode is played; see EpisodeRecorder. An episode that is reset or
    closed before its end gives a whole replay without an end cause. No file is overwritten: the
    second one of an episode has `-2` after its name.

    Args:
        env: An AsteroidProspectorEnv, which may be wrapped. Wrappers must not change actions;
            they may change rewards and observations.
        folder: Folder of the files, made if needed.
        provenance: Who plays, and where the player comes from.
        name: Start of the files' names.
        when: Called with the number of each episode, from 0: whether to record it. All by default.
        block_steps: Steps between two state digests; a crash loses at most one block.

    Raises:
        ReplayError: The environment is of another class.
    """

    def __init__(
        self,
        env: gym.Env[Any, Any],
        folder: Path | str,
        provenance: Provenance,
        *,
        name: str = "episode",
        when: Callable[[int], bool] = lambda _: True,
        block_steps: int = BLOCK_STEPS_DEFAULT,
    ) -> None:
        super().__init__(env)
        if not isinstance(env.unwrapped, envcore.AsteroidProspectorEnv):
            raise ReplayError(
                f"cannot record {type(env.unwrapped).__name__}, expected AsteroidProspectorEnv"
            )
        self._core = env.unwrapped
        self._destination = Destination(
            folder=Path(folder),
            name=name,
            provenance=provenance,
            block_steps=block_steps,
        )
        self._destination.check(self._core.config)
        self._destination.folder.mkdir(parents=True, exist_ok=True)
        self._when = when
        self._num_episodes = 0
        self._follower: EpisodeFollower | None = None
        self.paths: list[Path] = []
        """Finished files."""

    def reset(self, **kwargs: Any) -> tuple[npt.NDArray[np.float32], dict[str, Any]]:
        """Start an episode and finish the file of an unfinished one.

        A refused reset changes nothing: the recording continues.
        """
        if self._follower is not None:
            self._compare(self._follower)
        results = self.env.reset(**kwargs)
        if self._follower is not None:
            follower, self._follower = self._follower, None
            self.paths.append(follower.close())
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
        """Finish the file of an unfinished episode and close the environment."""
        self._finish()
        super().close()

    def _compare(self, follower: EpisodeFollower) -> None:
        try:
            follower.compare()
        except ReplayError:
            self._follower = None  # the next reset records again
            raise

    def _finish(self) -> None:
        if self._follower is not None:
            follower, self._follower = self._follower, None
            self.paths.append(follower.finish())

    def __getstate__(self) -> dict[str, Any]:
        raise _copy_error(self)


class RecordReplayVector(VectorWrapper):
    """Write `<name>-<seed>-<episode>.abr` for every episode of every world; see RecordReplay.

    Works with all autoreset modes. A step costs one Python call for each recorded world.

    Args:
        env: An AsteroidProspectorVectorEnv, which may be wrapped. Wrappers must not change
            actions.
        folder: Folder of the files, made if needed.
        provenance: Who plays, and where the player comes from.
        name: Start of the files' names.
        worlds: Worlds to record; all by default.
        when: Called with the world and the number of its episode, from 0: whether to record it.
            All by default.
        block_steps: Steps between two state digests; a crash loses at most one block.

    Raises:
        ReplayError: The environment is of another class or has no such world.
    """

    def __init__(
        self,
        env: VectorEnv[Any, Any, Any],
        folder: Path | str,
        provenance: Provenance,
        *,
        name: str = "episode",
        worlds: Sequence[int] | None = None,
        when: Callable[[int, int], bool] = lambda _world, _number: True,
        block_steps: int = BLOCK_STEPS_DEFAULT,
    ) -> None:
        super().__init__(env)
        core = env.unwrapped
        if not isinstance(core, envcore.AsteroidProspectorVectorEnv):
            raise ReplayError(
                f"cannot record {type(core).__name__}, expected AsteroidProspectorVectorEnv"
            )
        self._core = core
        chosen = list(map(operator.index, range(core.num_envs) if worlds is None else worlds))
        for world in chosen:
            if not 0 <= world < core.num_envs:
                raise ReplayError(f"world is {world}, expected 0..{core.num_envs - 1}")
        self._destination = Destination(
            folder=Path(folder),
            name=name,
            provenance=provenance,
            block_steps=block_steps,
        )
        self._destination.check(core.configs[0])
        self._destination.folder.mkdir(parents=True, exist_ok=True)
        self._worlds = np.array(list(dict.fromkeys(chosen)), np.int64)
        self._when = when
        self._num_episodes = dict.fromkeys(chosen, 0)
        self._followers: dict[int, EpisodeFollower] = {}
        self._ended: set[int] = set()
        self.paths: list[Path] = []
        """Finished files."""

    def reset(
        self, *, seed: Any = None, options: dict[str, Any] | None = None
    ) -> tuple[Any, dict[str, Any]]:
        """Reset worlds and finish the files of their unfinished episodes.

        A refused reset changes nothing: the recordings continue.
        """
        for world in list(self._followers):
            self._compare(world)
        results = self.env.reset(seed=seed, options=options)
        mask = (options or {}).get("reset_mask")
        for world in self._num_episodes:
            if mask is None or mask[world]:
                follower = self._followers.pop(world, None)
                if follower is not None:
                    self.paths.append(follower.close())
                self._start(world)
        return results

    def step(self, actions: Any) -> tuple[Any, Any, Any, Any, dict[str, Any]]:
        """Step all worlds and record the chosen ones."""
        results = self.env.step(actions)
        done = np.asarray(results[2]) | np.asarray(results[3])
        for world, follower in self._followers.items():
            follower.append(actions[world], is_last=bool(done[world]))
        mode = self._core.autoreset_mode
        if mode is AutoresetMode.NEXT_STEP:  # this step was their reset
            for world in sorted(self._ended):
                self._start(world)
        for world in self._worlds[done[self._worlds]].tolist():
            if world not in self._ended:
                self._finish(world, is_reset=mode is AutoresetMode.SAME_STEP)
                self._ended.add(world)
                if mode is AutoresetMode.SAME_STEP:
                    self._start(world)
        return results

    def close(self, **kwargs: Any) -> None:
        """Finish the files of unfinished episodes and close the environment."""
        for world in list(self._followers):
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

    def _compare(self, world: int) -> None:
        try:
            self._followers[world].compare()
        except ReplayError:
            del self._followers[world]  # the next reset records again
            raise

    def __getstate__(self) -> dict[str, Any]:
        raise _copy_error(self)

    def _finish(self, world: int, *, is_reset: bool = False) -> None:
        follower = self._followers.pop(world, None)
        if follower is not None:
            self.paths.append(follower.finish(is_reset=is_reset))


def _copy_error(wrapper: RecordReplay | RecordReplayVector) -> TypeError:
    return TypeError(
        f"{type(wrapper).__name__} cannot be copied or pickled, as two copies would write the same "
        "files: copy env.unwrapped and wrap the copy"
    )
