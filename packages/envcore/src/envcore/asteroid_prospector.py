"""The entry points of the registered ids: Gymnasium lists ids under the name of their module."""

from __future__ import annotations

from envcore.env import AsteroidProspectorEnv
from envcore.vector_env import AsteroidProspectorVectorEnv

__all__ = ["AsteroidProspectorEnv", "AsteroidProspectorVectorEnv"]
