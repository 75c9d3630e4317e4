"""The picture of a world: panels around the map, 960 by 600 pixels."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from envcore import _native
from envcore.rendering import palette, panels
from envcore.rendering.belt_map import Truth, draw_belt
from envcore.rendering.brush import Brush
from envcore.rendering.ship_log import ShipLog

WIDTH: Final = 960
HEIGHT: Final = 600
_STARS: Final = 150

_MAP: Final = (14, 44, 578, 348)
_ROCKS: Final = (604, 44, 342, 348)
_SHIP: Final = (14, 400, 230, 166)
_CARGO: Final = (256, 400, 264, 166)
_PRICES: Final = (532, 400, 414, 166)


class Picture:
    """Paints what a ship's log knows; keeps its canvas from one picture to the next."""

    def __init__(self) -> None:
        self._canvas = _native.Canvas(WIDTH, HEIGHT)
        self._sky = _native.Canvas(WIDTH, HEIGHT)
        _paint_sky(self._sky)
        for box in (_MAP, _ROCKS, _SHIP, _CARGO, _PRICES):
            Brush(self._sky).panel(box)

    def paint(self, log: ShipLog, truth: Truth | None = None) -> npt.NDArray[np.uint8]:
        """Return the situation as pixels.

        Args:
            log: What the ship has seen.
            truth: The true belt, to be drawn instead of the known one.

        Returns:
            uint8 of shape (600, 960, 3), a new array at every call.

        Raises:
            ValueError: The log has not begun.
        """
        view = log.view
        if view is None:
            raise ValueError("there is nothing to draw yet: call reset() first")
        self._canvas.copy_from(self._sky)
        brush = Brush(self._canvas)
        panels.draw_header(brush, WIDTH, log, float(view.time_left))
        draw_belt(brush, _MAP, log, truth)
        panels.draw_rocks(brush, _ROCKS, view)
        panels.draw_gauges(brush, _SHIP, view)
        panels.draw_cargo(brush, _CARGO, view)
        panels.draw_prices(brush, _PRICES, log)
        panels.draw_footer(brush, 16, 588, log)
        return self._canvas.pixels()


def _paint_sky(canvas: _native.Canvas) -> None:
    """Paint night and stars, the same ones every time."""
    canvas.gradient(0, 0, WIDTH, HEIGHT, palette.SKY_TOP, palette.SKY_BOTTOM)
    canvas.glow(260, 190, 420, 0x2B4A8C38)
    canvas.glow(760, 520, 380, 0x5A2B7C28)
    golden = (math.sqrt(5) - 1) / 2
    for i in range(_STARS):
        x = (i * golden % 1) * WIDTH
        y = (i * golden * golden * 7.31 % 1) * HEIGHT
        size = 0.5 + 0.7 * (i * 0.37 % 1)
        canvas.disc(x, y, size, palette.with_alpha(0xDDE6FFFF, 0.15 + 0.45 * (i * 0.73 % 1)))
