"""What an environment with a picture keeps beside its world."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from envcore import _native, spec
from envcore.config import EnvConfig
from envcore.rendering.belt_map import Truth
from envcore.rendering.picture import Picture
from envcore.rendering.ship_log import HISTORY_LENGTH, ShipLog
from envcore.rendering.window import Window

_NODE: Final = next(f.first for f in spec.OBSERVATION if f.name == "current_node_index_norm")


class Viewer:
    """A ship's log with canvas and window; copies share neither.

    A step only appends its action. The log is updated when a picture is painted, by repeating the
    steps in a world of its own, so an episode that is never painted costs nothing else.
    """

    def __init__(self) -> None:
        self.actions: list[int] = []
        """Actions since the log was last updated."""
        self._log = ShipLog()
        self._world = _native.World()  # as the log has seen it
        self._start: tuple[EnvConfig, int, int] | bytes | None = None  # of a log not yet started
        self._picture: Picture | None = None
        self._window: Window | None = None

    def start(self, config: EnvConfig, seed: int, episode: int) -> None:
        """Start a new log at the start of an episode."""
        self._start = (config, seed, episode)
        self.actions.clear()

    def start_from(self, state: bytes) -> None:
        """Start a new log at a state."""
        self._start = state
        self.actions.clear()

    @property
    def log(self) -> ShipLog:
        """The log, up to date."""
        if self._start is not None:
            self._start_log(self._start)
            self._start = None
        if self.actions:
            self._repeat(self.actions)
            self.actions.clear()
        return self._log

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

    def _start_log(self, start: tuple[EnvConfig, int, int] | bytes) -> None:
        if isinstance(start, bytes):
            self._world.set_state(start)
        else:
            config, seed, episode = start
            self._world.reset(config.to_native(), seed, episode)
        self._log.start(self._world.observation(), self._world.info())

    def _repeat(self, actions: list[int]) -> None:
        """Take the steps and note them.

        Of steps older than the log's history only those count that end at another node, and the
        last look around before each of them.
        """
        node = self._world.observation()[_NODE]
        skipped: tuple[npt.NDArray[np.float32], dict[str, Any]] | None = None
        for age, action in zip(range(len(actions), 0, -1), actions, strict=True):
            observation, *_, info = self._world.step(action)
            has_moved = observation[_NODE] != node
            if has_moved and skipped is not None:
                self._log.note(*skipped)
            if has_moved or age <= HISTORY_LENGTH:
                self._log.note(observation, info)
                skipped = None
            else:
                skipped = observation, info
            node = observation[_NODE]

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"actions": self.actions.copy(), "_picture": None, "_window": None}
