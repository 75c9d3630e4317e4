"""Stable-Baselines3's vector environment over envcore's native one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from stable_baselines3.common.vec_env import VecEnv

import envcore
from trainkit.envs.episode_log import EpisodeLog
from trainkit.envs.observations import policy_space
from trainkit.envs.training_worlds import Step, TrainingWorlds

Indices = int | Iterable[int] | None


class BatchVecEnv(VecEnv):
    """A batch of native worlds for Stable-Baselines3; Python loops over ended worlds only.

    Args:
        num_envs: Number of worlds.
        config: Their options.
        num_threads: Threads that step them.
        with_features: Whether memory features are appended to observations.
        bootstraps_time_limit: Whether SB3 sees a truncation by time. It then adds the value
            of the last observation, as if the episode continued.

    Attributes:
        worlds: The native vector environment.
    """

    def __init__(
        self,
        num_envs: int,
        config: envcore.EnvConfig,
        *,
        num_threads: int = 1,
        with_features: bool = False,
        bootstraps_time_limit: bool = True,
    ) -> None:
        self._batch = TrainingWorlds(
            num_envs, config, num_threads=num_threads, with_features=with_features
        )
        self.worlds = self._batch.batch
        self._bootstraps_time_limit = bootstraps_time_limit
        self._next_seeds: list[int] | None = None
        self._pending: npt.NDArray[np.int64] = np.zeros(num_envs, np.int64)
        self._infos: list[dict[str, Any]] = [{} for _ in range(num_envs)]
        self._ended: npt.NDArray[np.int64] = np.zeros(0, np.int64)
        space = policy_space(with_features=with_features)
        super().__init__(num_envs, space, self.worlds.single_action_space)

    def take_log(self) -> EpisodeLog:
        """Return the log since the last call and start a new one."""
        return self._batch.take_log()

    def seed(self, seed: int | None = None) -> Sequence[int | None]:
        """Set the seeds of the next reset: world i gets seed + i; None draws a seed."""
        if seed is None:
            seed = int(np.random.default_rng().integers(2**32))
        self._next_seeds = [seed + i for i in range(self.num_envs)]
        return self._next_seeds

    def reset(self) -> npt.NDArray[np.float32]:
        """Start an episode in every world, with the seeds of `seed()`."""
        self._batch.reset(self._next_seeds)
        self._next_seeds = None
        return self.observations()

    def observations(self) -> npt.NDArray[np.float32]:
        """Return the current observation of every world, also after a set_state, float32.

        Its shape is (n, 260), wider with memory features appended.
        """
        rows = np.empty((self.num_envs, self._batch.width), np.float32)
        self._batch.observe(rows)
        return rows

    def step_async(self, actions: npt.NDArray[np.int64]) -> None:
        """Store the actions for step_wait."""
        self._pending = actions

    def step_wait(
        self,
    ) -> tuple[
        npt.NDArray[np.float32],
        npt.NDArray[np.float32],
        npt.NDArray[np.bool_],
        list[dict[str, Any]],
    ]:
        """Step every world; ended ones start their next episode at once."""
        step = self._batch.step(self._pending)
        self._note_ended(step)
        return self.observations(), step.rewards.astype(np.float32), step.dones, list(self._infos)

    def _note_ended(self, step: Step) -> None:
        """Fill SB3's info of the worlds that ended, and clear that of the step before."""
        for i in self._ended:
            self._infos[i] = {}
        rows = zip(step.ended, step.truncated, step.last_observations, strict=True)
        for i, is_truncated, last in rows:
            self._infos[i] = {
                "terminal_observation": last,
                "TimeLimit.truncated": bool(is_truncated) and self._bootstraps_time_limit,
            }
        self._ended = step.ended

    def close(self) -> None:
        """Close the worlds."""
        self._batch.close()

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
