"""The output arrays of a batch of worlds, and the infos made of them."""

from __future__ import annotations

from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from envcore.spec import INFO_KEYS, N_ACTIONS, OBS_DIM

InfoLevel = Literal["none", "mask", "all"]

Arrays = dict[str, npt.NDArray[Any]]

_INFO_DTYPES = {"int": np.int64, "float": np.float64, "bool": np.bool_}


def allocate_arrays(num_envs: int, info: InfoLevel, wants_final: bool) -> Arrays:
    """Return arrays of zeros by their names in the native batch.

    Raises:
        ValueError: The info level is unknown.
    """
    if info not in get_args(InfoLevel):
        raise ValueError(f"info is {info!r}, expected one of {get_args(InfoLevel)}")
    arrays: Arrays = {
        "observations": np.zeros((num_envs, OBS_DIM), np.float32),
        "rewards": np.zeros(num_envs, np.float64),
        "terminated": np.zeros(num_envs, np.bool_),
        "truncated": np.zeros(num_envs, np.bool_),
        **_info_arrays("info.", num_envs, info),
    }
    if wants_final:
        arrays["was_final"] = np.zeros(num_envs, np.bool_)
        arrays["final_observations"] = np.zeros((num_envs, OBS_DIM), np.float32)
        arrays |= _info_arrays("final_info.", num_envs, info)
    return arrays


def shared_arrays(arrays: Arrays) -> Arrays:
    """Return the arrays for callers: those that the batch updates in place are read-only views.

    A value written into them by a caller would stay.
    """
    shared = arrays.copy()
    for name in ("observations", "info.action_mask"):
        if name in arrays:
            shared[name] = arrays[name].view()
            shared[name].flags.writeable = False
    return shared


def infos_of(arrays: Arrays, prefix: str) -> Arrays:
    """Return the arrays with that prefix by their info keys."""
    return {
        name.removeprefix(prefix): array
        for name, array in arrays.items()
        if name.startswith(prefix)
    }


def _info_arrays(prefix: str, num_envs: int, info: InfoLevel) -> Arrays:
    if info == "none":
        return {}
    arrays: Arrays = {f"{prefix}action_mask": np.zeros((num_envs, N_ACTIONS), np.int8)}
    if info == "all":
        for key in INFO_KEYS:
            arrays[prefix + key.name] = np.zeros(num_envs, _INFO_DTYPES[key.type])
        arrays[f"{prefix}end_cause"] = np.full(num_envs, -1, np.int8)
    return arrays
