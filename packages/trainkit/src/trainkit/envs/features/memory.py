"""Memory features of a batch of worlds, computed by envcore's kernel."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from envcore import spec
from envcore.memory import ShipMemories
from trainkit.copies import CopiedWhole
from trainkit.envs.features.layout import num_features


class MemoryFeatures(CopiedWhole):
    """The memory of a batch of ships and the features made of it.

    Call `observe` and `note_actions` in turn, for every step of the batch.

    Args:
        num_worlds: Number of worlds, n.
        version: Of the features, one of `VERSIONS`.

    Raises:
        ValueError: There is no such version, or no world.
    """

    def __init__(self, num_worlds: int, version: int = 1) -> None:
        self._memories = ShipMemories(num_worlds, version)
        self._width = spec.OBS_DIM + num_features(version)

    def observe(
        self,
        observations: npt.NDArray[np.float32],
        out: npt.NDArray[np.float32] | None = None,
        *,
        worlds: npt.NDArray[np.int64] | None = None,
    ) -> npt.NDArray[np.float32]:
        """Update the memory and return the observations with the features appended.

        Observing the same rows again changes nothing.

        Args:
            observations: (n, 260), or a row for each of `worlds`; the first columns of `out` may be
                passed.
            out: Array to write into, (n, 260 + m) with the m columns of the version; rows are
                contiguous, so columns of a wider array will do. A new array if None.
            worlds: Indices of the worlds observed, all n if None.

        Raises:
            ValueError: An array has another dtype or shape.
            IndexError: A world index is out of range.
        """
        if out is None:
            out = np.empty((len(observations), self._width), np.float32)
        self._memories.observe(observations, out, worlds)
        return out

    def note_actions(self, actions: npt.NDArray[np.integer[Any]]) -> None:
        """Store the actions about to be taken, (n,), to learn from the next observation.

        Raises:
            ValueError: An action is not within 0..68, or their number is not n.
        """
        self._memories.note_actions(np.ascontiguousarray(actions, np.int64))

    def reset(self, worlds: npt.NDArray[np.int64]) -> None:
        """Clear the memory of worlds whose episode ended."""
        self._memories.reset(worlds)

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return the whole memory between two steps, by name, each (n, ...).

        The arrays are views and not contiguous: copy them to store them. To restore the memory,
        assign to the elements of newly returned ones, then observe the current observations again.
        """
        return self._memories.arrays()
