"""`ReferenceEnv`: the reference world as a Gymnasium environment, and ways to look inside."""

from __future__ import annotations

import operator
import pickle
from typing import Any, ClassVar, Self, Unpack

import gymnasium as gym
import numpy as np
import numpy.typing as npt

from envcore import spec
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
from envcore.env import RESET_OPTIONS
from envcore.episodes import end_flags, episode_to_start
from envcore.options import EnvOptions
from envcore.rendering.dashboard import render_ansi
from envcore.spaces import action_space, observation_space
from envcore.world_views import Observation
from envref import state_codec
from envref.explain import Explanation, explain_action
from envref.info import info_of
from envref.legality import action_mask
from envref.observation import pack_observation
from envref.reward import TERMS, reward_of, reward_terms
from envref.step import step
from envref.step_record import StepRecord
from envref.trace import StepTrace, Tracer
from envref.truth import asteroids_of, belt_of, market_of, truth_of
from envref.world import World, make_world


class ReferenceEnv(gym.Env[Observation, np.int64]):
    """The world in plain Python, bit-identical to `envcore.AsteroidProspectorEnv`.

    Args:
        render_mode: None or `ansi`.
        options: Options of the world, the fields of EnvConfig by name; each may be left out.

    Raises:
        ValueError, TypeError: An option is unknown, out of range or of the wrong type.
    """

    metadata: ClassVar[dict[str, Any]] = {"render_modes": ["ansi"], "render_fps": 4}  # type: ignore[misc]

    def __init__(self, *, render_mode: str | None = None, **options: Unpack[EnvOptions]) -> None:
        """Check the options; `reset` makes the world."""
        self.config = EnvConfig.from_options(options, type(self).__name__)
        check_render_mode(render_mode, self.metadata["render_modes"])
        self.render_mode = render_mode
        self.observation_space = observation_space()
        self.action_space = action_space()
        self.is_tracing = False
        """While set, every step stores its `last_trace`."""
        self.last_trace: StepTrace | None = None
        self._world: World | None = None
        self._record: StepRecord | None = None

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

    @property
    def world(self) -> World:
        """The whole state, hidden truth included: read it, do not write it."""
        if self._world is None:
            raise ValueError("no episode was started: call reset() first")
        return self._world

    @property
    def world_seed(self) -> int:
        """Seed of the world, 0..2^64-1."""
        return self.world.chance.seed

    @property
    def episode(self) -> int:
        """Number of the episode: 0 after a seeded reset, counting up at each reset without one."""
        return self.world.chance.episode

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Observation, dict[str, Any]]:
        """Start an episode.

        Args:
            seed: 0..2^64-1 for episode 0 of that seed; None for the next episode of the same
                seed (first reset: of a seed from the operating system).
            options: `{"episode": e}` starts that episode instead; `{"state": s}` continues from a
                state of get_state, as bytes or in base64; no other key is allowed.

        Returns:
            The first observation, float32 (260,), and its info.
        """
        given = check_reset_options(options, RESET_OPTIONS)
        episode, state = given.get("episode"), given.get("state")
        if seed is not None:
            seed = check_seed("seed", seed)
        if state is not None:
            self.set_state(check_reset_state(state, episode))
            super().reset(seed=seed)
            return self.observation(), self.info()
        if episode is not None:
            episode = check_seed("options['episode']", episode)
        super().reset(seed=seed)
        running = None if self._world is None else (self.world_seed, self.episode)
        start = episode_to_start(seed, episode, running)
        self._take(make_world(self.config, *start))
        return self.observation(), self.info()

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
        wanted = action_index(action)
        self._check_running()
        reward = self._step(wanted)
        terminated, truncated = end_flags(self.world.end_cause)
        return self.observation(), reward, terminated, truncated, self.info()

    def run(self, actions: Any, total: float = 0.0) -> tuple[int, float]:
        """Step through many actions, until the last action or the end of the episode.

        Args:
            actions: Integers of shape (n,), as for step.
            total: Sum of rewards so far.

        Returns:
            The number of steps taken, and `total` with their rewards added one by one.

        Raises:
            TypeError: The actions are not integers.
            ValueError: Their shape is wrong, the episode has ended, or none was started.
        """
        wanted = action_indices(actions).tolist()
        self._check_running()
        taken = 0
        while taken < len(wanted) and not self.has_ended:
            total += self._step(wanted[taken])
            taken += 1
        return taken, total

    @property
    def has_ended(self) -> bool:
        """Whether the episode has ended and a reset is due."""
        return self.world.end_cause != spec.EndCause.NONE

    def action_masks(self) -> npt.NDArray[np.bool_]:
        """Return which actions are legal now, bool of shape (69,), as sb3-contrib expects."""
        return action_mask(self.world).astype(np.bool_)

    def observation(self) -> Observation:
        """Return the current observation, float32 (260,)."""
        return pack_observation(self.world)

    def info(self) -> dict[str, Any]:
        """Return the current info."""
        return info_of(self.world, self._record)

    def reward_terms(self) -> dict[str, float]:
        """Return the terms of the last step's shaped reward, by name, in the order of the sum."""
        if self._record is None:
            return dict.fromkeys(TERMS, 0.0)
        return reward_terms(self._record)

    def get_state(self) -> bytes:
        """Return the whole state, byte-identical to that of envcore."""
        return state_codec.get_state(self.world)

    def set_state(self, state: bytes) -> None:
        """Put the world into a state of get_state; its options become those of this env.

        Until the next step the info is that of a reset. An error changes nothing.

        Raises:
            ValueError: The bytes are foreign, stale, cut off or damaged.
            TypeError: The state is not bytes.
        """
        self._take(state_codec.set_state(check_state("state", state)))

    def state_digest(self) -> bytes:
        """Return the first 16 bytes of the SHA-256 of the canonical state."""
        return state_codec.state_digest(self.world)

    def clone(self) -> Self:
        """Return a copy that continues from here, bit-identical and independent."""
        copy: Self = pickle.loads(pickle.dumps(self))  # several times faster than deepcopy
        return copy

    def render(self) -> str | None:
        """Return the situation as text in mode `ansi`, None without a render mode."""
        if self.render_mode is None:
            gym.logger.warn("render() was called without a render mode: pass render_mode='ansi'")
            return None
        return render_ansi(self.observation(), self.info())

    def belt(self) -> list[dict[str, Any]]:
        """Return the true belt, for viewers: each node's type, hops, danger, piracy, neighbors."""
        return belt_of(self.world)

    def asteroids(self) -> list[dict[str, Any]]:
        """Return the true asteroids of the current node, for viewers.

        Per asteroid: composition, stability, richness (units per tick), scan_noise, depletion.
        """
        return asteroids_of(self.world)

    def market(self) -> dict[str, tuple[float, ...]]:
        """Return what drives the prices, for viewers: tuples by commodity.

        `drift` and `shock` are shares of the base price, `stock` and `base_stock` are units.
        """
        return market_of(self.world)

    def truth(self) -> dict[str, Any]:
        """Return what no observation shows: the belt, every asteroid, what drives the prices."""
        return truth_of(self.world)

    def explain(self, action: Any) -> Explanation:
        """Return why an action is illegal here, or what it would do and cost; nothing changes."""
        action_index(action)  # refuses what is not an integer, like step
        return explain_action(self.world, operator.index(action))

    def _take(self, world: World) -> None:
        """Make `world` the world of this env, with no step behind it."""
        self._world = world
        self.config = world.config
        self._record = None
        self.last_trace = None

    def _check_running(self) -> None:
        """Refuse to step an episode that is over."""
        if self.has_ended:
            raise ValueError("the episode has ended: call reset() first")

    def _step(self, wanted: int) -> float:
        """Execute one action and return its reward."""
        self._record = self._traced_step(wanted) if self.is_tracing else step(self.world, wanted)
        return reward_of(self._record, self.world.config.reward_mode)

    def _traced_step(self, wanted: int) -> StepRecord:
        """Take a step and keep its trace."""
        tracer = Tracer(self.world)
        record = step(self.world, wanted, tracer.watch)
        self.last_trace = StepTrace(record, reward_terms(record), tuple(tracer.phases))
        return record
