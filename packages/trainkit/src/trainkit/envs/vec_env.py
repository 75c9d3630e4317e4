"""Stable-Baselines3's vector environment over envcore's native one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from gymnasium.vector import AutoresetMode
from stable_baselines3.common.vec_env import VecEnv

import envcore
from envcore import spec
from trainkit.envs.episode_log import EpisodeLog
from trainkit.envs.features import MemoryFeatures
from trainkit.envs.observations import append_masks, policy_space
from trainkit.envs.scaling import RewardScaler

Indices = int | Iterable[int] | None


class BatchVecEnv(VecEnv):
    """A batch of native worlds for Stable-Baselines3; Python loops over ended worlds only.

    Args:
        num_envs: Number of worlds.
        config: Their options.
        num_threads: Threads that step them.
        scaler: Scales the rewards returned by a step; the log keeps the real ones.
        with_masks: Whether masks are appended to observations, as recurrent policies read them.
        with_features: Whether memory features are appended to observations.
        bootstraps_time_limit: Whether SB3 sees a truncation by time. It then adds the value
            of the last observation, as if the episode continued.

    Attributes:
        memory: The memory that the features come from, None without features.
    """

    def __init__(
        self,
        num_envs: int,
        config: envcore.EnvConfig,
        *,
        num_threads: int = 1,
        scaler: RewardScaler | None = None,
        with_masks: bool = False,
        with_features: bool = False,
        bootstraps_time_limit: bool = True,
    ) -> None:
        self.worlds = envcore.AsteroidProspectorVectorEnv(
            num_envs,
            **config.to_dict(),
            info="all",
            autoreset_mode=AutoresetMode.SAME_STEP,
            num_threads=num_threads,
            copy=False,  # the native buffers; what this class returns is copied from them
        )
        self.scaler = scaler
        self.episode_returns = np.zeros(num_envs)
        self.memory = MemoryFeatures(num_envs) if with_features else None
        self._with_masks = with_masks
        self._bootstraps_time_limit = bootstraps_time_limit
        self._log = EpisodeLog()
        self._next_seeds: list[int] | None = None
        self._pending: npt.NDArray[np.int64] = np.zeros(num_envs, np.int64)
        self._infos: list[dict[str, Any]] = [{} for _ in range(num_envs)]
        self._ended: npt.NDArray[np.int64] = np.zeros(0, np.int64)
        self._current: npt.NDArray[np.float32] = np.zeros((num_envs, spec.OBS_DIM), np.float32)
        space = policy_space(with_features=with_features, with_masks=with_masks)
        super().__init__(num_envs, space, self.worlds.single_action_space)

    def take_log(self) -> EpisodeLog:
        """Return the log since the last call and start a new one."""
        log, self._log = self._log, EpisodeLog()
        return log

    def seed(self, seed: int | None = None) -> Sequence[int | None]:
        """Set the seeds of the next reset: world i gets seed + i; None draws a seed."""
        if seed is None:
            seed = int(np.random.default_rng().integers(2**32))
        self._next_seeds = [seed + i for i in range(self.num_envs)]
        return self._next_seeds

    def reset(self) -> npt.NDArray[np.float32]:
        """Start an episode in every world, with the seeds of `seed()`."""
        self._current, _ = self.worlds.reset(seed=self._next_seeds)
        self._next_seeds = None
        self.episode_returns[:] = 0
        if self.scaler is not None:
            self.scaler.returns[:] = 0
        if self.memory is not None:
            self.memory.reset(np.arange(self.num_envs))
        return self.observations()

    def observations(self) -> npt.NDArray[np.float32]:
        """Return the current observation of every world, also after a set_state, float32.

        Its shape is (n, 260), wider with memory features or masks appended.
        """
        rows = self._current.copy() if self.memory is None else self.memory.observe(self._current)
        return append_masks(rows, self.worlds.action_masks()) if self._with_masks else rows

    def step_async(self, actions: npt.NDArray[np.int64]) -> None:
        """Store the actions for step_wait."""
        self._pending = actions
        if self.memory is not None:
            self.memory.note_actions(actions)

    def step_wait(
        self,
    ) -> tuple[
        npt.NDArray[np.float32],
        npt.NDArray[np.float32],
        npt.NDArray[np.bool_],
        list[dict[str, Any]],
    ]:
        """Step every world; ended ones start their next episode at once."""
        _, rewards, terminated, truncated, infos = self.worlds.step(self._pending)
        dones = terminated | truncated
        self.episode_returns += rewards
        self._log.add_step(infos)
        self._note_ended(infos, np.flatnonzero(dones), truncated)
        scaled = rewards if self.scaler is None else self.scaler.scale(rewards, dones)
        return self.observations(), scaled.astype(np.float32), dones, list(self._infos)

    def _note_ended(
        self, infos: dict[str, Any], ended: npt.NDArray[np.int64], truncated: npt.NDArray[np.bool_]
    ) -> None:
        """Fill SB3's info of the worlds that ended, log their episodes, start their returns."""
        for i in self._ended:
            self._infos[i] = {}
        if len(ended):
            last = self._last_observations(infos, ended)
            for i, row in zip(ended, last, strict=True):
                self._infos[i] = {
                    "terminal_observation": row,
                    "TimeLimit.truncated": bool(truncated[i]) and self._bootstraps_time_limit,
                }
            self._log.add_ended(infos["final_info"], ended, self.episode_returns[ended])
            self.episode_returns[ended] = 0
        self._ended = ended

    def _last_observations(
        self, infos: dict[str, Any], ended: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.float32]:
        """Return the final observations of the worlds that ended, and clear their memory."""
        last: npt.NDArray[np.float32] = infos["final_obs"][ended]
        if self.memory is not None:
            rows = self._current.copy()
            rows[ended] = last
            last = self.memory.observe(rows)[ended]
            self.memory.reset(ended)
        if self._with_masks:
            last = append_masks(last, infos["final_info"]["action_mask"][ended])
        return last

    def close(self) -> None:
        """Close the worlds."""
        self.worlds.close()

    def get_attr(self, attr_name: str, indices: Indices = None) -> list[Any]:
        """Return an attribute of the batch, once for each world.

        Raises:
            AttributeError: The batch has no such attribute.
        """
        return [getattr(self.worlds, attr_name)] * len(self._listed(indices))

    def has_attr(self, attr_name: str) -> bool:
        """Return whether the batch has the attribute; `action_masks` is one."""
        return hasattr(self.worlds, attr_name)

    def set_attr(
        self,
        attr_name: str,
        value: Any,  # noqa: ARG002  # SB3's signature, as below
        indices: Indices = None,  # noqa: ARG002
    ) -> None:
        """Refuse: worlds are changed through `worlds`."""
        raise AttributeError(f"{attr_name} cannot be set on worlds of a native batch; use .worlds")

    def env_method(
        self,
        method_name: str,
        *method_args: Any,  # noqa: ARG002
        indices: Indices = None,
        **method_kwargs: Any,  # noqa: ARG002
    ) -> Any:
        """Return the action masks, bool (n, 69), from the batch's own array.

        Raises:
            AttributeError: Another method is called.
        """
        if method_name != "action_masks":
            raise AttributeError(
                f"a native batch has no method {method_name} for each world, only action_masks"
            )
        masks = self.worlds.action_masks()
        return masks if indices is None else masks[self._listed(indices)]

    def env_is_wrapped(
        self,
        wrapper_class: Any,  # noqa: ARG002
        indices: Indices = None,
    ) -> list[bool]:
        """Return False for each world: native worlds have no wrappers."""
        return [False] * len(self._listed(indices))

    def _listed(self, indices: Indices) -> list[int]:
        if indices is None:
            return list(range(self.num_envs))
        return [indices] if isinstance(indices, int) else list(indices)
