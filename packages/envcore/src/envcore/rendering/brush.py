"""The canvas with the few shapes that the panels are made of."""

from __future__ import annotations

from typing import Final, TypeAlias

from envcore import _native
from envcore.rendering import palette

Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, width and height, in pixels."""

SMALL: Final = 7.0  # heights of a capital, in pixels
NORMAL: Final = 8.5
LARGE: Final = 13.0

_PEN_SHARE: Final = 0.145  # width of the pen for its letters' height
_BOLD_SHARE: Final = 0.20


class Brush:
    """Paints words, bars and boxes on a native canvas."""

    def __init__(self, canvas: _native.Canvas) -> None:
        self.canvas = canvas

    def words(
        self,
        x: float,
        y: float,
        words: str,
        color: int = palette.INK,
        *,
        size: float = NORMAL,
        anchor: float = 0.0,
        bold: bool = False,
    ) -> None:
        """Write words on a baseline; anchor 0 starts at x, 0.5 centers there, 1 ends there."""
        pen = size * (_BOLD_SHARE if bold else _PEN_SHARE)
        self.canvas.text(x, y, words, size, max(pen, 1.05), color, anchor)

    def panel(self, box: Box) -> None:
        """Draw the box of a panel."""
        self.canvas.rect(*box, palette.PANEL, 9.0)
        self.canvas.frame(*box, palette.PANEL_EDGE, 1.0, 9.0)

    def title(self, box: Box, title: str) -> None:
        """Write the title of a panel."""
        self.words(
            box[0] + 14, box[1] + 21, title.upper(), palette.INK_FAINT, size=SMALL, bold=True
        )

    def bar(
        self, x: float, y: float, width: float, share: float, color: int, height: float
    ) -> None:
        """Draw a bar that is filled from the left."""
        radius = height / 2
        self.canvas.rect(x, y, width, height, palette.TRACK, radius)
        filled = max(0.0, min(1.0, share)) * width
        if filled > 0.5:
            self.canvas.rect(x, y, max(filled, height), height, color, radius)

    def stack(
        self, x: float, y: float, width: float, shares: list[float], height: float, alpha: float
    ) -> None:
        """Draw shares of the commodities side by side."""
        self.canvas.rect(x, y, width, height, palette.TRACK, 2.0)
        left = x
        for share, color in zip(shares, palette.COMMODITY_COLORS, strict=True):
            length = share * width
            if length > 0.4:
                self.canvas.rect(
                    left, y, max(length - 1.0, 0.6), height, palette.with_alpha(color, alpha), 1.5
                )
            left += length
