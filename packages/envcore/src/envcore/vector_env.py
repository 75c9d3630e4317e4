"""The native vector environment: many worlds stepped together into arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal, Self, TypeAlias, Unpack

import numpy as np
import numpy.typing as npt
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space

from envcore.arguments import action_indices, check_int, check_render_mode, check_reset_options
from envcore.batch_arrays import InfoLevel
from envcore.batched_worlds import RENDER_MODES, BatchedWorlds
from envcore.config import check_names
from envcore.env import AsteroidProspectorEnv
from envcore.episodes import SEED_MAX, draw_seed
from envcore.generator import HasLazyGenerator, generator_of
from envcore.options import VectorOptions
from envcore.spaces import action_space, observation_space
from envcore.vector_arguments import (
    check_autoreset_mode,
    check_episodes,
    check_reset_mask,
    check_seed_set,
    check_seeds,
    one_per_world,
    world_configs,
)

NUM_ENVS_MAX: Final = 2**20
NUM_THREADS_MAX: Final = 256
RESET_OPTIONS: Final = ("reset_mask", "episode")
_KEYWORDS: Final = (
    *("num_envs", "render_mode", "info", "autoreset_mode", "num_threads", "seed_set", "copy"),
)

_NOT_ON_COPIES: Final = {
    "step": "use step()",
    "run": "use step()",
    "reset": "use reset(), with options={'reset_mask': ...} for some worlds",
    "set_state": "use set_state(index, state) or set_states(states)",
    "close": "use close()",
    "info": "use the infos of step(), with info='all'",
    "reward_terms": "step a copy from clone_world(index)",
}
"""Methods that `call()` refuses, and what to use instead."""

StepResult: TypeAlias = tuple[
    npt.NDArray[np.float32],
    npt.NDArray[np.float64],
    npt.NDArray[np.bool_],
    npt.NDArray[np.bool_],
    dict[str, Any],
]


class AsteroidProspectorVectorEnv(
    BatchedWorlds,
    HasLazyGenerator,
    VectorEnv[npt.NDArray[np.float32], npt.NDArray[np.int64], npt.NDArray[Any]],
):
    """Worlds stepped together in C++; results do not depend on the number of threads.

    World i has seed (seed + i) mod 2^64, and counts its own episodes; with a seed set, all its
    episodes are drawn from the set.

    Args:
        num_envs: Number of worlds, 1 or more.
        render_mode: None, or `rgb_array` for a picture of every world, made by render().
        info: `none`, `mask` (the action mask) or `all` (every key as an array).
        autoreset_mode: Gymnasium's mode or its value, such as "SameStep".
        num_threads: Threads that step the worlds, the caller's included, 1..256. A forked child
            starts its own.
        seed_set: Seeds, up to 2^20 of them: every episode of every world is episode 0 of one of
            these, uniformly drawn with replacement. World i draws from a stream of its own, which
            the seed (seed + i) of the last seeded reset determines: so the sequence of its
            episodes depends on neither the other worlds nor the number of threads. None: no set.
        copy: Whether to return copies of the arrays. Without, every call returns the same arrays,
            the next call overwrites them, and observations and masks are read-only.
        options: Options of the worlds, the fields of EnvConfig by name: a value for all worlds, or
            a list, tuple or array of one for each.

    Raises:
        ValueError, TypeError: An argument is unknown, out of range or of the wrong type.
    """

    def __init__(
        self,
        num_envs: int = 1,
        *,
        render_mode: str | None = None,
        info: InfoLevel = "mask",
        autoreset_mode: AutoresetMode | Literal["NextStep", "SameStep", "Disabled"] = (
            AutoresetMode.NEXT_STEP
        ),
        num_threads: int = 1,
        seed_set: Sequence[int] | None = None,
        copy: bool = True,
        **options: Unpack[VectorOptions],
    ) -> None:
        check_names(options, type(self).__name__, _KEYWORDS)
        check_render_mode(render_mode, RENDER_MODES)
        self.num_envs = check_int("num_envs", num_envs, 1, NUM_ENVS_MAX)
        self.num_threads = check_int("num_threads", num_threads, 1, NUM_THREADS_MAX)
        self.autoreset_mode = check_autoreset_mode(autoreset_mode)
        self.metadata = {
            "autoreset_mode": self.autoreset_mode,
            "render_modes": RENDER_MODES.copy(),
            "render_fps": AsteroidProspectorEnv.metadata["render_fps"],
        }
        self.render_mode = render_mode
        self.single_observation_space = observation_space()
        self.single_action_space = action_space()
        self.observation_space = batch_space(self.single_observation_space, self.num_envs)
        self.action_space = batch_space(self.single_action_space, self.num_envs)
        self.copy = copy
        configs, seeds = world_configs(self.num_envs, options), check_seed_set(seed_set)
        self._make_batch(configs, info, seeds, has_pictures=render_mode is not None)

    def reset(
        self,
        *,
        seed: int | Sequence[int | None] | None = None,
        options: dict[str, Any] | None = None,
    ) -> tuple[npt.NDArray[np.float32], dict[str, Any]]:
        """Start episodes in all worlds, or in those of a mask.

        Args:
            seed: World i gets (seed + i) mod 2^64, or its own of a sequence; None (also in a
                sequence) starts the next episode of the world's seed. At the first reset None
                draws one seed from the operating system. With a seed set it is the seed of the
                draws, and None draws the next.
            options: `{"reset_mask": bool array (n,)}` resets those worlds only,
                `{"episode": e}` starts that episode, or a sequence of one for each world, unless
                there is a seed set; no other key is allowed.

        Returns:
            Observations float32 (n, 260) of all worlds, and infos.
        """
        batch = self._batch
        given = check_reset_options(options, RESET_OPTIONS)
        mask = check_reset_mask(given.get("reset_mask"), self.num_envs)
        episodes = check_episodes(given.get("episode"), self.num_envs)
        seeds = check_seeds(seed, self.num_envs)
        if self._seed_set and any(episode is not None for episode in episodes):
            raise ValueError("options['episode'] is not possible with a seed_set")
        if not (self._is_started | mask).all():
            first = int(np.argmin(self._is_started | mask))
            raise ValueError(f"world {first} was never reset: reset all worlds first")

        first_seed = draw_seed()
        for i in np.flatnonzero(mask).tolist():
            drawn = (first_seed + i) & SEED_MAX
            batch.reset_world(i, *self._start_of(i, seeds[i], episodes[i], drawn))
        if self._viewer is not None:
            self._viewer.restart(mask)
        self._is_started |= mask
        if any(given_seed is not None for given_seed in seeds):
            self._generator, self._np_random_seed = generator_of(seeds)
        if self.copy:
            return self._batch.copied()
        return self._shared_arrays["observations"], dict(self._infos)

    def step(self, actions: Any) -> StepResult:
        """Step every world.

        Args:
            actions: Integers of shape (n,); one outside 0..68 is illegal.

        Returns:
            Observations float32 (n, 260), rewards float64 (n,), terminated and truncated bool
            (n,), and the infos of the chosen level. In same-step mode the infos of a step that
            ended an episode also hold `final_obs` and `final_info`, whose rows are valid where
            `_final_obs` is true.

        Raises:
            TypeError: The actions are not integers.
            ValueError: Their shape is wrong, no episode was started, or (autoreset disabled) a
                world has ended.
        """
        self._check_started()
        indices = action_indices(actions, self.num_envs)
        if self.copy:
            results = self._batch.step_copied(indices)
            if self._viewer is not None:
                self._viewer.step(indices)
            return results
        self._batch.step(indices)
        if self._viewer is not None:
            self._viewer.step(indices)
        shared = self._shared_arrays
        infos: dict[str, Any] = dict(self._infos)
        if "was_final" in shared and shared["was_final"].any():
            infos["final_obs"] = shared["final_observations"]
            infos["_final_obs"] = shared["was_final"]
            infos["final_info"] = dict(self._final_infos)
            infos["_final_info"] = shared["was_final"]
        return (
            shared["observations"],
            shared["rewards"],
            shared["terminated"],
            shared["truncated"],
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

    def clone(self) -> Self:
        """Return a copy that continues from here, bit-identical and independent.

        Copies share what no world uses, Gymnasium's `np_random` and the spaces' generators;
        `copy.deepcopy` and pickle copy those, too.
        """
        twin = object.__new__(type(self))
        twin.__setstate__(self.__getstate__())
        return twin

    def clone_world(self, index: int) -> AsteroidProspectorEnv:
        """Return a single environment that continues where a world is, bit-identical.

        Raises:
            ValueError: The index is out of range, or the world was never reset.
        """
        env = AsteroidProspectorEnv(**self._configs[self._check_index(index)].to_dict())
        env.set_state(self.get_state(index))
        env.config = self._configs[index]
        return env

    def _copy_of_world(self, index: int) -> AsteroidProspectorEnv:
        """Return a world as a single environment, also one that was never reset."""
        if self._is_started[index]:
            return self.clone_world(index)
        return AsteroidProspectorEnv(**self._configs[index].to_dict())

    def call(self, name: str, *args: Any, **kwargs: Any) -> tuple[Any, ...]:
        """Call a method of every world, or read an attribute, as Gymnasium's vector envs do.

        The names are those of AsteroidProspectorEnv. Methods are called on copies of the worlds
        (see clone_world), so methods that change a world are refused.

        Returns:
            One result per world.

        Raises:
            AttributeError: The worlds have no such name.
            ValueError: It would change a world, or shows the last step, which copies do not have.
        """
        if name == "render":
            return self.render() or (None,) * self.num_envs
        if name == "render_mode":
            return (self.render_mode,) * self.num_envs
        if name in _NOT_ON_COPIES:
            raise ValueError(f"call({name!r}) is not possible: {_NOT_ON_COPIES[name]}")
        results = [getattr(self._copy_of_world(i), name) for i in range(self.num_envs)]
        return tuple(found(*args, **kwargs) if callable(found) else found for found in results)

    def get_attr(self, name: str) -> tuple[Any, ...]:
        """Return an attribute of every world, see call."""
        return self.call(name)

    def set_attr(self, name: str, values: Any) -> None:
        """Set the options of the worlds, each from its next episode on.

        Args:
            name: `config`.
            values: An EnvConfig for all worlds, or a list or tuple of one for each.

        Raises:
            AttributeError: The name is not `config`.
            ValueError: The number of values is not that of the worlds.
            TypeError: A value is not an EnvConfig.
        """
        if name != "config":
            raise AttributeError(f"attribute {name!r} cannot be set on worlds, only 'config'")
        configs = one_per_world(name, values, self.num_envs)
        for i, config in enumerate(configs):
            self._batch.set_next_config(i, config.to_native())
        self._configs = configs

    def close_extras(self, **_kwargs: Any) -> None:
        """Release worlds and threads; later calls raise ClosedEnvironmentError."""
        self._close_batch()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()
