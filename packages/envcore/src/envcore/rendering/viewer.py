"""What an environment with a picture keeps beside its world."""

from __future__ import annotations

import copy
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from envcore import _native, spec
from envcore.config import EnvConfig
from envcore.rendering.belt_map import Truth
from envcore.rendering.picture import Picture
from envcore.rendering.ship_log import HISTORY_LENGTH, ShipLog
from envcore.rendering.window import Window

_Earlier: TypeAlias = "tuple[_Earlier, list[int]] | None"
"""Actions before others; several copies share them."""
_NODE: Final = next(f.first for f in spec.OBSERVATION if f.name == "current_node_index_norm")


class Viewer:
    """A ship's log with canvas and window; copies share neither.

    A step only appends its action. The log is updated when a picture is painted, by repeating the
    steps in a world of its own, so an episode that is never painted costs nothing else.
    """

    def __init__(self) -> None:
        self.actions: list[int] = []
        """Actions since the log was last updated, or since this was last copied."""
        self._earlier: _Earlier = None
        self._seen: tuple[ShipLog, _native.World] | None = None  # the log, and what it has seen
        self._start: tuple[EnvConfig, int, int] | bytes | None = None  # of a log not yet started
        self._picture: Picture | None = None
        self._window: Window | None = None

    def start(self, config: EnvConfig, seed: int, episode: int) -> None:
        """Start a new log at the start of an episode."""
        self._start = (config, seed, episode)
        self._forget_actions()

    def start_from(self, state: bytes) -> None:
        """Start a new log at a state."""
        self._start = state
        self._forget_actions()

    @property
    def log(self) -> ShipLog:
        """The log, up to date."""
        if self._seen is None:
            self._seen = ShipLog(), _native.World()
        log, world = self._seen
        if self._start is not None:
            _start_log(log, world, self._start)
            self._start = None
        if actions := self._all_actions():
            _repeat(log, world, actions)
            self._forget_actions()
        return log

    def paint(self, truth: Truth | None = None) -> npt.NDArray[np.uint8]:
        """Return the situation as pixels, see Picture.paint."""
        if self._picture is None:
            self._picture = Picture()
        return self._picture.paint(self.log, truth)

    def show(self, frames_per_second: float) -> None:
        """Paint and show the situation in a window, opened at the first call."""
        if self._window is None:
            self._window = Window("Asteroid Belt Prospector", frames_per_second)
        self._window.show(self.paint())

    def close(self) -> None:
        """Close the window, if there is one."""
        if self._window is not None:
            self._window.close()
            self._window = None

    def __deepcopy__(self, _memo: dict[int, Any]) -> Viewer:
        """Return a copy. Both share the actions so far, so that it takes as long at any step."""
        if self.actions:
            self._earlier, self.actions = (self._earlier, self.actions), []
        twin = Viewer()
        twin._earlier, twin._start = self._earlier, self._start
        twin._seen = copy.deepcopy(self._seen)
        return twin

    def _all_actions(self) -> list[int]:
        parts, earlier = [self.actions], self._earlier
        while earlier is not None:
            earlier, part = earlier
            parts.append(part)
        return [action for part in reversed(parts) for action in part]

    def _forget_actions(self) -> None:
        self.actions.clear()
        self._earlier = None

    def __getstate__(self) -> dict[str, Any]:
        whole = {"actions": self._all_actions(), "_earlier": None}
        return self.__dict__ | whole | {"_picture": None, "_window": None}


def _start_log(
    log: ShipLog, world: _native.World, start: tuple[EnvConfig, int, int] | bytes
) -> None:
    if isinstance(start, bytes):
        world.set_state(start)
    else:
        config, seed, episode = start
        world.reset(config.to_native(), seed, episode)
    log.start(world.observation(), world.info())


def _repeat(log: ShipLog, world: _native.World, actions: list[int]) -> None:
    """Take the steps and note them.

    Of steps older than the log's history only those count that end at another node, and the
    last look around before each of them.
    """
    node = world.observation()[_NODE]
    skipped: tuple[npt.NDArray[np.float32], dict[str, Any]] | None = None
    for age, action in zip(range(len(actions), 0, -1), actions, strict=True):
        observation, *_, info = world.step(action)
        has_moved = observation[_NODE] != node
        if has_moved and skipped is not None:
            log.note(*skipped)
        if has_moved or age <= HISTORY_LENGTH:
            log.note(observation, info)
            skipped = None
        else:
            skipped = observation, info
        node = observation[_NODE]
