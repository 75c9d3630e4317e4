"""What an environment with a picture keeps beside its world."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from envcore.rendering.belt_map import Truth
from envcore.rendering.picture import Picture
from envcore.rendering.ship_log import ShipLog
from envcore.rendering.window import Window


class Viewer:
    """A ship's log with canvas and window; copies share neither."""

    def __init__(self) -> None:
        self.log = ShipLog()
        self._picture: Picture | None = None
        self._window: Window | None = None

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
        """Take the window away, if there is one."""
        if self._window is not None:
            self._window.close()
            self._window = None

    def __getstate__(self) -> dict[str, Any]:
        return {"log": self.log, "_picture": None, "_window": None}
