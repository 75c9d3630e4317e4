"""The Gymnasium environment: one native world behind the frozen interface."""

from __future__ import annotations

import copy
import secrets
from typing import TYPE_CHECKING, Any, Self

import gymnasium as gym
import numpy as np
import numpy.typing as npt

from envcore import _native
from envcore.config import (
    EnvConfig,
    RewardModeName,
    action_index,
    action_indices,
    check_config,
    check_no_unknown,
    check_seed,
    check_state,
)
from envcore.generator import LazyGenerator
from envcore.rendering.dashboard import render_ansi
from envcore.spaces import action_space, observation_space

if TYPE_CHECKING:
    from envcore.rendering.viewer import Viewer

Observation = npt.NDArray[np.float32]

RESET_OPTIONS = ("episode",)


class AsteroidProspectorEnv(gym.Env[Observation, np.int64]):
    """Fly a mining ship through a belt of uncertain rocks and sell into a market that moves.

    Observations are float32 of shape (260,) in -1..1, actions are integers; an integer outside
    0..68 or an illegal action is HOLD_DRIFT with a penalty. Every info has the `action_mask`,
    int8 of shape (69,).

    Args:
        time_max: Time budget of an episode, in ticks, 1..1,000,000.
        reward_mode: `shaped`, or `sparse` for the sale and terminal terms only.
        pirates: Whether pirates attack.
        fractures: Whether asteroids crack while being mined.
        scan_noise: Whether scans are noisy.
        price_impact: Whether sales move stocks, and stocks move prices.
        market_shocks: Whether prices jump and fall now and then.
        render_mode: None; `ansi` for a dashboard of text; `rgb_array` for pictures, uint8 of shape
            (600, 960, 3); `human` for a window, or for drawing unseen where there is no display.
            All of them show what the ship knows, and nothing else.

    Raises:
        ValueError, TypeError: An option is unknown, out of range or of the wrong type.
    """

    metadata: dict[str, Any] = {  # noqa: RUF012  # as in gym.Env
        "render_modes": ["human", "rgb_array", "ansi"],
        "render_fps": 10,
    }

    def __init__(
        self,
        *,
        time_max: int = 20000,
        reward_mode: RewardModeName = "shaped",
        pirates: bool = True,
        fractures: bool = True,
        scan_noise: bool = True,
        price_impact: bool = True,
        market_shocks: bool = True,
        render_mode: str | None = None,
        **unknown: Any,
    ) -> None:
        check_no_unknown(unknown)
        check_render_mode(render_mode, self.metadata["render_modes"])
        self.config = EnvConfig(
            time_max=time_max,
            reward_mode=reward_mode,
            pirates=pirates,
            fractures=fractures,
            scan_noise=scan_noise,
            price_impact=price_impact,
            market_shocks=market_shocks,
        )
        self.render_mode = render_mode
        self.observation_space = observation_space()
        self.action_space = action_space()
        self._viewer = _new_viewer() if render_mode in ("rgb_array", "human") else None
        self._generator: np.random.Generator | LazyGenerator | None = None
        self._world = _native.World()
        self._is_started = False

    @property
    def config(self) -> EnvConfig:
        """Options of the world; new ones count from the next reset on.

        Raises:
            TypeError: What is set is no EnvConfig.
        """
        return self._config

    @config.setter
    def config(self, config: EnvConfig) -> None:
        self._config = check_config("config", config)
        self._native_config = config.to_native()

    @property
    def world_seed(self) -> int:
        """Seed of the world, 0..2^64-1."""
        return self._started_world().seed

    @property
    def episode(self) -> int:
        """Number of the episode: 0 after a seeded reset, counting up at each reset without one."""
        return self._started_world().episode

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Observation, dict[str, Any]]:
        """Start an episode.

        Args:
            seed: 0..2^64-1 for episode 0 of that seed; None for the next episode of the same
                seed (the first time: of a seed drawn from the operating system).
            options: `{"episode": e}` starts that episode instead; no other key is allowed.

        Returns:
            The first observation, float32 (260,), and its info.
        """
        start = check_reset_options(options, RESET_OPTIONS).get("episode")
        if seed is not None:
            seed = check_seed("seed", seed)
        if start is not None:
            start = check_seed("options['episode']", start)
        if seed is not None:  # as gym.Env.reset does, but for making the generator at once
            self._generator, self._np_random_seed = LazyGenerator(seed), seed

        if seed is not None or not self._is_started:
            world_seed, episode = seed if seed is not None else secrets.randbits(64), 0
        else:
            world_seed, episode = self._world.seed, self._world.episode + 1
        self._world.reset(self._native_config, world_seed, episode if start is None else start)
        self._is_started = True
        observation, info = self._world.observation(), self._world.info()
        if self._viewer is not None:
            self._viewer.log.start(observation, info)
            self._show()
        return observation, info

    def step(self, action: Any) -> tuple[Observation, float, bool, bool, dict[str, Any]]:
        """Take one step.

        Args:
            action: Any integer; one outside 0..68 is illegal.

        Returns:
            Observation float32 (260,), reward, terminated, truncated, info.

        Raises:
            TypeError: The action is no integer.
            ValueError: The episode has ended, or none was started.
        """
        if type(action) is not int:
            action = action_index(action)
        result = self._world.step(action)
        if self._viewer is not None:
            self._viewer.log.note(result[0], result[4])
            self._show()
        return result

    def run(self, actions: Any, total: float = 0.0) -> tuple[int, float]:
        """Step through many actions natively, until they or the episode are over.

        Args:
            actions: Integers of shape (n,), as for step.
            total: Sum of rewards so far.

        Returns:
            The number of steps taken, and `total` with their rewards added one by one.

        Raises:
            TypeError: The actions are no integers.
            ValueError: Their shape is wrong, the episode has ended, or none was started.
        """
        result = self._started_world().run(action_indices(actions), total)
        if self._viewer is not None:
            self._viewer.log.catch_up(self._world.observation(), self._world.info())
            self._show()
        return result

    @property
    def has_ended(self) -> bool:
        """Whether the episode has ended and a reset is due."""
        return self._started_world().has_ended

    def action_masks(self) -> npt.NDArray[np.bool_]:
        """Return which actions are legal now, bool of shape (69,), as sb3-contrib wants it."""
        mask: npt.NDArray[np.int8] = self._started_world().info()["action_mask"]
        return mask.astype(np.bool_)

    def observation(self) -> Observation:
        """Return the observation of the world as it stands, float32 (260,)."""
        return self._started_world().observation()

    def info(self) -> dict[str, Any]:
        """Return the info of the world as it stands."""
        return self._started_world().info()

    def reward_terms(self) -> dict[str, float]:
        """Return the terms of the last step's shaped reward, by name, in the order of the sum."""
        return self._started_world().reward_terms()

    def belt(self) -> list[dict[str, Any]]:
        """Return the true belt, for viewers: per node type, hops, danger, piracy, neighbors."""
        return self._started_world().belt()

    def asteroids(self) -> list[dict[str, Any]]:
        """Return the true asteroids of the current node, for viewers.

        Per asteroid: composition, stability, richness (units per tick), scan_noise, depletion.
        """
        return self._started_world().asteroids()

    def market(self) -> dict[str, tuple[float, ...]]:
        """Return what moves the prices, for viewers: tuples by commodity.

        `drift` and `shock` are shares of the base price, `stock` and `base_stock` are units.
        """
        return self._started_world().market()

    def get_state(self) -> bytes:
        """Return the whole state: magic, version, spec digest, canonical state, checksum."""
        return self._started_world().get_state()

    def set_state(self, state: bytes) -> None:
        """Put the world into a state of get_state; its options become those of this env.

        The info is that of a reset until the next step. Nothing changes where it raises.

        Raises:
            ValueError: The bytes are foreign, stale, cut off or damaged.
            TypeError: They are no bytes.
        """
        self._world.set_state(check_state("state", state))
        self.config = EnvConfig.from_native(self._world.config)
        self._is_started = True
        if self._viewer is not None:
            self._viewer.log.start(self._world.observation(), self._world.info())
            self._show()

    def state_digest(self) -> bytes:
        """Return the first 16 bytes of the SHA-256 of the canonical state."""
        return self._started_world().state_digest()

    def clone(self) -> Self:
        """Return an environment that goes on from here with the same bits, chance included.

        Neither sees the other's steps. What the world itself never uses is shared, because copying
        it takes longer than copying the world: `np_random` and the spaces' generators. Use
        `copy.deepcopy` (or pickle) for a copy of those, too.
        """
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__)
        twin._world = self._world.copy()
        twin._viewer = copy.deepcopy(self._viewer)
        return twin

    def __getstate__(self) -> dict[str, Any]:
        state = self.__dict__.copy()
        del state["_native_config"]
        state["_generator"] = self._np_random
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._native_config = self._config.to_native()

    @property
    def _np_random(self) -> np.random.Generator | None:
        generator = self._generator
        return generator.get() if isinstance(generator, LazyGenerator) else generator

    @_np_random.setter
    def _np_random(self, generator: np.random.Generator | None) -> None:
        self._generator = generator

    def render(self) -> str | npt.NDArray[np.uint8] | None:
        """Return the situation, in the way that `render_mode` asks for.

        Returns:
            Text in mode `ansi`, uint8 of shape (600, 960, 3) in mode `rgb_array`, and None in mode
            `human`, where every reset and step shows itself, or without a render mode.

        Raises:
            ValueError: No episode was started.
        """
        if self.render_mode is None:
            gym.logger.warn(f"render() needs a render_mode, one of {self.metadata['render_modes']}")
            return None
        world = self._started_world()
        if self.render_mode == "ansi":
            return render_ansi(world.observation(), world.info())
        return self.picture() if self.render_mode == "rgb_array" else None

    def picture(self, *, truth: bool = False) -> npt.NDArray[np.uint8]:
        """Return the situation as pixels, whatever the render mode.

        Only an environment in mode `rgb_array` or `human` remembers where it has been and how
        prices went; elsewhere the picture shows the last observation alone.

        Args:
            truth: Whether the map shows the whole belt with its true dangers and threats.

        Returns:
            uint8 of shape (600, 960, 3).

        Raises:
            ValueError: No episode was started.
        """
        world = self._started_world()
        viewer = self._viewer
        if viewer is None:
            viewer = _new_viewer()
            viewer.log.start(world.observation(), world.info())
        return viewer.paint(self.belt() if truth else None)

    def close(self) -> None:
        """Close the window of mode `human`, if there is one; may be called more than once."""
        if self._viewer is not None:
            self._viewer.close()

    def _show(self) -> None:
        if self.render_mode == "human" and self._viewer is not None:
            self._viewer.show(self.metadata["render_fps"])

    def _started_world(self) -> _native.World:
        if not self._is_started:
            raise ValueError("no episode was started: call reset() first")
        return self._world


def _new_viewer() -> Viewer:
    from envcore.rendering.viewer import Viewer  # noqa: PLC0415  # most environments draw nothing

    return Viewer()


def check_render_mode(render_mode: str | None, allowed: list[str]) -> None:
    """Refuse a render mode that the environment does not have."""
    if render_mode is not None and render_mode not in allowed:
        raise ValueError(
            f"option render_mode is {render_mode!r}, expected None or one of {allowed}"
        )


def check_reset_options(options: dict[str, Any] | None, allowed: tuple[str, ...]) -> dict[str, Any]:
    """Return the options of a reset, refusing unknown keys."""
    for key, value in (options or {}).items():
        if key not in allowed:
            raise ValueError(f"options[{key!r}] is {value!r}: unknown, allowed keys: {allowed}")
    return options or {}
