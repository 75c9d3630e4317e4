"""Memory features: numbers about an episode's past, appended to each observation.

Frozen and versioned: a checkpoint records the version that its policy reads. Version 1 has all
columns, version 2 the compact ones, with the same bits. `envcore` computes them
(`packages/envcore/cpp/memory/`) from observations and actions alone. `tests/features_reference/` is
the specification in NumPy; tests hold the kernel against it bit for bit. The features share no code
with `trainkit.bots`: bots are retuned at any time.

Bits and columns of a version never change. For other columns, append a version in the layout and in
the kernel's `FeaturesVersion`, and pin its bits in `tests/test_train_features.py`.
"""

from __future__ import annotations

from trainkit.envs.features.layout import (
    COMPACT,
    FEATURES,
    NUM_FEATURES,
    VERSIONS,
    Choice,
    Feature,
    features_of,
    num_features,
)
from trainkit.envs.features.memory import MemoryFeatures

__all__ = [
    "COMPACT",
    "FEATURES",
    "NUM_FEATURES",
    "VERSIONS",
    "Choice",
    "Feature",
    "MemoryFeatures",
    "features_of",
    "num_features",
]
