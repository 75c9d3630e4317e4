"""Stable-Baselines3's vector interface over envcore's native one, and the episodes that ended."""

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
from trainkit.envs.observations import shown_space, with_masks
from trainkit.envs.scaling import RewardScaler


class BatchVecEnv(VecEnv):
    """Native worlds for Stable-Baselines3: no loop over worlds but for those that ended.

    Args:
        num_envs: Number of worlds.
        config: Their options.
        num_threads: Threads that step them.
        scaler: Scales the rewards that are handed out; the log keeps the real ones.
        shows_masks: Whether observations have the mask beside them, as recurrent policies read it.
        shows_features: Whether observations have engineered features beside them.
        bootstraps_time_limit: Whether to tell SB3 of an end by time, which then adds the value of
            the last observation, as if the episode went on.

    Attributes:
        memory: What these features come from, if they are shown.
    """

    def __init__(
        self,
        num_envs: int,
        config: envcore.EnvConfig,
        *,
        num_threads: int = 1,
        scaler: RewardScaler | None = None,
        shows_masks: bool = False,
        shows_features: bool = False,
        bootstraps_time_limit: bool = True,
    ) -> None:
        self.worlds = envcore.AsteroidProspectorVectorEnv(
            num_envs,
            **config.to_dict(),
            info="all",
            autoreset_mode=AutoresetMode.SAME_STEP,
            num_threads=num_threads,
            copy=False,  # always the same arrays; what is handed out below is copied
        )
        self.scaler = scaler
        self.episode_returns = np.zeros(num_envs)
        self._log = EpisodeLog()
        self._actions: npt.NDArray[np.int64] = np.zeros(num_envs, np.int64)
        self._infos: list[dict[str, Any]] = [{} for _ in range(num_envs)]
        self._ended: npt.NDArray[np.int64] = np.zeros(0, np.int64)
        self._shown: npt.NDArray[np.float32] = np.zeros((num_envs, spec.OBS_DIM), np.float32)
        self._shows_masks = shows_masks
        self._bootstraps_time_limit = bootstraps_time_limit
        self.memory = MemoryFeatures(num_envs) if shows_features else None
        space = shown_space(shows_features=shows_features, shows_masks=shows_masks)
        super().__init__(num_envs, space, self.worlds.single_action_space)

    def take_log(self) -> EpisodeLog:
        """Return what happened since the last call."""
        log, self._log = self._log, EpisodeLog()
        return log

    def reset(self) -> npt.NDArray[np.float32]:
        """Start an episode in every world, with the seeds of `seed()`."""
        seeds = None if self._seeds[0] is None else self._seeds
        self._shown, _ = self.worlds.reset(seed=seeds)
        self._reset_seeds()
        self.episode_returns[:] = 0
        if self.scaler is not None:
            self.scaler.returns[:] = 0
        if self.memory is not None:
            self.memory.reset(np.arange(self.num_envs))
        return self.observations()

    def observations(self) -> npt.NDArray[np.float32]:
        """Return what every world shows now, also after a set_state, float32.

        It is (n, 260), and wider where engineered features, masks or both are beside it.
        """
        rows = self._shown.copy() if self.memory is None else self.memory.observe(self._shown)
        return with_masks(rows, self.worlds.action_masks()) if self._shows_masks else rows

    def step_async(self, actions: npt.NDArray[np.int64]) -> None:
        """Keep the actions for step_wait."""
        self._actions = actions
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
        _, rewards, terminated, truncated, infos = self.worlds.step(self._actions)
        dones = terminated | truncated
        self.episode_returns += rewards
        self._log.add_step(infos)  # a world that ended shows its reset here, with dt 0
        self._note_ended(infos, np.flatnonzero(dones), truncated)
        handed_out = rewards if self.scaler is None else self.scaler.scale(rewards, dones)
        return self.observations(), handed_out.astype(np.float32), dones, list(self._infos)

    def _note_ended(
        self, infos: dict[str, Any], ended: npt.NDArray[np.int64], truncated: npt.NDArray[np.bool_]
    ) -> None:
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
        """Return what the worlds that ended showed at the end; their memory begins anew."""
        last: npt.NDArray[np.float32] = infos["final_obs"][ended]
        if self.memory is not None:
            shown = self._shown.copy()
            shown[ended] = last
            last = self.memory.observe(shown)[ended]
            self.memory.reset(ended)
        if self._shows_masks:
            last = with_masks(last, infos["final_info"]["action_mask"][ended])
        return last

    def close(self) -> None:
        """Close the worlds."""
        self.worlds.close()

    def get_attr(self, attr_name: str, indices: Any = None) -> list[Any]:
        """Return an attribute of the batch for each world.

        Raises:
            AttributeError: The batch has none of that name.
        """
        return [getattr(self.worlds, attr_name)] * self._num_of(indices)

    def has_attr(self, attr_name: str) -> bool:
        """Whether the batch has the attribute; `action_masks` is one."""
        return hasattr(self.worlds, attr_name)

    def set_attr(
        self,
        attr_name: str,
        value: Any,  # noqa: ARG002  # SB3's signature, as below
        indices: Any = None,  # noqa: ARG002
    ) -> None:
        """Refuse: worlds are changed through `worlds`."""
        raise AttributeError(f"{attr_name} can not be set on worlds of a native batch")

    def env_method(
        self,
        method_name: str,
        *method_args: Any,  # noqa: ARG002
        indices: Any = None,
        **method_kwargs: Any,  # noqa: ARG002
    ) -> Any:
        """Return the action masks, bool (n, 69), from the batch's own array.

        Raises:
            AttributeError: Another method is asked for.
        """
        if method_name != "action_masks":
            raise AttributeError(f"a native batch has no method {method_name} for each world")
        masks = self.worlds.action_masks()
        return masks if indices is None else masks[list(self._get_indices(indices))]

    def env_is_wrapped(
        self,
        wrapper_class: Any,  # noqa: ARG002
        indices: Any = None,
    ) -> list[bool]:
        """No world is wrapped."""
        return [False] * self._num_of(indices)

    def _num_of(self, indices: int | Iterable[int] | None) -> int:
        return self.num_envs if indices is None else len(_listed(indices))


def _listed(indices: int | Iterable[int]) -> Sequence[int]:
    return [indices] if isinstance(indices, int) else list(indices)
