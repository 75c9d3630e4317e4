"""The native vector environment: many worlds stepped together into arrays."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any, Final, Literal, Self, TypeAlias, TypeVar, cast

import numpy as np
import numpy.typing as npt
from gymnasium.error import ClosedEnvironmentError
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space

from envcore import _native
from envcore.batch_arrays import (
    Arrays,
    InfoLevel,
    allocate_arrays,
    handed_out,
    infos_of,
    shared_arrays,
)
from envcore.config import (
    SEED_MAX,
    EnvConfig,
    RewardModeName,
    action_indices,
    check_int,
    check_no_unknown,
    check_state,
)
from envcore.env import AsteroidProspectorEnv, check_render_mode, check_reset_options
from envcore.forking import renew_threads_after_fork
from envcore.spaces import action_space, observation_space
from envcore.vector_arguments import (
    check_autoreset_mode,
    check_episodes,
    check_reset_mask,
    check_seeds,
    one_per_world,
    world_configs,
)

T = TypeVar("T")

NUM_ENVS_MAX: Final = 2**20
NUM_THREADS_MAX: Final = 256
RESET_OPTIONS: Final = ("reset_mask", "episode")

_NATIVE_MODES: Final = {
    AutoresetMode.NEXT_STEP: _native.Autoreset.NEXT_STEP,
    AutoresetMode.SAME_STEP: _native.Autoreset.SAME_STEP,
    AutoresetMode.DISABLED: _native.Autoreset.DISABLED,
}

_NOT_ON_COPIES: Final = {
    "step": "use step()",
    "run": "use step()",
    "reset": "use reset(), with options={'reset_mask': ...} for some worlds",
    "set_state": "use set_state(index, state) or set_states(states)",
    "close": "use close()",
    "info": "use the infos of step(), with info='all'",
    "reward_terms": "step a copy from clone_world(index)",
}
"""What copies of the worlds can not stand in for, and what can."""

PerWorld: TypeAlias = T | Sequence[T] | npt.NDArray[Any]
"""A value for all worlds, or one for each."""

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

    World i has seed (seed + i) mod 2^64, and counts its own episodes. An option holds for every
    world; a list, tuple or array in its place gives each world its own.

    Args:
        num_envs: Number of worlds, 1 or more.
        time_max: Time budget of an episode, in ticks, 1..1,000,000.
        reward_mode: `shaped`, or `sparse` for the sale and terminal terms only.
        pirates: Whether pirates attack.
        fractures: Whether asteroids crack while being mined.
        scan_noise: Whether scans are noisy.
        price_impact: Whether sales move stocks, and stocks move prices.
        market_shocks: Whether prices jump and fall now and then.
        render_mode: None only.
        info: `none`, `mask` (the action mask) or `all` (every key as an array).
        autoreset_mode: Gymnasium's mode or its value, as in "SameStep".
        num_threads: Threads that step the worlds, the caller's included, 1..256. A forked child
            starts its own.
        copy: Whether to hand out copies. Without, arrays are the same at every call, the next
            call overwrites them, and observations and masks are read-only.

    Raises:
        ValueError, TypeError: An argument is unknown, out of range or of the wrong type.
    """

    def __init__(
        self,
        num_envs: int = 1,
        *,
        time_max: PerWorld[int] = 20000,
        reward_mode: PerWorld[RewardModeName] = "shaped",
        pirates: PerWorld[bool] = True,
        fractures: PerWorld[bool] = True,
        scan_noise: PerWorld[bool] = True,
        price_impact: PerWorld[bool] = True,
        market_shocks: PerWorld[bool] = True,
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
        self.num_threads = check_int("num_threads", num_threads, 1, NUM_THREADS_MAX)
        mode = check_autoreset_mode(autoreset_mode)
        options = {
            "time_max": time_max,
            "reward_mode": reward_mode,
            "pirates": pirates,
            "fractures": fractures,
            "scan_noise": scan_noise,
            "price_impact": price_impact,
            "market_shocks": market_shocks,
        }
        self._configs = world_configs(self.num_envs, options)
        self.autoreset_mode = mode
        self.metadata = {"autoreset_mode": mode, "render_modes": []}
        self.render_mode = None
        self.single_observation_space = observation_space()
        self.single_action_space = action_space()
        self.observation_space = batch_space(self.single_observation_space, self.num_envs)
        self.action_space = batch_space(self.single_action_space, self.num_envs)
        self.copy = copy
        self._info_level: InfoLevel = info
        self._share(allocate_arrays(self.num_envs, info, mode is AutoresetMode.SAME_STEP))
        self._batch = self._new_batch(self._arrays)
        self._is_started = np.zeros(self.num_envs, np.bool_)

    @property
    def configs(self) -> list[EnvConfig]:
        """Options of each world's next episode; those of the running one, unless set since."""
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
                `{"episode": e}` starts that episode, or of a sequence each world its own; no other
                key is allowed.

        Returns:
            Observations float32 (n, 260) of all worlds, and infos.
        """
        given = check_reset_options(options, RESET_OPTIONS)
        mask = check_reset_mask(given.get("reset_mask"), self.num_envs)
        starts = check_episodes(given.get("episode"), self.num_envs)
        seeds = check_seeds(seed, self.num_envs)
        if not (self._is_started | mask).all():
            first = int(np.argmin(self._is_started | mask))
            raise ValueError(f"world {first} was never reset: reset all worlds first")

        if isinstance(seed, int | np.integer):
            VectorEnv.reset(self, seed=int(seed))
        base = secrets.randbits(64)
        for i in np.flatnonzero(mask).tolist():
            world_seed, episode = self._next_episode(i, seeds[i], base)
            start = starts[i]
            self._batch.reset_world(i, world_seed, episode if start is None else start)
        self._is_started |= mask
        return self._handed_out("observations"), handed_out(self._infos, self.copy)

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
        infos = handed_out(self._infos, self.copy)
        was_final = self._arrays.get("was_final")
        if was_final is not None and was_final.any():
            valid = self._handed_out("was_final")
            infos["final_obs"] = self._handed_out("final_observations")
            infos["_final_obs"] = valid
            infos["final_info"] = handed_out(self._final_infos, self.copy)
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
        """Return the whole state of a world, as AsteroidProspectorEnv.get_state does.

        Raises:
            ValueError: The index is out of range, or the world was never reset.
        """
        return self._batch.get_state(self._check_world(index))

    def set_state(self, index: int, state: bytes) -> None:
        """Put a world into a state; its row of every array shows it at once.

        The options of the state become those of this world.

        Raises:
            ValueError: The bytes are foreign, stale, cut off or damaged.
            TypeError: They are no bytes.
        """
        index = self._check_index(index)
        self._batch.set_state(index, check_state("state", state))
        self._configs[index] = EnvConfig.from_native(self._batch.next_config(index))
        self._is_started[index] = True

    def state_digest(self, index: int) -> bytes:
        """Return the first 16 bytes of the SHA-256 of a world's canonical state."""
        return self._batch.state_digest(self._check_world(index))

    def get_states(self) -> list[bytes]:
        """Return the whole state of every world, in order."""
        self._check_started()
        return [self._batch.get_state(i) for i in range(self.num_envs)]

    def set_states(self, states: Sequence[bytes]) -> None:
        """Put every world into a state; nothing changes where one of them is refused.

        Raises:
            ValueError: There are more or fewer states than worlds, or one is foreign, stale, cut
                off or damaged.
            TypeError: One is no bytes.
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

    def clone(self) -> Self:
        """Return a vector environment that goes on from here with the same bits, chance included.

        Neither sees the other's steps, nor its arrays. Gymnasium's `np_random` and the spaces'
        generators, which no world uses, are shared; `copy.deepcopy` and pickle copy those, too.
        """
        twin = object.__new__(type(self))
        twin.__setstate__(self.__getstate__())
        return twin

    def clone_world(self, index: int) -> AsteroidProspectorEnv:
        """Return a single environment that goes on where a world is, with the same bits.

        Raises:
            ValueError: The index is out of range, or the world was never reset.
        """
        env = AsteroidProspectorEnv(**self._configs[self._check_index(index)].to_dict())
        env.set_state(self.get_state(index))
        env.config = self._configs[index]
        return env

    def call(self, name: str, *args: Any, **kwargs: Any) -> tuple[Any, ...]:
        """Call a method of every world, or read an attribute, as Gymnasium's vector envs do.

        The names are those of AsteroidProspectorEnv. Methods are called on copies of the worlds
        (see clone_world), so what would change a world is refused.

        Returns:
            One result per world.

        Raises:
            AttributeError: The worlds have no such name.
            ValueError: It would change a world, or tells of a step, which copies know nothing of.
        """
        if name in _NOT_ON_COPIES:
            raise ValueError(f"call({name!r}) is not possible: {_NOT_ON_COPIES[name]}")
        results = [getattr(self.clone_world(i), name) for i in range(self.num_envs)]
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
            AttributeError: The name is another; worlds have nothing else that can be set.
            ValueError: There are more or fewer values than worlds.
            TypeError: One is no EnvConfig.
        """
        if name != "config":
            raise AttributeError(f"attribute {name!r} can not be set on worlds, only 'config'")
        self._configs = one_per_world(name, values, self.num_envs)
        for i, config in enumerate(self._configs):
            self._batch.set_next_config(i, config.to_native())

    def close_extras(self, **_kwargs: Any) -> None:
        """Give back worlds and threads; what is called afterwards raises ClosedEnvironmentError."""
        self._batch = cast("_native.Batch", _ClosedBatch())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def __getstate__(self) -> dict[str, Any]:
        started = np.flatnonzero(self._is_started).tolist()
        state = self.__dict__ | {"_states": {i: self._batch.get_state(i) for i in started}}
        for name in ("_batch", "_shared_arrays", "_infos", "_final_infos"):
            del state[name]
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        attributes = state.copy()
        states = attributes.pop("_states")
        self.__dict__.update(attributes)
        self._is_started = self._is_started.copy()
        self._configs = self._configs.copy()
        arrays = {name: np.zeros_like(array) for name, array in self._arrays.items()}
        self._batch = self._new_batch(arrays)
        for i, world in states.items():
            self._batch.set_state(i, world)
            self._batch.set_next_config(i, self._configs[i].to_native())
        for name, array in self._arrays.items():  # they tell of the last step, which states do not
            arrays[name][...] = array
        self._share(arrays)

    def _share(self, arrays: Arrays) -> None:
        """Keep the arrays, and how they are handed out: sorting that at every step takes long."""
        self._arrays = arrays
        self._shared_arrays = shared_arrays(arrays)
        self._infos = infos_of(self._shared_arrays, "info.")
        self._final_infos = infos_of(arrays, "final_info.")

    def _new_batch(self, arrays: Arrays) -> _native.Batch:
        natives = {config: config.to_native() for config in set(self._configs)}
        configs = [natives[config] for config in self._configs]
        batch = _native.Batch(configs, _NATIVE_MODES[self.autoreset_mode], self.num_threads)
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
            raise ValueError("no episode was started: call reset() first")

    def _next_episode(self, index: int, seed: int | None, drawn_seed: int) -> tuple[int, int]:
        if seed is not None:
            return seed, 0
        if not self._is_started[index]:
            return (drawn_seed + index) & SEED_MAX, 0
        return self._batch.seed(index), self._batch.episode(index) + 1

    def _handed_out(self, name: str) -> npt.NDArray[Any]:
        return self._arrays[name].copy() if self.copy else self._shared_arrays[name]


class _ClosedBatch:
    """Stands where the batch was, so that closing costs nothing before."""

    def __getattr__(self, name: str) -> Any:
        raise ClosedEnvironmentError("this vector environment is closed: make a new one")
