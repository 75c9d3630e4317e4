"""Every use of an internal of Stable-Baselines3 and sb3-contrib, with its reason.

Training runs the body of `OnPolicyAlgorithm.learn()` itself, window by window, so that every
window ends in a state that can be stored and resumed bit-identically. `learn()` resets the worlds
and the schedule at each call and offers no hook between rollout and update; hence the internals
below. They exist in Stable-Baselines3 and sb3-contrib 2.7 to 2.9; constraints.txt pins the version
that the tests run with. No class of either library is patched.

| internal | why |
|---|---|
| `_setup_learn` | resets the worlds once and makes the callback that `collect_rollouts` requires |
| `_update_current_progress_remaining` | the learning rate falls over all windows |
| `_last_obs` | the next rollout starts from the observation of the resumed worlds |
| `_last_episode_starts` | marks, for advantages and LSTM states, where episodes start |
| `_last_lstm_states` | LSTM states of the worlds, of RecurrentPPO |
| `_n_updates` | counts updates; part of the logged metrics |
| `logger.name_to_value` | the losses of an update, before the logger writes and clears them |
| `rollout_buffer.observations` | the observations of a rollout, to normalise the next one |
| NumPy's global generator | the rollout buffer shuffles its batches with it |

A test fails when another module uses an underscored attribute of these libraries.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import torch
from sb3_contrib import MaskablePPO, RecurrentPPO
from sb3_contrib.common.recurrent.type_aliases import RNNStates
from stable_baselines3 import PPO
from stable_baselines3.common.callbacks import BaseCallback, CallbackList

from trainkit.envs.vec_env import BatchVecEnv

Learner = PPO | MaskablePPO | RecurrentPPO

_LOSSES: Final = "train/"  # prefix of what an update logs
_LSTM_PARTS: Final = ("pi_0", "pi_1", "vf_0", "vf_1")


def start(learner: Learner, total_steps: int) -> BaseCallback:
    """Reset worlds and counters; return the callback that `collect` takes."""
    _, callback = learner._setup_learn(total_steps, CallbackList([]))
    return callback


def collect(learner: Learner, env: BatchVecEnv, callback: BaseCallback, steps: int) -> None:
    """Fill the rollout buffer with steps of every world."""
    buffer: Any = learner.rollout_buffer
    learner.collect_rollouts(env, callback, buffer, steps)


def update(learner: Learner, total_steps: int) -> dict[str, float]:
    """Learn from the rollout and return the losses by name; those that are not finite are absent.

    The losses are computed by `train()` of PPO, MaskablePPO or RecurrentPPO.
    """
    learner._update_current_progress_remaining(learner.num_timesteps, total_steps)
    learner.train()
    return {
        name.removeprefix(_LOSSES): float(value)
        for name, value in learner.logger.name_to_value.items()
        if name.startswith(_LOSSES) and math.isfinite(value)
    }


def rollout_observations(learner: Learner) -> npt.NDArray[np.float32]:
    """Return the observations of the last rollout, (steps, worlds, k)."""
    observations: npt.NDArray[np.float32] = learner.rollout_buffer.observations
    return observations


def restart_worlds(learner: Learner, env: BatchVecEnv) -> None:
    """Reset the worlds; the next rollout starts with their first observations."""
    learner._last_obs = env.reset()


@dataclass(frozen=True)
class Position:
    """Where a learner is in training.

    Attributes:
        num_timesteps: Env steps so far.
        num_updates: Updates so far.
        episode_starts: Whether the next step is an episode's first, by world.
        lstm_states: LSTM states by name, empty without an LSTM.
    """

    num_timesteps: int
    num_updates: int
    episode_starts: list[bool]
    lstm_states: dict[str, torch.Tensor]


def position_of(learner: Learner) -> Position:
    """Return the position of a learner between two rollouts."""
    states: dict[str, torch.Tensor] = {}
    if isinstance(learner, RecurrentPPO):
        last: Any = learner._last_lstm_states
        states = dict(zip(_LSTM_PARTS, (*last.pi, *last.vf), strict=True))
    starts = learner._last_episode_starts
    assert starts is not None
    return Position(learner.num_timesteps, learner._n_updates, starts.tolist(), states)


def set_position(learner: Learner, env: BatchVecEnv, position: Position) -> None:
    """Set a learner to a position; the worlds already have their states."""
    learner.num_timesteps = position.num_timesteps
    learner._n_updates = position.num_updates
    learner._last_obs = env.observations()
    learner._last_episode_starts = np.array(position.episode_starts, np.bool_)
    if isinstance(learner, RecurrentPPO):
        pi_0, pi_1, vf_0, vf_1 = (
            position.lstm_states[name].to(learner.device) for name in _LSTM_PARTS
        )
        states = RNNStates((pi_0, pi_1), (vf_0, vf_1))
        learner._last_lstm_states = states  # type: ignore[assignment]  # declared as None


def numpy_random_state() -> list[Any]:
    """Return the state of NumPy's global generator as plain values."""
    name, keys, position, has_gauss, cached = np.random.get_state(legacy=True)  # noqa: NPY002
    return [str(name), np.asarray(keys).tolist(), position, has_gauss, cached]


def set_numpy_random_state(values: list[Any]) -> None:
    """Set the state of NumPy's global generator."""
    name, keys, position, has_gauss, cached = values
    state = (name, np.array(keys, np.uint32), position, has_gauss, cached)
    np.random.set_state(state)  # noqa: NPY002
