"""Exporting replays as a Minari data set, for offline learning."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

import gymnasium as gym
import numpy as np

import envcore
from replaykit.errors import MissingExtraError, ReplayError
from replaykit.format.replay import Replay
from replaykit.simulate.environment import env_at_start

_HOLD: Final = int(envcore.spec.Action.HOLD_DRIFT)


def export_minari(
    replays: Iterable[Replay],
    dataset_id: str,
    *,
    progress: Callable[[int], None] = lambda _: None,
    **metadata: Any,
) -> Any:
    """Create a local Minari data set with one episode per replay; needs the extra `minari`.

    Observations are float32 (n + 1, 260). Actions are the requested ones; one outside 0..68 is
    stored as HOLD_DRIFT, which is what it did, as the action space has no other. Infos hold the
    action mask (n + 1, 69) and the tick.

    Args:
        replays: Replays with the same options.
        dataset_id: Such as `prospector/greedy-v0`.
        progress: Called with the number of steps of each finished episode.
        metadata: For `minari.create_dataset_from_buffers`, such as `author` or `description`.

    Returns:
        The data set.

    Raises:
        MissingExtraError: Minari is not installed.
        ReplayError: There is no replay, options differ, or the id is not allowed.
    """
    try:
        import minari  # noqa: PLC0415  # an extra
        from minari.data_collector import EpisodeBuffer  # noqa: PLC0415
    except ImportError:
        raise MissingExtraError(
            "a data set needs Minari: install it with pip install 'minari[hdf5]>=0.5.3,<0.6'"
        ) from None
    config: envcore.EnvConfig | None = None
    buffers = []
    players: dict[str, None] = {}
    for number, replay in enumerate(replays):
        if config not in (None, replay.header.config):
            raise ReplayError(f"replay {number} has other options than the first")
        config = replay.header.config
        buffers.append(EpisodeBuffer(id=number, **_columns_of(replay)))
        players[replay.header.player.name] = None
        progress(len(replay.actions))
    if config is None:
        raise ReplayError("a data set needs one replay or more")
    env = gym.make(f"envcore:{envcore.spec.ENV_ID}", **config.to_dict())
    try:
        return minari.create_dataset_from_buffers(
            dataset_id=dataset_id,
            buffer=buffers,
            env=env,
            algorithm_name=", ".join(players),
            **metadata,
        )
    except ValueError as error:
        raise ReplayError(f"data set {dataset_id}: {error}") from None


def _columns_of(replay: Replay) -> dict[str, Any]:
    """Simulate an episode again and return its columns."""
    env = env_at_start(replay)
    info = env.info()
    observations, masks, ticks = [env.observation()], [info["action_mask"]], [info["ticks"]]
    rewards, terminations, truncations, actions = [], [], [], []
    for action in replay.actions:
        observation, reward, terminated, truncated, info = env.step(action)
        observations.append(observation)
        masks.append(info["action_mask"])
        ticks.append(info["ticks"])
        actions.append(np.int64(action if action < envcore.spec.N_ACTIONS else _HOLD))
        rewards.append(reward)
        terminations.append(terminated)
        truncations.append(truncated)
    if truncations and not (terminations[-1] or truncations[-1]):
        truncations[-1] = True  # the recording stops here
    return {
        "seed": replay.header.seed if replay.header.start == "reset" else None,
        "observations": observations,
        "actions": actions,
        "rewards": rewards,
        "terminations": terminations,
        "truncations": truncations,
        "infos": {"action_mask": masks, "ticks": ticks},
    }
