"""Checks of the arguments of the vector environment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from gymnasium.vector import AutoresetMode

from envcore.arguments import check_seed
from envcore.config import EnvConfig, check_config
from envcore.episodes import SEED_MAX

SEED_SET_MAX: Final = 2**20


def world_configs(num_envs: int, options: Mapping[str, Any]) -> list[EnvConfig]:
    """Return the options of every world.

    Args:
        num_envs: Number of worlds.
        options: By name, a value for all worlds or a list, tuple or array of one for each.

    Raises:
        ValueError, TypeError: An option is out of range, of the wrong type, or the number of
            values is not that of the worlds.
    """
    per_world = {name: v for name, v in options.items() if isinstance(v, list | tuple | np.ndarray)}
    if not per_world:
        return [EnvConfig(**options)] * num_envs
    for name, values in per_world.items():
        if len(values) != num_envs:
            raise ValueError(f"option {name} has {len(values)} values, expected 1 or {num_envs}")
    columns = {n: v.tolist() if isinstance(v, np.ndarray) else v for n, v in per_world.items()}
    return [
        EnvConfig(**{**options, **{name: values[i] for name, values in columns.items()}})
        for i in range(num_envs)
    ]


def one_per_world(name: str, values: Any, num_envs: int) -> list[EnvConfig]:
    """Return options for every world from a list or tuple of them, or from one for all.

    Raises:
        ValueError: The number of values is not that of the worlds.
        TypeError: A value is not an EnvConfig.
    """
    if not isinstance(values, list | tuple):
        return [check_config(name, values)] * num_envs
    if len(values) != num_envs:
        raise ValueError(f"{name} has {len(values)} values, expected 1 or {num_envs}")
    return [check_config(f"{name}[{i}]", value) for i, value in enumerate(values)]


def check_seed_set(seeds: Sequence[int] | npt.NDArray[Any] | None) -> list[int]:
    """Return the seeds of a set as a list, empty for None.

    Raises:
        ValueError, TypeError: There is none, too many or one twice; one is out of range or not an
            integer.
    """
    if seeds is None:
        return []
    if isinstance(seeds, str | bytes) or not isinstance(seeds, Sequence | np.ndarray):
        raise TypeError(f"seed_set is {seeds!r}, expected None or a sequence of seeds")
    if not 1 <= len(seeds) <= SEED_SET_MAX:
        raise ValueError(f"seed_set has {len(seeds)} seeds, expected 1..{SEED_SET_MAX}")
    checked = [check_seed(f"seed_set[{i}]", seed) for i, seed in enumerate(seeds)]
    seed, times = Counter(checked).most_common(1)[0]
    if times > 1:
        raise ValueError(f"seed_set has seed {seed} {times} times, expected each seed once")
    return checked


def check_seed_draws(draws: Any, num_envs: int) -> list[tuple[int, int]]:
    """Return the stream and the count of the draws of every world.

    Raises:
        ValueError, TypeError: Their number is wrong, or one is not a pair of integers 0..2^64-1.
    """
    if len(draws) != num_envs:
        raise ValueError(f"draws has {len(draws)} values, expected {num_envs}")
    checked = []
    for i, pair in enumerate(draws):
        if len(pair) != 2:
            raise ValueError(f"draws[{i}] is {pair!r}, expected a stream and a count")
        stream, count = pair
        checked.append(
            (check_seed(f"draws[{i}] stream", stream), check_seed(f"draws[{i}] count", count))
        )
    return checked


def check_reset_mask(mask: Any, num_envs: int) -> npt.NDArray[np.bool_]:
    """Return which worlds a reset is for.

    Raises:
        TypeError: The mask is not an array of bool.
        ValueError: Its shape is wrong, or it holds no true value.
    """
    if mask is None:
        return np.ones(num_envs, np.bool_)
    if not isinstance(mask, np.ndarray) or mask.dtype != np.bool_:
        raise TypeError(f"options['reset_mask'] is {mask!r}, expected an array of bool")
    if mask.shape != (num_envs,) or not mask.any():
        raise ValueError(
            f"options['reset_mask'] has shape {mask.shape} and {int(mask.sum())} true values, "
            f"expected shape ({num_envs},) and at least one"
        )
    return mask


def check_seeds(seed: Any, num_envs: int) -> list[int | None]:
    """Return a seed for every world, or None where it starts its next episode.

    Raises:
        ValueError, TypeError: A seed is out of range or not an integer, or their number is wrong.
    """
    if seed is None:
        return [None] * num_envs
    if isinstance(seed, str | bytes) or not isinstance(seed, Sequence | np.ndarray):
        first = check_seed("seed", seed)
        return [(first + i) & SEED_MAX for i in range(num_envs)]
    if len(seed) != num_envs:
        raise ValueError(f"seed has {len(seed)} values, expected {num_envs}")
    return [s if s is None else check_seed(f"seed[{i}]", s) for i, s in enumerate(seed)]


def check_episodes(episode: Any, num_envs: int) -> list[int | None]:
    """Return the episode that every world starts, or None where it starts its next episode.

    Raises:
        ValueError, TypeError: An episode is out of range or not an integer, or the number of
            episodes is not that of the worlds.
    """
    name = "options['episode']"
    if episode is None:
        return [None] * num_envs
    if isinstance(episode, str | bytes) or not isinstance(episode, Sequence | np.ndarray):
        return [check_seed(name, episode)] * num_envs
    if len(episode) != num_envs:
        raise ValueError(f"{name} has {len(episode)} values, expected 1 or {num_envs}")
    return [e if e is None else check_seed(f"{name}[{i}]", e) for i, e in enumerate(episode)]


def check_autoreset_mode(mode: Any) -> AutoresetMode:
    """Return Gymnasium's mode, given as such or by its value.

    Raises:
        ValueError: There is no such mode.
    """
    try:
        return AutoresetMode(mode)
    except ValueError:
        allowed: Final = [m.value for m in AutoresetMode]
        raise ValueError(f"autoreset_mode is {mode!r}, expected one of {allowed}") from None
