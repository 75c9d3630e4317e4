"""Colors and measures of the picture, 0xRRGGBBAA: those of the page on dark ground, and grounds."""

from __future__ import annotations

from typing import Final

from envcore import spec


def _dark(name: str) -> int:
    """Return a color of the spec."""
    return int(spec.COLORS[name][1].removeprefix("#") + "FF", 16)


SKY_TOP: Final = 0x0B1020FF
SKY_BOTTOM: Final = 0x05070EFF
NIGHT: Final = 0x0B1020FF
PANEL: Final = 0x131B2EB8
PANEL_EDGE: Final = 0x2B3856FF
TRACK: Final = 0x222C45FF
INK: Final = _dark("text")
INK_SOFT: Final = _dark("text-muted")
INK_FAINT: Final = 0x5D6B8AFF
GOLD: Final = _dark("commodity-5")
GOOD: Final = _dark("good")
WARN: Final = _dark("warn")
BAD: Final = _dark("bad")
SHIP: Final = 0xFFFFFFFF

COMMODITY_COLORS: Final = tuple(_dark(f"commodity-{c}") for c in range(spec.N_COMMODITIES))
COMMODITY_LABELS: Final = tuple(row.title for row in spec.COMMODITY_TABLE)

NODE_COLORS: Final = (
    _dark("accent"),
    _dark("text-muted"),
    _dark("warn"),
)  # station, cluster, hazard


def with_alpha(color: int, alpha: float) -> int:
    """Return a color with an alpha of 0..1 times its own."""
    return (color & 0xFFFFFF00) | round((color & 0xFF) * alpha)


def mix(first: int, second: int, share: float) -> int:
    """Return the color that lies `share` of the way from the first to the second."""
    mixed = 0
    for shift in (24, 16, 8, 0):
        a, b = first >> shift & 0xFF, second >> shift & 0xFF
        mixed |= round(a + (b - a) * share) << shift
    return mixed


def heat_color(share: float) -> int:
    """Return green for 0, amber for a half, red for 1."""
    if share < 0.5:
        return mix(GOOD, WARN, 2 * share)
    return mix(WARN, BAD, min(1.0, 2 * share - 1))
