"""Specification of the memory features in NumPy, and the oracle of the native kernel's tests.

`ReferenceFeatures` has the methods of `trainkit.envs.features.MemoryFeatures`. Both give the same
bits: only correctly rounded operations are used, in a stated order.
"""

from __future__ import annotations

from features_reference.memory import ReferenceFeatures

__all__ = ["ReferenceFeatures"]
