"""The info of one world, from the arrays of a batch."""

from __future__ import annotations

from typing import Any

import numpy.typing as npt

from envcore.spec import INFO_KEYS, EndCause


def info_of(arrays: dict[str, npt.NDArray[Any]], i: int) -> dict[str, Any]:
    """Return the info of world i as AsteroidProspectorEnv gives it, independent of the arrays.

    Args:
        arrays: Infos of a vector environment with info="all".
        i: Index of the world.
    """
    info = {key.name: arrays[key.name][i].item() for key in INFO_KEYS}
    info["action_mask"] = arrays["action_mask"][i].copy()
    info["end_cause"] = EndCause(arrays["end_cause"][i]).name.lower()
    return info
