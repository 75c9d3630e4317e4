"""Stable-Baselines3's vector environment over envcore's native one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, Literal

import gymnasium as gym
import numpy as np
import numpy.typing as npt
from gymnasium.error import AlreadyPendingCallError, NoAsyncCallError
from stable_baselines3.common.vec_env import VecEnv

import envcore
from envcore.arguments import check_int, check_render_mode, check_reset_options, check_seed
from trainkit.copies import CopiedWhole
from trainkit.envs.episode_log import EpisodeLog
from trainkit.envs.features import Choice
from trainkit.envs.observations import policy_space
from trainkit.envs.training_worlds import Step, TrainingWorlds
from trainkit.envs.world_info import info_of

Indices = int | Iterable[int] | None
Infos = list[dict[str, Any]]

_OPTIONS: Final = ("episode",)
_SINGLE: Final = envcore.AsteroidProspectorEnv


class BatchVecEnv(CopiedWhole, VecEnv):
    """A batch of native worlds for Stable-Baselines3; Python loops over ended worlds only.

    World i starts at the seed that `seed()` gave it, and counts its own episodes. A copy (deepcopy,
    copy.copy or pickle), made at any moment, continues with the same bits.

    Args:
        num_envs: Number of worlds, n.
        config: Their options.
        num_threads: Threads that step them.
        with_features: Which memory features are appended to observations: True for all,
            `compact` for 40 of them.
        bootstraps_time_limit: Whether SB3 sees a truncation by time. It then adds the value
            of the last observation, as if the episode continued.
        infos: Worlds whose info a step returns: `ended`, or `all`, which costs a loop over all.
        render_mode: None, or `rgb_array` for pictures.
        seed_set: Seeds that all episodes are drawn from, see AsteroidProspectorVectorEnv.

    Raises:
        ValueError, TypeError: An argument is out of range or of the wrong type.
    """

    def __init__(
        self,
        num_envs: int,
        config: envcore.EnvConfig | None = None,
        *,
        num_threads: int = 1,
        with_features: Choice = False,
        bootstraps_time_limit: bool = True,
        infos: Literal["ended", "all"] = "ended",
        render_mode: str | None = None,
        seed_set: Sequence[int] | None = None,
    ) -> None:
        check_render_mode(render_mode, ["rgb_array"])
        if infos not in ("ended", "all"):
            raise ValueError(f"infos is {infos!r}, expected 'ended' or 'all'")
        self._batch = TrainingWorlds(
            num_envs,
            config or envcore.EnvConfig(),
            num_threads=num_threads,
            with_features=with_features,
            seed_set=seed_set,
            render_mode=render_mode,
            with_log=False,
        )
        self._bootstraps_time_limit = bootstraps_time_limit
        self._shows_all_infos = infos == "all"
        self._pending: npt.NDArray[Any] | None = None
        space = policy_space(with_features=with_features)
        self._of_all_worlds = {
            "render_mode": render_mode,
            "observation_space": space,
            "action_space": self.worlds.single_action_space,
        }
        super().__init__(num_envs, space, self.worlds.single_action_space)
        self.metadata |= {"render_fps": _SINGLE.metadata["render_fps"]}

    @property
    def worlds(self) -> envcore.AsteroidProspectorVectorEnv:
        """The native vector environment."""
        return self._batch.batch

    def take_log(self) -> EpisodeLog:
        """Return the log since the last call; the first call starts it, since a log grows."""
        return self._batch.take_log()

    def seed(self, seed: int | None = None) -> Sequence[int | None]:
        """Set the seeds of the next reset: world i gets (seed + i) mod 2^64; None draws a seed.

        Raises:
            ValueError, TypeError: The seed is not an integer in 0..2^64-1.
        """
        if seed is None:
            return super().seed()
        first = check_seed("seed", seed)
        self._seeds = [(first + i) % 2**64 for i in range(self.num_envs)]
        return self._seeds

    def set_options(self, options: list[dict[str, Any]] | dict[str, Any] | None = None) -> None:
        """Set options of the next reset: `{"episode": e}` starts that episode of a world's seed.

        Args:
            options: For all worlds, or a list of one for each; None for none.

        Raises:
            ValueError, TypeError: A key is unknown, an episode is not an integer in 0..2^64-1, or
                the number of options is not that of the worlds.
        """
        given = options if isinstance(options, list | tuple) else [options or {}] * self.num_envs
        if len(given) != self.num_envs:
            raise ValueError(f"options has {len(given)} values, expected 1 or {self.num_envs}")
        for one in given:
            episode = check_reset_options(one, _OPTIONS).get("episode")
            if episode is not None:
                check_seed("options['episode']", episode)
        super().set_options([dict(one or {}) for one in given])

    def reset(self) -> npt.NDArray[np.float32]:
        """Start an episode in every world, with the seeds of `seed()` and `set_options()`.

        Both are used once: without them, each world starts the next episode of its seed. The infos
        are in `reset_infos`.
        """
        infos = self._batch.reset(self._seeds, [one.get("episode") for one in self._options])
        self._reset_seeds()
        self._reset_options()
        self._pending = None
        self.reset_infos = [info_of(infos, i) for i in range(self.num_envs)]
        return self.observations()

    def observations(self) -> npt.NDArray[np.float32]:
        """Return the current observation of every world, also after a set_state, float32.

        Its shape is (n, 260), wider with memory features appended.
        """
        rows = np.empty((self.num_envs, self._batch.width), np.float32)
        self._batch.observe(rows)
        return rows

    def step_async(self, actions: npt.NDArray[np.int64]) -> None:
        """Store a copy of the actions, integers (n,), for step_wait.

        Raises:
            AlreadyPendingCallError: Actions are stored already.
        """
        if self._pending is not None:
            raise AlreadyPendingCallError(
                "step_async() was called twice: call step_wait() in between", "step"
            )
        self._pending = np.array(actions)

    def step_wait(
        self,
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32], npt.NDArray[np.bool_], Infos]:
        """Step every world; ended ones start their next episode at once.

        Returns:
            Observations float32 (n, k), rewards float32 (n,), whether the episode ended, bool
            (n,), and infos: new dicts. That of a world whose episode ended has every info key,
            `terminal_observation` and `TimeLimit.truncated`; `reset_infos` then has its next one.

        Raises:
            NoAsyncCallError: No actions were stored by step_async.
            ValueError, TypeError: They have a wrong shape or dtype, or no episode was started.
        """
        if self._pending is None:
            raise NoAsyncCallError("step_wait() without actions: call step_async() first", "step")
        actions, self._pending = self._pending, None
        step = self._batch.step(actions)
        return (
            self.observations(),
            step.rewards.astype(np.float32),
            step.dones,
            self._infos_of(step),
        )

    def _infos_of(self, step: Step) -> Infos:
        """Return SB3's infos of a step."""
        if self._shows_all_infos:
            infos = [
                info_of(step.infos, i) | {"TimeLimit.truncated": False}
                for i in range(self.num_envs)
            ]
        else:
            infos = [{} for _ in range(self.num_envs)]
        rows = zip(step.ended.tolist(), step.truncated, step.last_observations, strict=True)
        for i, is_truncated, last in rows:
            infos[i] = info_of(step.final_infos, i) | {
                "terminal_observation": last,
                "TimeLimit.truncated": bool(is_truncated) and self._bootstraps_time_limit,
            }
            self.reset_infos[i] = info_of(step.infos, i)
        return infos

    def close(self) -> None:
        """Close the worlds."""
        self._batch.close()

    def get_images(self) -> Sequence[npt.NDArray[np.uint8] | None]:
        """Return a picture of every world, uint8 (600, 960, 3), or None without a render mode."""
        return self.worlds.call("render")

    def get_attr(self, attr_name: str, indices: Indices = None) -> list[Any]:
        """Return an attribute of each world: one of AsteroidProspectorEnv, or of the batch.

        Raises:
            AttributeError: Neither has it.
            IndexError: There is no such world.
        """
        listed = self._listed(indices)
        if attr_name in self._of_all_worlds:
            return [self._of_all_worlds[attr_name]] * len(listed)
        if hasattr(_SINGLE, attr_name):
            return [getattr(self._world(i), attr_name) for i in listed]
        value = getattr(self.worlds, attr_name)
        is_per_world = isinstance(value, list | tuple) and len(value) == self.num_envs
        return [value[i] if is_per_world else value for i in listed]

    def has_attr(self, attr_name: str) -> bool:
        """Return whether worlds have the attribute; `action_masks` is one."""
        owners = (_SINGLE, envcore.AsteroidProspectorVectorEnv)
        return any(hasattr(owner, attr_name) for owner in owners) or super().has_attr(attr_name)

    def set_attr(self, attr_name: str, value: Any, indices: Indices = None) -> None:
        """Set the options of worlds, each from its next episode on.

        Args:
            attr_name: `config`.
            value: An EnvConfig.
            indices: Of the worlds; None for all.

        Raises:
            AttributeError: The name is not `config`.
            TypeError: The value is not an EnvConfig.
            IndexError: There is no such world.
        """
        configs = self.worlds.configs
        for i in self._listed(indices):
            configs[i] = value
        self.worlds.set_attr(attr_name, configs)

    def env_method(
        self, method_name: str, *method_args: Any, indices: Indices = None, **method_kwargs: Any
    ) -> Any:
        """Call a method of AsteroidProspectorEnv that changes nothing, on each world.

        Returns:
            A result per world. `action_masks`, bool (m, 69), comes from the batch's own array.

        Raises:
            AttributeError: Worlds have no such method.
            ValueError: It would change a world; the message says what to use.
            IndexError: There is no such world.
        """
        listed = self._listed(indices)
        if method_name == "action_masks":
            masks = self.worlds.action_masks()
            return masks if indices is None else masks[listed]
        if not callable(getattr(_SINGLE, method_name, None)):
            raise AttributeError(f"AsteroidProspectorEnv has no method {method_name!r}")
        results = self.worlds.call(method_name, *method_args, **method_kwargs)
        return [results[i] for i in listed]

    def env_is_wrapped(
        self,
        wrapper_class: type[gym.Wrapper[Any, Any, Any, Any]],  # noqa: ARG002  # SB3's signature
        indices: Indices = None,
    ) -> list[bool]:
        """Return False for each world: native worlds have no wrappers."""
        return [False] * len(self._listed(indices))

    def _world(self, i: int) -> envcore.AsteroidProspectorEnv:
        """Return a world as a single environment, also one that was never reset."""
        try:
            return self.worlds.clone_world(i)
        except ValueError:
            return _SINGLE(**self.worlds.configs[i].to_dict())

    def _listed(self, indices: Indices) -> list[int]:
        """Return indices of worlds 0..n-1; negative ones count from the end, as in lists."""
        if indices is None:
            return list(range(self.num_envs))
        given = [indices] if isinstance(indices, int | np.integer) else list(indices)
        n = self.num_envs
        try:
            return [check_int("world index", i, -n, n - 1) % n for i in given]
        except ValueError as error:
            raise IndexError(str(error)) from None
