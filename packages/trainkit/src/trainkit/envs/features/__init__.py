"""Memory features: numbers about an episode's past, appended to each observation.

Frozen and versioned: a checkpoint records `VERSION`, and a build with another version refuses it.
`envcore` computes them (`packages/envcore/cpp/memory/`) from observations and actions alone.
`tests/features_reference/` is the specification in NumPy; tests hold the kernel against it bit for
bit. The features share no code with `trainkit.bots`: bots are retuned at any time.

To change a feature: change it in the reference and in the kernel, raise `kFeaturesVersion` there,
and update the digest in `tests/test_train_features.py`. Checkpoints of the older version then need
the older packages.
"""

from __future__ import annotations

from typing import Final

from envcore.memory import ShipMemories
from trainkit.envs.features.layout import FEATURES, NUM_FEATURES, Feature
from trainkit.envs.features.memory import MemoryFeatures

VERSION: Final = ShipMemories.FEATURES_VERSION
"""Version of the features; see above when to raise it."""

__all__ = ["FEATURES", "NUM_FEATURES", "VERSION", "Feature", "MemoryFeatures"]
