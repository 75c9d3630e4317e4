"""Copies of what has a memory: `copy.copy` takes the memory along, as deepcopy and pickle do."""

from __future__ import annotations

import copy
from typing import Self


class CopiedWhole:
    """A class whose shallow copies are deep: two players with one memory would both be wrong."""

    def __copy__(self) -> Self:
        return copy.deepcopy(self)
