"""Learners of the same policy on the same worlds: trainkit's, plain SB3's, a one-file loop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from sb3_contrib import MaskablePPO
from stable_baselines3.common.callbacks import CallbackList
from stable_baselines3.common.logger import Logger
from stable_baselines3.common.vec_env import VecNormalize

from trainkit.config.schema import RunConfig
from trainkit.envs.training_worlds import Step, TrainingWorlds
from trainkit.envs.vec_env import BatchVecEnv
from trainkit.learn.learner import make_learner, make_worlds
from trainkit.policies.networks import policy_arguments

from one_file_ppo import OneFilePPO, Settings

STEPS_ON = 30


class Peer(Protocol):
    """A learner that is measured."""

    def rollout(self) -> None:
        """Collect one rollout and learn from it."""


class NothingWorlds(TrainingWorlds):
    """Worlds that cost nothing: the same arrays at every step, and no episode ends.

    The arrays are those of real worlds some steps on, with masks as they are there.
    """

    def __init__(self, config: RunConfig) -> None:
        super().__init__(config.num_envs, config.env.to_env_config())
        self._is_frozen = False
        self.reset(range(config.num_envs))
        rng = np.random.default_rng(0)
        for _ in range(STEPS_ON):
            masks = self.batch.action_masks()
            last = super().step(np.where(masks, rng.random(masks.shape), -1.0).argmax(axis=1))
        self._masks = self.batch.action_masks()
        self._current = self.batch.observations()
        nothing = np.zeros(0, np.int64)
        self._step = Step(
            last.rewards.copy(),
            np.zeros(config.num_envs, np.bool_),
            nothing,
            nothing.astype(np.bool_),
            np.zeros((0, self.width), np.float32),
            last.infos,
            {},
        )
        self._infos = last.infos
        self._is_frozen = True

    def reset(
        self,
        seeds: Sequence[int | None] | None = None,
        episodes: Sequence[int | None] | None = None,
    ) -> dict[str, npt.NDArray[Any]]:
        """Reset the worlds that the arrays come from; later calls do nothing."""
        return self._infos if self._is_frozen else super().reset(seeds, episodes)

    def write_masks(self, out: npt.NDArray[np.bool_]) -> None:
        """Write the same masks."""
        out[:] = self._masks

    def step(self, actions: npt.NDArray[np.int64]) -> Step:  # noqa: ARG002
        """Return the same step."""
        return self._step


class Trainkit:
    """trainkit's learner, on real worlds or on given ones."""

    def __init__(self, config: RunConfig, worlds: TrainingWorlds | None = None) -> None:
        self._learner = make_learner(config, worlds or make_worlds(config))

    def collect(self) -> None:
        """Collect one rollout."""
        self._learner.collect()

    def update(self) -> None:
        """Learn from it."""
        self._learner.update()

    def rollout(self) -> None:
        """Collect one rollout and learn from it."""
        self.collect()
        self.update()


class PlainSB3:
    """MaskablePPO of sb3-contrib on the native worlds, by its own collect_rollouts and train."""

    def __init__(self, config: RunConfig) -> None:
        ppo = config.ppo
        worlds = BatchVecEnv(config.num_envs, config.env.to_env_config())
        worlds.seed(config.seed)
        self._model: Any = MaskablePPO(
            "MlpPolicy",
            VecNormalize(worlds, norm_obs=False, gamma=ppo.gamma),
            learning_rate=ppo.learning_rate,
            n_steps=config.rollout_steps,
            batch_size=ppo.batch_size,
            n_epochs=ppo.n_epochs,
            gamma=ppo.gamma,
            gae_lambda=ppo.gae_lambda,
            ent_coef=ppo.ent_coef,
            policy_kwargs=policy_arguments(config.algorithm, config.network)
            | {"optimizer_kwargs": {"eps": 1e-5}},
            seed=config.seed,
            device="cpu",
        )
        self._model.set_logger(Logger(None, []))
        _, self._callback = self._model._setup_learn(config.total_steps, CallbackList([]))
        self._steps = config.rollout_steps

    def rollout(self) -> None:
        """Collect one rollout and learn from it."""
        model = self._model
        model.collect_rollouts(model.env, self._callback, model.rollout_buffer, self._steps)
        model.train()


def one_file(config: RunConfig) -> Peer:
    """Return the one-file loop with the settings of a configuration."""
    ppo, network = config.ppo, config.network
    return OneFilePPO(
        Settings(
            num_envs=config.num_envs,
            steps=config.rollout_steps,
            hidden=tuple(network.hidden),
            shared=network.shared_trunk,
            batch_size=ppo.batch_size,
            epochs=ppo.n_epochs,
            time_max=config.env.time_max,
            gamma=ppo.gamma,
            gae_lambda=ppo.gae_lambda,
            entropy=ppo.ent_coef,
            learning_rate=ppo.learning_rate,
        )
    )


PEERS: dict[str, Callable[[RunConfig], Peer]] = {
    "trainkit": Trainkit,
    "SB3 MaskablePPO": PlainSB3,
    "one-file loop": one_file,
}
