"""Every way to copy an object, and a comparison of what copies return, bit by bit."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

from gymnasium.utils.env_checker import data_equivalence

Copier = Callable[[Any], Any]

COPIERS: dict[str, Copier] = {
    "deepcopy": copy.deepcopy,
    "copy": copy.copy,
    "pickle": lambda thing: pickle.loads(pickle.dumps(thing)),
}


def assert_same(ours: Any, theirs: Any) -> None:
    """Compare results of steps bit by bit: types, arrays, lists and dicts."""
    assert data_equivalence(ours, theirs, exact=True)
