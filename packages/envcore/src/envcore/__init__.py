"""Asteroid Belt Prospector: a fast, exact, partially observable economic decision problem.

Importing this package registers `AsteroidProspector-v1` and `AsteroidProspectorShort-v1`
with Gymnasium.
"""

# ruff: noqa: E402  # the checks come before the import of the native module

from __future__ import annotations

from importlib.metadata import version

from envcore.interpreters import refuse_sub_interpreters
from envcore.interrupts import end_quietly_at_ctrl_c

refuse_sub_interpreters()
end_quietly_at_ctrl_c()

from envcore import spec
from envcore._native import SPEC_DIGEST as _NATIVE_SPEC_DIGEST
from envcore.config import EnvConfig
from envcore.decode import Asteroids, DecodedObservation, Neighbors, decode
from envcore.describe import describe, event_names, situation
from envcore.env import AsteroidProspectorEnv
from envcore.registration import register_envs
from envcore.vector_env import AsteroidProspectorVectorEnv

__all__ = [
    "AsteroidProspectorEnv",
    "AsteroidProspectorVectorEnv",
    "Asteroids",
    "DecodedObservation",
    "EnvConfig",
    "Neighbors",
    "decode",
    "describe",
    "event_names",
    "situation",
    "spec",
]
__version__ = version("envcore")

if _NATIVE_SPEC_DIGEST != spec.SPEC_DIGEST:
    raise ImportError(
        f"envcore's native module was built from spec {_NATIVE_SPEC_DIGEST[:12]}, its tables from "
        f"{spec.SPEC_DIGEST[:12]}: reinstall envcore"
    )

register_envs()
