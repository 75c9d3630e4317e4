"""Frame stacks: the latest observations of a world side by side."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from trainkit.copies import CopiedWhole


class FrameStack(CopiedWhole):
    """The latest k rows of each world, the newest last; its first row stands for those before it.

    Call `observe` and `advance` in turn, for every step of the batch.

    Args:
        num_worlds: Number of worlds, n.
        count: Rows in a stack, k.
        width: Columns of a row, w.
    """

    def __init__(self, num_worlds: int, count: int, width: int) -> None:
        self._frames = np.zeros((num_worlds, count, width), np.float32)
        self._is_first = np.ones(num_worlds, np.bool_)

    def observe(self, rows: npt.NDArray[np.float32], out: npt.NDArray[np.float32]) -> None:
        """Take the current rows, (n, w), and write the stacks into `out`, (n, k * w).

        Observing the same rows again changes nothing.
        """
        self._frames[:, -1] = rows
        if self._is_first.any():
            self._frames[self._is_first] = rows[self._is_first, None]
        out[:] = self._frames.reshape(out.shape)

    def last(
        self, rows: npt.NDArray[np.float32], worlds: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.float32]:
        """Return the stacks (m, k * w) that end with the last rows of episodes, after `advance`."""
        found = self._frames[worlds]
        found[:, -1] = rows
        return found.reshape(len(worlds), -1)

    def advance(self) -> None:
        """Make place for the rows after a step."""
        self._frames[:, :-1] = self._frames[:, 1:]
        self._is_first[:] = False

    def reset(self, worlds: npt.NDArray[np.int64]) -> None:
        """Start an episode in some worlds: their next row is the first one."""
        self._is_first[worlds] = True

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return the whole state by name, each (n, ...); assign to the elements to restore it."""
        return {"frames": self._frames, "frames.is_first": self._is_first}
