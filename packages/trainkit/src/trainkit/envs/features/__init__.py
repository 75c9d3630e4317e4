"""Memory features: numbers about the past, appended to an observation."""

from __future__ import annotations

from trainkit.envs.features.memory import FEATURES, NUM_FEATURES, Feature, MemoryFeatures

__all__ = ["FEATURES", "NUM_FEATURES", "Feature", "MemoryFeatures"]
