"""What a vector environment with pictures keeps beside its worlds."""

from __future__ import annotations

import copy
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
    """A log of every world on one canvas. A step only stores its actions.

    The actions of a world's episode are repeated when its picture is painted.

    Args:
        num_envs: Number of worlds.
        is_same_step: Whether a step that ends an episode starts the next one.
    """

    def __init__(self, num_envs: int, *, is_same_step: bool) -> None:
        self._actions = _StoredActions(num_envs)
        self._is_same_step = is_same_step
        self._flags = bytearray(2 * num_envs)  # terminated, truncated; see watch
        self._starts: dict[int, Start] = {}
        self._first_steps = np.zeros(num_envs, np.int64)
        self._needs_start = np.zeros(num_envs, np.bool_)
        self._ended = np.zeros(num_envs, np.bool_)  # the next step resets them
        self._is_any_ended = False
        self._viewers: dict[int, Viewer] = {}
        # steps that each viewer has seen; -1 before a start
        self._num_seen = np.full(num_envs, -1, np.int64)
        self._picture: Picture | None = None

    def watch(self, arrays: dict[str, npt.NDArray[Any]]) -> None:
        """Replace the arrays `terminated` and `truncated` by ones that are quickly searched."""
        self._flags = bytearray(len(self._flags))
        rows = np.frombuffer(self._flags, np.bool_).reshape(2, -1)
        arrays["terminated"], arrays["truncated"] = rows

    def restart(self, worlds: int | npt.NDArray[np.bool_]) -> None:
        """Start new logs of worlds that were just reset; see worlds_to_start."""
        self._first_steps[worlds] = self._actions.count
        self._needs_start[worlds] = True
        self._num_seen[worlds] = -1
        self._ended[worlds] = False

    def worlds_to_start(self) -> list[int]:
        """Return the worlds that need start() before they are painted."""
        worlds: list[int] = np.flatnonzero(self._needs_start).tolist()
        return worlds

    def start(self, world: int, config: EnvConfig, seed: int, episode: int) -> None:
        """Set the episode of a log that a reset started."""
        self._starts[world] = (config, seed, episode)
        self._needs_start[world] = False

    def start_from(self, world: int, state: bytes) -> None:
        """Start a new log of a world at a state."""
        self.restart(world)
        self._starts[world] = state
        self._needs_start[world] = False
        restored = _native.World()
        restored.set_state(state)
        if restored.has_ended:
            self._ended[world] = self._is_any_ended = True

    def step(self, actions: npt.NDArray[np.int64]) -> None:
        """Store a step that was taken; the caller may overwrite the array later."""
        latest = self._actions.latest
        latest.append(actions.tobytes())
        if self._is_any_ended or 1 in self._flags:
            self._note_ends()
        if len(latest) == _BLOCK_STEPS:
            self._actions.close_block()
            self._actions.forget_before(int(self._first_steps.min()))

    def _note_ends(self) -> None:
        """Start the logs of the worlds that a step reset."""
        terminated, truncated = np.frombuffer(self._flags, np.bool_).reshape(2, -1)
        ended = terminated | truncated
        if self._is_same_step:
            self.restart(self._ended | ended)
            self._is_any_ended = False
        else:
            self.restart(self._ended)
            self._ended = ended
            self._is_any_ended = bool(ended.any())

    def paint(self, world: int) -> npt.NDArray[np.uint8]:
        """Return a world's situation as pixels, see Picture.paint."""
        if self._picture is None:
            self._picture = Picture()
        return self._picture.paint(self._viewer_of(world).log)

    def _viewer_of(self, world: int) -> Viewer:
        viewer = self._viewers.setdefault(world, Viewer())
        if self._num_seen[world] < 0:
            start = self._starts[world]
            if isinstance(start, bytes):
                viewer.start_from(start)
            else:
                viewer.start(*start)
            self._num_seen[world] = self._first_steps[world]
        viewer.actions.extend(self._actions.of_world(world, int(self._num_seen[world])))
        self._num_seen[world] = self._actions.count
        return viewer

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_picture": None}

    def __deepcopy__(self, _memo: dict[int, Any]) -> BatchViewer:
        """Return a copy; both share the blocks of actions."""
        twin = object.__new__(BatchViewer)
        twin.__dict__.update(
            {name: copy.copy(value) for name, value in self.__getstate__().items()}
        )
        twin._viewers = copy.deepcopy(self._viewers)
        return twin


class _StoredActions:
    """The actions of the last steps; N_ACTIONS for integers outside the actions."""

    def __init__(self, num_envs: int) -> None:
        self.latest: list[bytes] = []
        """The steps since the last block."""
        self._num_envs = num_envs
        self._blocks: deque[npt.NDArray[np.int8]] = deque()
        self._num_forgotten = 0

    def __copy__(self) -> _StoredActions:
        twin = _StoredActions(self._num_envs)
        twin.latest, twin._blocks = self.latest.copy(), self._blocks.copy()
        twin._num_forgotten = self._num_forgotten
        return twin

    @property
    def count(self) -> int:
        """Number of steps stored so far, forgotten ones included."""
        return self._num_forgotten + _BLOCK_STEPS * len(self._blocks) + len(self.latest)

    def close_block(self) -> None:
        """Store the latest steps, which fill a block, in one byte a world."""
        self._blocks.append(self._packed())
        self.latest.clear()

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
        rows = np.frombuffer(b"".join(self.latest), np.uint64).reshape(-1, self._num_envs)
        return np.minimum(rows, N_ACTIONS).astype(np.int8)  # negative ones are large here
