"""`doctor`: what is installed of this project's five packages, and whether it works.

The command is the same in `replaykit`, `trainkit` and `playserver`. A package takes part with a
module `doctor`: `CHECKS` are functions by name that raise, `facts()` are lines to show.
"""

from __future__ import annotations
