"""The native vector environment: many worlds stepped together into arrays."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space

from envcore import _native
from envcore.batch_arrays import InfoLevel, allocate_arrays, infos_of
from envcore.config import (
    SEED_MAX,
    EnvConfig,
    RewardModeName,
    action_indices,
    check_int,
    check_no_unknown,
    check_seed,
)
from envcore.env import check_render_mode, check_reset_options
from envcore.spaces import action_space, observation_space

NUM_ENVS_MAX: Final = 2**20
NUM_THREADS_MAX: Final = 256
RESET_OPTIONS: Final = ("reset_mask", "episode")

_NATIVE_MODES: Final = {
    AutoresetMode.NEXT_STEP: _native.Autoreset.NEXT_STEP,
    AutoresetMode.SAME_STEP: _native.Autoreset.SAME_STEP,
    AutoresetMode.DISABLED: _native.Autoreset.DISABLED,
}

StepResult = tuple[
    npt.NDArray[np.float32],
    npt.NDArray[np.float64],
    npt.NDArray[np.bool_],
    npt.NDArray[np.bool_],
    dict[str, Any],
]


class AsteroidProspectorVectorEnv(
    VectorEnv[npt.NDArray[np.float32], npt.NDArray[np.int64], npt.NDArray[Any]]
):
    """Worlds stepped together in C++; results do not depend on the number of threads.

    World i has seed (seed + i) mod 2^64, and counts its own episodes.

    Args:
        num_envs: Number of worlds, 1 or more.
        time_max, reward_mode, pirates, fractures, scan_noise, price_impact, market_shocks: The
            options of every world, see AsteroidProspectorEnv.
        render_mode: None only.
        info: `none`, `mask` (the action mask) or `all` (every key as an array).
        autoreset_mode: Gymnasium's mode or its value, as in "SameStep".
        num_threads: Threads that step the worlds, the caller's included, 1..256.
        copy: Whether to hand out copies. Without, arrays are the same at every call, and the next
            call overwrites them.

    Raises:
        ValueError, TypeError: An argument is unknown, out of range or of the wrong type.
    """

    def __init__(
        self,
        num_envs: int = 1,
        *,
        time_max: int = 20000,
        reward_mode: RewardModeName = "shaped",
        pirates: bool = True,
        fractures: bool = True,
        scan_noise: bool = True,
        price_impact: bool = True,
        market_shocks: bool = True,
        render_mode: str | None = None,
        info: InfoLevel = "mask",
        autoreset_mode: AutoresetMode | Literal["NextStep", "SameStep", "Disabled"] = (
            AutoresetMode.NEXT_STEP
        ),
        num_threads: int = 1,
        copy: bool = True,
        **unknown: Any,
    ) -> None:
        check_no_unknown(unknown)
        check_render_mode(render_mode, [])
        self.num_envs = check_int("num_envs", num_envs, 1, NUM_ENVS_MAX)
        num_threads = check_int("num_threads", num_threads, 1, NUM_THREADS_MAX)
        mode = _check_autoreset_mode(autoreset_mode)
        self.config = EnvConfig(
            time_max=time_max,
            reward_mode=reward_mode,
            pirates=pirates,
            fractures=fractures,
            scan_noise=scan_noise,
            price_impact=price_impact,
            market_shocks=market_shocks,
        )
        self.autoreset_mode = mode
        self.metadata = {"autoreset_mode": mode, "render_modes": []}
        self.render_mode = None
        self.single_observation_space = observation_space()
        self.single_action_space = action_space()
        self.observation_space = batch_space(self.single_observation_space, self.num_envs)
        self.action_space = batch_space(self.single_action_space, self.num_envs)
        self.copy = copy
        self._info_level: InfoLevel = info
        self._arrays = allocate_arrays(self.num_envs, info, mode is AutoresetMode.SAME_STEP)
        configs = [self.config.to_native()] * self.num_envs
        self._batch = _native.Batch(configs, _NATIVE_MODES[mode], num_threads)
        self._batch.set_outputs(self._arrays)
        self._is_started = np.zeros(self.num_envs, np.bool_)

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

    def reset(
        self,
        *,
        seed: int | Sequence[int | None] | None = None,
        options: dict[str, Any] | None = None,
    ) -> tuple[npt.NDArray[np.float32], dict[str, Any]]:
        """Start episodes in all worlds, or in those of a mask.

        Args:
            seed: World i gets (seed + i) mod 2^64, or its own of a sequence; None (also in a
                sequence) goes on to the next episode of the world's seed. At the first reset None
                draws one seed from the operating system.
            options: `{"reset_mask": bool array (n,)}` resets those worlds only,
                `{"episode": e}` starts that episode; no other key is allowed.

        Returns:
            Observations float32 (n, 260) of all worlds, and infos.
        """
        given = check_reset_options(options, RESET_OPTIONS)
        mask = self._check_reset_mask(given.get("reset_mask"))
        start = given.get("episode")
        if start is not None:
            start = check_seed("options['episode']", start)
        seeds = self._check_seeds(seed)
        if not (self._is_started | mask).all():
            first = int(np.argmin(self._is_started | mask))
            raise ValueError(f"world {first} was never reset: reset all worlds first")

        if isinstance(seed, int | np.integer):
            VectorEnv.reset(self, seed=int(seed))
        base = secrets.randbits(64)
        for i in np.flatnonzero(mask).tolist():
            world_seed, episode = self._next_episode(i, seeds[i], base)
            self._batch.reset_world(i, world_seed, episode if start is None else start)
        self._is_started |= mask
        return self._handed_out("observations"), infos_of(self._arrays, "info.", self.copy)

    def step(self, actions: Any) -> StepResult:
        """Step every world.

        Args:
            actions: Integers of shape (n,); one outside 0..68 is illegal.

        Returns:
            Observations float32 (n, 260), rewards float64 (n,), terminated and truncated bool
            (n,), and infos as asked for. In same-step mode the infos of a step that ended an
            episode also hold `final_obs` and `final_info`, whose rows are valid where
            `_final_obs` is true.

        Raises:
            TypeError: The actions are no integers.
            ValueError: Their shape is wrong, no episode was started, or (autoreset disabled) a
                world has ended.
        """
        self._check_started()
        self._batch.step(action_indices(actions, self.num_envs))
        infos = infos_of(self._arrays, "info.", self.copy)
        was_final = self._arrays.get("was_final")
        if was_final is not None and was_final.any():
            valid = self._handed_out("was_final")
            infos["final_obs"] = self._handed_out("final_observations")
            infos["_final_obs"] = valid
            infos["final_info"] = infos_of(self._arrays, "final_info.", self.copy)
            infos["_final_info"] = valid
        return (
            self._handed_out("observations"),
            self._handed_out("rewards"),
            self._handed_out("terminated"),
            self._handed_out("truncated"),
            infos,
        )

    def action_masks(self) -> npt.NDArray[np.bool_]:
        """Return which actions are legal now, bool of shape (n, 69).

        Raises:
            ValueError: The environment was made with info="none".
        """
        if "info.action_mask" not in self._arrays:
            raise ValueError("action_masks() needs info='mask' or info='all', this env has 'none'")
        self._check_started()
        return self._arrays["info.action_mask"].astype(np.bool_)

    def get_state(self, index: int) -> bytes:
        """Return the whole state of a world, as AsteroidProspectorEnv.get_state does."""
        return self._batch.get_state(self._check_index(index))

    def set_state(self, index: int, state: bytes) -> None:
        """Put a world into a state; its row of every array shows it at once.

        The options of the state become those of this world.

        Raises:
            ValueError: The bytes are foreign, stale, cut off or damaged.
            TypeError: They are no bytes.
        """
        index = self._check_index(index)
        if not isinstance(state, bytes):
            raise TypeError(f"state is of type {type(state).__name__}, expected bytes")
        self._batch.set_state(index, state)
        self._is_started[index] = True

    def state_digest(self, index: int) -> bytes:
        """Return the first 16 bytes of the SHA-256 of a world's canonical state."""
        return self._batch.state_digest(self._check_index(index))

    def _check_index(self, index: int) -> int:
        return check_int("world index", index, 0, self.num_envs - 1)

    def _check_started(self) -> None:
        if not self._is_started.all():
            raise ValueError("no episode was started: call reset() first")

    def _check_reset_mask(self, mask: Any) -> npt.NDArray[np.bool_]:
        if mask is None:
            return np.ones(self.num_envs, np.bool_)
        if not isinstance(mask, np.ndarray) or mask.dtype != np.bool_:
            raise TypeError(f"options['reset_mask'] is {mask!r}, expected an array of bool")
        if mask.shape != (self.num_envs,) or not mask.any():
            raise ValueError(
                f"options['reset_mask'] has shape {mask.shape} and {int(mask.sum())} true values, "
                f"expected shape ({self.num_envs},) and one at least"
            )
        return mask

    def _check_seeds(self, seed: Any) -> list[int | None]:
        if seed is None:
            return [None] * self.num_envs
        if not isinstance(seed, Sequence | np.ndarray):
            first = check_seed("seed", seed)
            return [(first + i) & SEED_MAX for i in range(self.num_envs)]
        if len(seed) != self.num_envs:
            raise ValueError(f"seed has {len(seed)} values, expected {self.num_envs}")
        return [s if s is None else check_seed(f"seed[{i}]", s) for i, s in enumerate(seed)]

    def _next_episode(self, index: int, seed: int | None, drawn_seed: int) -> tuple[int, int]:
        if seed is not None:
            return seed, 0
        if not self._is_started[index]:
            return (drawn_seed + index) & SEED_MAX, 0
        return self._batch.seed(index), self._batch.episode(index) + 1

    def _handed_out(self, name: str) -> npt.NDArray[Any]:
        array = self._arrays[name]
        return array.copy() if self.copy else array


def _check_autoreset_mode(mode: Any) -> AutoresetMode:
    try:
        return AutoresetMode(mode)
    except ValueError:
        allowed = [m.value for m in AutoresetMode]
        raise ValueError(f"autoreset_mode is {mode!r}, expected one of {allowed}") from None
