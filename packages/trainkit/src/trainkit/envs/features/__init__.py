"""Memory features: numbers about an episode's past, appended to each observation.

Frozen and versioned. A checkpoint records `VERSION` and is refused by a build with another one, so
nothing in this folder may change what a trained policy reads. That is why it shares no code with
`trainkit.bots`: a bot is retuned at any time, and `prospector` maps the belt in the same way.
The folder keeps its own copy of the little that both need: a view of the observation, the map of
the belt, the clock and the value of a rock. Rules of the game come from `envcore.spec`, whose
digest every checkpoint records as well.

To change a feature: change it, raise `VERSION`, and update the digest in
`tests/test_train_features.py`. Checkpoints of the older version then need the older trainkit.
"""

from __future__ import annotations

from typing import Final

from trainkit.envs.features.layout import FEATURES, NUM_FEATURES, Feature
from trainkit.envs.features.memory import MemoryFeatures

VERSION: Final = 1
"""Version of the features; see above when to raise it."""

__all__ = ["FEATURES", "NUM_FEATURES", "VERSION", "Feature", "MemoryFeatures"]
