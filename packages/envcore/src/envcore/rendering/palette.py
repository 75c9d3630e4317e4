"""Colors and measures of the picture, 0xRRGGBBAA."""

from __future__ import annotations

from typing import Final

SKY_TOP: Final = 0x0B1020FF
SKY_BOTTOM: Final = 0x05070EFF
NIGHT: Final = 0x0B1020FF
PANEL: Final = 0x131B2EB8
PANEL_EDGE: Final = 0x2B3856FF
TRACK: Final = 0x222C45FF
INK: Final = 0xE9EEF8FF
INK_SOFT: Final = 0x9AA8C4FF
INK_FAINT: Final = 0x5D6B8AFF
GOLD: Final = 0xFFD166FF
GOOD: Final = 0x4ADE98FF
WARN: Final = 0xFFB454FF
BAD: Final = 0xFF5D6CFF
SHIP: Final = 0xFFFFFFFF

COMMODITY_COLORS: Final = (
    0x9DB2CEFF,  # iron: steel
    0xE0C55CFF,  # nickel: brass
    0x58C4FFFF,  # water ice: blue
    0xB794FFFF,  # platinum group: violet
    0x45DDA0FF,  # rare isotopes: green
    0xFF9359FF,  # volatiles: orange
)
COMMODITY_LABELS: Final = ("Iron", "Nickel", "Water ice", "PGE", "Isotopes", "Volatiles")

NODE_COLORS: Final = (0x54D6FFFF, 0xA9B9D6FF, 0xFF7A5CFF)  # station, cluster, hazard


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
