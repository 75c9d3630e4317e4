"""Recording whole episodes: played by a policy, or from a list of actions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import envcore
from envcore.arguments import action_indices
from replaykit.format.provenance import Provenance
from replaykit.format.replay import Replay
from replaykit.record.recorder import EpisodeRecorder
from replaykit.simulate.environment import env_at

Policy = Callable[[npt.NDArray[np.float32], npt.NDArray[np.int8]], int]
"""From observation (260,) and action mask (69,) to an action."""


def record_episode(
    policy: Policy,
    *,
    config: envcore.EnvConfig,
    seed: int,
    episode: int = 0,
    provenance: Provenance,
    path: Path | str | None = None,
) -> Replay:
    """Play one episode to its end and return its replay.

    Args:
        policy: Called with the observation and the action mask at every step.
        config: Options of the environment.
        seed: 0..2^64-1.
        episode: 0..2^64-1.
        provenance: Who plays, and where the player comes from.
        path: File that grows while the episode is played; see EpisodeRecorder.
    """
    env = env_at(config, seed, episode)
    recorder = EpisodeRecorder(env, provenance, path=path)
    observation, mask = env.observation(), env.info()["action_mask"]
    while not env.has_ended:
        observation, _, _, _, info = recorder.step(policy(observation, mask))
        mask = info["action_mask"]
    return recorder.finish()


def record_actions(
    actions: Any,
    *,
    config: envcore.EnvConfig,
    seed: int,
    episode: int = 0,
    provenance: Provenance,
) -> Replay:
    """Take a list of actions natively, up to the end of the episode, and return the replay.

    Args:
        actions: Integers (n,); an empty list is a recording without steps.
        config: Options of the environment.
        seed: 0..2^64-1.
        episode: 0..2^64-1.
        provenance: Who played, and where the player comes from.
    """
    recorder = EpisodeRecorder(env_at(config, seed, episode), provenance)
    if np.size(actions):  # without elements, a list has no type
        recorder.run(action_indices(actions))
    return recorder.finish()
