"""What a vector environment with pictures keeps beside its worlds."""

from __future__ import annotations

from collections import deque
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from envcore import _native
from envcore.config import EnvConfig
from envcore.rendering.picture import Picture
from envcore.rendering.viewer import Viewer
from envcore.spec import N_ACTIONS

Start: TypeAlias = tuple[EnvConfig, int, int] | bytes
"""Where a world's log starts: at the reset of (config, seed, episode), or in a state."""

_BLOCK_STEPS: Final = 256


class BatchViewer:
    """A log of every world on one canvas. A step only stores its actions, one byte a world.

    The actions of a world's episode are repeated when its picture is painted.
    """

    def __init__(self, num_envs: int) -> None:
        self._actions = _StoredActions(num_envs)
        self._starts: list[Start] = [b""] * num_envs
        self._first_steps = np.zeros(num_envs, np.int64)
        self._ended: set[int] = set()
        self._viewers: dict[int, Viewer] = {}
        self._num_seen: dict[int, int] = {}  # steps that each viewer has seen; none before a start
        self._picture: Picture | None = None

    def start(self, world: int, start: Start) -> None:
        """Start a new log of a world."""
        self._starts[world] = start
        self._first_steps[world] = self._actions.count
        self._num_seen.pop(world, None)
        self._ended.discard(world)
        if isinstance(start, bytes):
            restored = _native.World()
            restored.set_state(start)
            if restored.has_ended:
                self._ended.add(world)

    def step(
        self, actions: npt.NDArray[np.int64], ended: list[int], *, is_same_step: bool
    ) -> list[int]:
        """Store a step.

        Args:
            actions: Of every world; the caller may overwrite the array later.
            ended: Worlds whose episode this step ended.
            is_same_step: Whether they have started the next one.

        Returns:
            The worlds that this step reset: start() a new log of each.
        """
        if self._actions.append(actions):
            self._actions.forget_before(int(self._first_steps.min()))
        reset = list(self._ended)
        if is_same_step:
            return reset + ended
        self._ended.update(ended)
        return reset

    def paint(self, world: int) -> npt.NDArray[np.uint8]:
        """Return a world's situation as pixels, see Picture.paint."""
        if self._picture is None:
            self._picture = Picture()
        return self._picture.paint(self._viewer_of(world).log)

    def _viewer_of(self, world: int) -> Viewer:
        viewer = self._viewers.setdefault(world, Viewer())
        if world not in self._num_seen:
            start = self._starts[world]
            if isinstance(start, bytes):
                viewer.start_from(start)
            else:
                viewer.start(*start)
            self._num_seen[world] = int(self._first_steps[world])
        viewer.actions.extend(self._actions.of_world(world, self._num_seen[world]))
        self._num_seen[world] = self._actions.count
        return viewer

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_picture": None}


class _StoredActions:
    """The actions of the last steps; -1 for integers outside the actions."""

    def __init__(self, num_envs: int) -> None:
        self.count = 0
        """Number of steps stored so far, forgotten ones included."""
        self._num_envs = num_envs
        self._blocks: deque[npt.NDArray[np.int8]] = deque()
        self._num_forgotten = 0
        self._latest: list[bytes] = []

    def append(self, actions: npt.NDArray[np.int64]) -> bool:
        """Store a step's actions; return whether they filled a block."""
        self._latest.append(actions.tobytes())
        self.count += 1
        if len(self._latest) < _BLOCK_STEPS:
            return False
        self._blocks.append(self._packed())
        self._latest.clear()
        return True

    def forget_before(self, step: int) -> None:
        """Forget the blocks whose steps are all before one."""
        while self._blocks and self._num_forgotten + _BLOCK_STEPS <= step:
            self._blocks.popleft()
            self._num_forgotten += _BLOCK_STEPS

    def of_world(self, world: int, first: int) -> list[int]:
        """Return a world's actions from a step on."""
        skipped = first - self._num_forgotten
        blocks = [*self._blocks][skipped // _BLOCK_STEPS :]
        columns = [block[:, world] for block in (*blocks, self._packed())]
        actions: list[int] = np.concatenate(columns)[skipped % _BLOCK_STEPS :].tolist()
        return actions

    def _packed(self) -> npt.NDArray[np.int8]:
        rows = np.frombuffer(b"".join(self._latest), np.int64).reshape(-1, self._num_envs)
        return np.where((rows >= 0) & (rows < N_ACTIONS), rows, -1).astype(np.int8)
