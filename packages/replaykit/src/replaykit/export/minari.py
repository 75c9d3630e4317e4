"""Exporting replays as a Minari data set, for offline learning."""

from __future__ import annotations

import base64
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import gymnasium as gym
import numpy as np

import envcore
from replaykit.errors import MissingExtraError, ReplayError
from replaykit.format.replay import Replay
from replaykit.simulate.environment import env_at_start


def export_minari(
    replays: Iterable[Replay],
    dataset_id: str,
    *,
    progress: Callable[[int], None] = lambda _: None,
    **metadata: Any,
) -> Any:
    """Create a local Minari data set with one episode per replay; needs the extra `minari`.

    Observations are float32 (n + 1, 260). Actions are the requested ones; one outside 0..68, which
    the action space does not have, is stored as one that was illegal at that step and so did the
    same. Infos hold every key of the environment's, with n + 1 rows.

    The metadata of an episode has the arguments of the reset that starts it, `seed` and `options`:
    the episode's number, or the state of a fork in base64. The environment of the data set has
    `max_episode_steps`, one more than its ticks, so it never cuts an episode.

    Args:
        replays: Replays with the same options.
        dataset_id: Such as `prospector/greedy-v0`.
        progress: Called with the number of steps of each finished episode.
        metadata: For `minari.create_dataset_from_buffers`, such as `author` or `description`.

    Returns:
        The data set.

    Raises:
        MissingExtraError: Minari is not installed.
        ReplayError: There is no replay or one without steps, options differ, the id is not
            allowed or taken, or MINARI_DATASETS_PATH is relative. There is no data set of that id
            then, unless there was one before.
    """
    try:
        import minari  # noqa: PLC0415  # an extra
        import PIL.Image  # noqa: F401, PLC0415  # Minari needs it to write, and requires it nowhere
        from minari.data_collector import EpisodeBuffer  # noqa: PLC0415
    except ImportError as error:
        raise _missing(error) from None
    new = _first_missing(_new_folder(dataset_id))
    checked = list(_checked(replays))
    buffers = []
    for number, replay in enumerate(checked):
        buffers.append(EpisodeBuffer(id=number, **_columns_of(replay)))
        progress(len(replay.actions))
    players = dict.fromkeys(replay.header.player.name for replay in checked)
    env = _env_of(checked[0].header.config)
    try:
        return minari.create_dataset_from_buffers(
            dataset_id=dataset_id,
            buffer=buffers,
            env=env,
            algorithm_name=", ".join(players),
            **metadata,
        )
    except BaseException as error:
        shutil.rmtree(new, ignore_errors=True)
        if isinstance(error, ValueError):
            raise ReplayError(f"data set {dataset_id}: {error}") from None
        if isinstance(error, ImportError):  # of the package for this data_format
            raise _missing(error) from None
        raise


def _first_missing(folder: Path) -> Path:
    """Return the first folder that is missing on the way to one: Minari makes them all."""
    return folder if folder.parent.exists() else _first_missing(folder.parent)


def _missing(error: ImportError) -> MissingExtraError:
    return MissingExtraError(
        f"a data set needs a package that is missing ({error}): install it with pip install "
        "'minari[hdf5]>=0.5.3,<0.6' pillow"
    )


def _checked(replays: Iterable[Replay]) -> Iterator[Replay]:
    """Yield the replays of one data set, of which there is one or more."""
    config: envcore.EnvConfig | None = None
    for number, replay in enumerate(replays):
        if config not in (None, replay.header.config):
            raise ReplayError(f"replay {number} has other options than the first")
        if len(replay.actions) == 0:
            raise ReplayError(f"replay {number} has no steps, which a data set cannot hold")
        config = replay.header.config
        yield replay
    if config is None:
        raise ReplayError("a data set needs one replay or more")


def _new_folder(dataset_id: str) -> Path:
    """Return the folder of a new data set; Minari makes it before it looks at the id."""
    from minari.dataset.minari_dataset import parse_dataset_id  # noqa: PLC0415  # an extra
    from minari.storage import get_dataset_path  # noqa: PLC0415

    try:
        parse_dataset_id(dataset_id)
    except (TypeError, ValueError):  # without a version it is a TypeError
        raise ReplayError(
            f"data set {dataset_id!r}: expected NAME-vVERSION or NAMESPACE/NAME-vVERSION of "
            "letters, digits, - and _, such as prospector/greedy-v0; a namespace has two or more"
        ) from None
    root = os.environ.get("MINARI_DATASETS_PATH")
    if root and not Path(root).is_absolute():  # Minari looks for its own files elsewhere then
        absolute = Path(root).absolute()
        raise ReplayError(
            f"MINARI_DATASETS_PATH is {root!r}, expected an absolute path: {absolute}"
        )
    folder = Path(get_dataset_path(dataset_id))
    if folder.exists():
        raise ReplayError(f"data set {dataset_id}: there is one already: choose another version")
    return folder


def _env_of(config: envcore.EnvConfig) -> gym.Env[Any, Any]:
    """Return the data set's environment, with a limit of steps that no episode reaches."""
    return gym.make(
        f"envcore:{envcore.spec.ENV_ID}",
        max_episode_steps=config.time_max + 1,  # a step takes a tick or more
        **config.to_dict(),
    )


def _columns_of(replay: Replay) -> dict[str, Any]:
    """Simulate an episode again and return its columns."""
    env = env_at_start(replay)
    observations, infos = [env.observation()], [env.info()]
    rewards, terminations, truncations, actions = [], [], [], []
    for action in replay.actions:
        observation, reward, terminated, truncated, info = env.step(action)
        an_illegal_action = infos[-1]["action_mask"].argmin()  # there is always one
        is_inside = action < envcore.spec.N_ACTIONS
        actions.append(np.int64(action if is_inside else an_illegal_action))
        observations.append(observation)
        infos.append(info)
        rewards.append(reward)
        terminations.append(terminated)
        truncations.append(truncated)
    if truncations and not (terminations[-1] or truncations[-1]):
        truncations[-1] = True  # the recording stops here
    return {
        **_reset_of(replay),
        "observations": observations,
        "actions": actions,
        "rewards": rewards,
        "terminations": terminations,
        "truncations": truncations,
        "infos": {key: [info[key] for info in infos] for key in infos[0]},
    }


def _reset_of(replay: Replay) -> dict[str, Any]:
    """Return the arguments of the reset that starts an episode."""
    options: dict[str, Any] = {"episode": replay.header.episode}
    if replay.state is not None:
        options = {"state": base64.b64encode(replay.state).decode()}
    return {"seed": replay.header.seed, "options": options}
