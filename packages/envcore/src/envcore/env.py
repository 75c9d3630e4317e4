"""The Gymnasium environment: one native world behind the frozen interface."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Self, Unpack

import gymnasium as gym
import numpy as np
import numpy.typing as npt

from envcore import _native
from envcore.arguments import (
    action_index,
    action_indices,
    check_render_mode,
    check_reset_options,
    check_reset_state,
    check_seed,
    check_state,
)
from envcore.config import EnvConfig, check_config
from envcore.episodes import episode_to_start
from envcore.generator import HasLazyGenerator, LazyGenerator
from envcore.options import EnvOptions
from envcore.rendering.dashboard import render_ansi
from envcore.spaces import action_space, observation_space
from envcore.world_views import Observation, WorldViews

if TYPE_CHECKING:
    from envcore.rendering.viewer import Viewer

RESET_OPTIONS = ("episode", "state")


class AsteroidProspectorEnv(WorldViews, HasLazyGenerator, gym.Env[Observation, np.int64]):
    """Fly a mining ship through a belt of uncertain rocks and sell into a market that moves.

    Observations are float32 of shape (260,) in -1..1, actions are integers; an integer outside
    0..68 or an illegal action is HOLD_DRIFT with a penalty. Every info has the `action_mask`,
    int8 of shape (69,).

    Args:
        render_mode: None; `ansi` for a dashboard of text; `rgb_array` for pictures, uint8 of shape
            (600, 960, 3); `human` for a window (drawn off screen where there is no display). All
            of them show what the ship knows, and nothing else.
        options: Options of the world, the fields of EnvConfig by name; each may be left out.

    Raises:
        ValueError, TypeError: An option is unknown, out of range or of the wrong type.
    """

    metadata: dict[str, Any] = {  # noqa: RUF012  # as in gym.Env
        "render_modes": ["human", "rgb_array", "ansi"],
        "render_fps": 10,
    }

    def __init__(self, *, render_mode: str | None = None, **options: Unpack[EnvOptions]) -> None:
        self.config = EnvConfig.from_options(options, type(self).__name__)
        check_render_mode(render_mode, self.metadata["render_modes"])
        self.render_mode = render_mode
        self.observation_space = observation_space()
        self.action_space = action_space()
        self._viewer = _new_viewer() if render_mode in ("rgb_array", "human") else None
        self._world = _native.World()
        self._is_started = False

    @property
    def config(self) -> EnvConfig:
        """Options of the world; a new value applies from the next reset.

        Raises:
            TypeError: The value is not an EnvConfig.
        """
        return self._config

    @config.setter
    def config(self, config: EnvConfig) -> None:
        self._config = check_config("config", config)
        self._native_config = config.to_native()

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Observation, dict[str, Any]]:
        """Start an episode.

        Args:
            seed: 0..2^64-1 for episode 0 of that seed; None for the next episode of the same
                seed (first reset: of a seed from the operating system).
            options: `{"episode": e}` starts that episode instead; `{"state": s}` continues from a
                state of get_state, as bytes or in base64, and the seed is that of `np_random`.
                `minari_autoseed`, which Minari's DataCollector reads, is ignored; no other key is
                allowed.

        Returns:
            The first observation, float32 (260,), and its info.
        """
        given = check_reset_options(options, RESET_OPTIONS)
        episode, state = given.get("episode"), given.get("state")
        if seed is not None:
            seed = check_seed("seed", seed)
        if state is not None:
            self.set_state(check_reset_state(state, episode))
        elif episode is not None:
            episode = check_seed("options['episode']", episode)
        if seed is not None:
            self._generator, self._np_random_seed = LazyGenerator(seed), seed
        if state is not None:
            return self.observation(), self.info()

        world = self._world
        running = (world.seed, world.episode) if self._is_started else None
        world.reset(self._native_config, *episode_to_start(seed, episode, running))
        self._is_started = True
        observation, info = self._world.observation(), self._world.info()
        if self._viewer is not None:
            self._viewer.start(self._config, world.seed, world.episode)
            self._show(self._viewer)
        return observation, info

    def step(self, action: Any) -> tuple[Observation, float, bool, bool, dict[str, Any]]:
        """Take one step.

        Args:
            action: Any integer; one outside 0..68 is illegal.

        Returns:
            Observation float32 (260,), reward, terminated, truncated, info.

        Raises:
            TypeError: The action is not an integer.
            ValueError: The episode has ended, or none was started.
        """
        if type(action) is not int:
            action = action_index(action)
        result = self._world.step(action)
        if self._viewer is not None:
            self._viewer.actions.append(action)
            if self.render_mode == "human":
                self._show(self._viewer)
        return result

    def run(self, actions: Any, total: float = 0.0) -> tuple[int, float]:
        """Step through many actions natively, until the last action or the end of the episode.

        Args:
            actions: Integers of shape (n,), as for step.
            total: Sum of rewards so far.

        Returns:
            The number of steps taken, and `total` with their rewards added one by one.

        Raises:
            TypeError: The actions are not integers.
            ValueError: Their shape is wrong, the episode has ended, or none was started.
        """
        indices = action_indices(actions)
        taken, total = self._started_world().run(indices, total)
        if self._viewer is not None:
            self._viewer.actions.extend(indices[:taken].tolist())
            self._show(self._viewer)
        return taken, total

    def get_state(self) -> bytes:
        """Return the whole state: magic, version, spec digest, canonical state, checksum."""
        return self._started_world().get_state()

    def set_state(self, state: bytes) -> None:
        """Put the world into a state of get_state; its options become those of this env.

        Until the next step the info is that of a reset. An error changes nothing.

        Raises:
            ValueError: The bytes are foreign, stale, cut off or damaged.
            TypeError: The state is not bytes.
        """
        self._world.set_state(check_state("state", state))
        self.config = EnvConfig.from_native(self._world.config)
        self._is_started = True
        if self._viewer is not None:
            self._viewer.start_from(state)
            self._show(self._viewer)

    def state_digest(self) -> bytes:
        """Return the first 16 bytes of the SHA-256 of the canonical state."""
        return self._started_world().state_digest()

    def clone(self) -> Self:
        """Return a copy that continues from here, bit-identical and independent.

        Copies share what the world never uses, `np_random` and the spaces' generators: copying
        those takes longer than copying the world. `copy.deepcopy` and pickle copy them, too.
        """
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__)
        twin._world = self._world.copy()
        twin._viewer = copy.deepcopy(self._viewer)
        return twin

    __copy__ = clone

    def __getstate__(self) -> dict[str, Any]:
        state = self.__dict__.copy()
        del state["_native_config"]
        state["_generator"] = self._np_random
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._native_config = self._config.to_native()

    def render(self) -> str | npt.NDArray[np.uint8] | None:
        """Return the situation in the form of `render_mode`.

        Returns:
            Text in mode `ansi`, uint8 of shape (600, 960, 3) in mode `rgb_array`, and None in mode
            `human` (each reset and step updates the window) or without a render mode.

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
        """Return the situation as pixels, in any render mode.

        Modes `rgb_array` and `human` also show the route and past prices; the other modes show
        the last observation only.

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
        """Close the window of mode `human`. Safe to call more than once."""
        if self._viewer is not None:
            self._viewer.close()

    def _show(self, viewer: Viewer) -> None:
        if self.render_mode == "human":
            viewer.show(self.metadata["render_fps"])


def _new_viewer() -> Viewer:
    from envcore.rendering.viewer import Viewer  # noqa: PLC0415  # only drawing needs it

    return Viewer()
