"""Asteroid Belt Prospector in plain Python: the same world as envcore, slow and obvious.

Importing this package registers `AsteroidProspectorReference-v1` with Gymnasium.
"""

# ruff: noqa: E402  # the check comes before the first import of a sibling

from __future__ import annotations

from importlib.metadata import version

from envref.siblings import check_siblings

check_siblings("envref", "envcore")

import gymnasium as gym

from envref.env import ReferenceEnv

__all__ = ["ENV_ID", "ReferenceEnv"]
__version__ = version("envref")

ENV_ID = "AsteroidProspectorReference-v1"

if ENV_ID not in gym.registry:
    gym.register(id=ENV_ID, entry_point="envref.env:ReferenceEnv")
