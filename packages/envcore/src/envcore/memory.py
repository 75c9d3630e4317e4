"""Native kernel of memory features: what ships can remember, from observations and actions alone.

`trainkit.envs.features` names the features and is their public interface.
"""

from __future__ import annotations

from envcore._native import ShipMemories

__all__ = ["ShipMemories"]
