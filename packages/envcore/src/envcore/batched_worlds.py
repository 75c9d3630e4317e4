"""The worlds of a vector environment: the native batch, its output arrays, the worlds' states."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, cast

import gymnasium as gym
import numpy as np
import numpy.typing as npt
from gymnasium.error import ClosedEnvironmentError
from gymnasium.vector import AutoresetMode

from envcore import _native
from envcore.arguments import check_int, check_state
from envcore.batch_arrays import Arrays, InfoLevel, allocate_arrays, infos_of, shared_arrays
from envcore.config import EnvConfig
from envcore.episodes import NO_EPISODE, NoEpisodeError, episode_to_start
from envcore.forking import renew_threads_after_fork
from envcore.vector_arguments import check_seed_draws

if TYPE_CHECKING:
    from envcore.rendering.batch_viewer import BatchViewer

RENDER_MODES: Final = ["rgb_array"]
_NATIVE_MODES: Final = {
    AutoresetMode.NEXT_STEP: _native.Autoreset.NEXT_STEP,
    AutoresetMode.SAME_STEP: _native.Autoreset.SAME_STEP,
    AutoresetMode.DISABLED: _native.Autoreset.DISABLED,
}


class BatchedWorlds:
    """The part of the vector environment below Gymnasium's interface."""

    num_envs: int
    num_threads: int
    autoreset_mode: AutoresetMode
    copy: bool

    def _make_batch(
        self, configs: list[EnvConfig], info: InfoLevel, seed_set: list[int], has_pictures: bool
    ) -> None:
        self._configs = configs
        self._seed_set = seed_set
        is_same_step = self.autoreset_mode is AutoresetMode.SAME_STEP
        arrays = allocate_arrays(self.num_envs, info, wants_final=is_same_step)
        self._viewer: BatchViewer | None = None
        if has_pictures:
            from envcore.rendering.batch_viewer import BatchViewer  # noqa: PLC0415  # as in env.py

            self._viewer = BatchViewer(self.num_envs, is_same_step=is_same_step)
        self._batch = self._new_batch(arrays)
        self._share(arrays)
        self._is_started = np.zeros(self.num_envs, np.bool_)

    @property
    def configs(self) -> list[EnvConfig]:
        """Options of each world's next episode."""
        return list(self._configs)

    @property
    def world_seeds(self) -> list[int]:
        """Seed of each world, 0..2^64-1."""
        self._check_started()
        return [self._batch.seed(i) for i in range(self.num_envs)]

    @property
    def episodes(self) -> list[int]:
        """Number of each world's episode."""
        self._check_started()
        return [self._batch.episode(i) for i in range(self.num_envs)]

    @property
    def seed_set(self) -> list[int] | None:
        """The seeds that episodes are drawn from, None without a set."""
        return list(self._seed_set) or None

    @property
    def seed_draws(self) -> list[tuple[int, int]]:
        """The stream of each world's draws from the seed set, and how many it drew so far.

        A state of a world does not include them: store both to resume.
        """
        return [self._batch.draws(i) for i in range(self.num_envs)]

    def set_seed_draws(self, draws: Sequence[tuple[int, int]]) -> None:
        """Continue the draws of every world from a stream and a count, as seed_draws gave them.

        Raises:
            ValueError, TypeError: Their number is wrong, or one is not a pair of integers.
        """
        for i, (stream, count) in enumerate(check_seed_draws(draws, self.num_envs)):
            self._batch.set_draws(i, stream, count)

    def _start_of(
        self, i: int, seed: int | None, episode: int | None, drawn: int
    ) -> tuple[int, int]:
        """Return the seed and the number of the episode that a reset of world i starts."""
        is_started = bool(self._is_started[i])
        if not self._seed_set:
            running = (self._batch.seed(i), self._batch.episode(i)) if is_started else None
            return episode_to_start(seed, episode, running, drawn)
        if seed is not None or not is_started:
            self._batch.set_draws(i, drawn if seed is None else seed, 0)
        return self._batch.draw_seed(i), 0

    def observations(self) -> npt.NDArray[np.float32]:
        """Return the current observations, float32 (n, 260), also after a set_state.

        With copy=False they are the array that every step writes to, which is read-only.
        """
        self._check_started()
        shared: npt.NDArray[np.float32] = self._shared_arrays["observations"]
        return shared.copy() if self.copy else shared

    def get_state(self, index: int) -> bytes:
        """Return the whole state of a world: see AsteroidProspectorEnv.get_state.

        Raises:
            ValueError: The index is out of range, or the world was never reset.
        """
        return self._batch.get_state(self._check_world(index))

    def set_state(self, index: int, state: bytes) -> None:
        """Put a world into a state, and update its row of every array.

        The options of the state become those of this world.

        Raises:
            ValueError: The bytes are foreign, stale, cut off or damaged.
            TypeError: The state is not bytes.
        """
        index = self._check_index(index)
        self._batch.set_state(index, check_state("state", state))
        self._configs[index] = EnvConfig.from_native(self._batch.next_config(index))
        self._is_started[index] = True
        if self._viewer is not None:
            self._viewer.start_from(index, state)

    def state_digest(self, index: int) -> bytes:
        """Return the first 16 bytes of the SHA-256 of a world's canonical state."""
        return self._batch.state_digest(self._check_world(index))

    def get_states(self) -> list[bytes]:
        """Return the whole state of every world, in order."""
        self._check_started()
        return [self._batch.get_state(i) for i in range(self.num_envs)]

    def set_states(self, states: Sequence[bytes]) -> None:
        """Put every world into a state; one refused state changes nothing.

        Raises:
            ValueError: The number of states is not that of the worlds, or one is foreign, stale,
                cut off or damaged.
            TypeError: A state is not bytes.
        """
        if len(states) != self.num_envs:
            raise ValueError(f"states: {len(states)} given, expected {self.num_envs}")
        trial = _native.World()
        for i, state in enumerate(states):
            try:
                trial.set_state(check_state(f"states[{i}]", state))
            except ValueError as error:
                raise ValueError(f"states[{i}]: {error}") from None
        for i, state in enumerate(states):
            self.set_state(i, state)

    def render(self) -> tuple[npt.NDArray[np.uint8], ...] | None:
        """Return a picture of every world, painted now: uint8 of shape (600, 960, 3) each.

        They equal those of single environments that took the same steps. Without a render mode:
        None and a warning.

        Raises:
            ValueError: No episode was started.
        """
        if self._viewer is None:
            gym.logger.warn(f"render() needs a render_mode, one of {RENDER_MODES}")
            return None
        self._batch.next_config(0)  # raises if this environment is closed
        self._check_started()
        for i in self._viewer.worlds_to_start():
            world = _native.World()
            world.set_state(self._batch.get_state(i))
            config = EnvConfig.from_native(world.config)
            self._viewer.start(i, config, world.seed, world.episode)
        return tuple(self._viewer.paint(i) for i in range(self.num_envs))

    def _close_batch(self) -> None:
        self._batch = cast("_native.Batch", _ClosedBatch())

    def __getstate__(self) -> dict[str, Any]:
        self._batch.next_config(0)  # raises if this environment is closed or being stepped
        started = np.flatnonzero(self._is_started).tolist()
        states = {i: self._batch.get_state(i) for i in started}
        state = self.__dict__ | {"_states": states, "_draws": self.seed_draws}
        for name in ("_batch", "_shared_arrays", "_infos", "_final_infos"):
            del state[name]
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        attributes = state.copy()
        states, draws = attributes.pop("_states"), attributes.pop("_draws")
        self.__dict__.update(attributes)
        self._is_started = self._is_started.copy()
        self._configs = self._configs.copy()
        self._viewer = copy.deepcopy(self._viewer)
        arrays = {name: np.zeros_like(array) for name, array in self._arrays.items()}
        self._batch = self._new_batch(arrays)
        self.set_seed_draws(draws)
        for i, world in states.items():
            self._batch.set_state(i, world)
            self._batch.set_next_config(i, self._configs[i].to_native())
        for (
            name,
            array,
        ) in self._arrays.items():  # they show the last step, which states do not hold
            arrays[name][...] = array
        self._share(arrays)

    def _share(self, arrays: Arrays) -> None:
        """Store the arrays, and the dicts of them that every step returns."""
        self._arrays = arrays
        self._shared_arrays = shared_arrays(arrays)
        self._infos = infos_of(self._shared_arrays, "info.")
        self._final_infos = infos_of(arrays, "final_info.")

    def _new_batch(self, arrays: Arrays) -> _native.Batch:
        natives = {config: config.to_native() for config in set(self._configs)}
        configs = [natives[config] for config in self._configs]
        mode = _NATIVE_MODES[self.autoreset_mode]
        batch = _native.Batch(configs, mode, self.num_threads, self._seed_set)
        if self._viewer is not None:
            self._viewer.watch(arrays)
        batch.set_outputs(arrays)
        if self.num_threads > 1:
            renew_threads_after_fork(batch)
        return batch

    def _check_world(self, index: int) -> int:
        index = self._check_index(index)
        if not self._is_started[index]:
            raise ValueError(f"world {index} was never reset: call reset() first")
        return index

    def _check_index(self, index: int) -> int:
        return check_int("world index", index, 0, self.num_envs - 1)

    def _check_started(self) -> None:
        if not self._is_started.all():
            raise NoEpisodeError(NO_EPISODE)


class _ClosedBatch:
    """Replaces the batch of a closed environment, so that no method has to check."""

    def __getattr__(self, name: str) -> Any:
        raise _ClosedError("this vector environment is closed: make a new one")


class _ClosedError(ClosedEnvironmentError, AttributeError):
    """As an AttributeError it lets `hasattr` answer for properties of a closed environment."""
