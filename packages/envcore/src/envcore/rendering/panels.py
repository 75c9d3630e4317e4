"""The panels beside the map: rocks or station, gauges, cargo, prices and the last event."""

from __future__ import annotations

from typing import Final

import numpy as np

from envcore import spec
from envcore.decode import DecodedObservation
from envcore.rendering import palette
from envcore.rendering.brush import LARGE, NORMAL, SMALL, Box, Brush
from envcore.rendering.ship_log import LogEntry, ShipLog

_GAUGES: Final = (
    ("Fuel", "fuel", spec.FUEL_MAX, False),
    ("Hull", "hull", spec.HULL_MAX, False),
    ("Tool", "tool", spec.TOOL_MAX, False),
    ("Heat", "heat", spec.HEAT_MAX, True),
    ("Alert", "alert", spec.ALERT_MAX, True),
    ("Hold", "cargo_load", spec.CARGO_MAX, None),
)
"""Label, field, maximum, and whether much of it is bad."""
_BAD_EVENTS: Final = {"fracture", "pirates", "overheated", "destroyed", "stranded"}
_ODD_EVENTS: Final = {"invalid_action", "market_shock", "asteroid_exhausted", "decoy_used"}


def draw_header(brush: Brush, width: float, log: ShipLog, time_left: float) -> None:
    """Draw the title, the clock and the credits."""
    assert log.view is not None
    brush.words(18, 27, "ASTEROID BELT PROSPECTOR", palette.INK, size=9.5, bold=True)
    brush.bar(300, 18, 250, 1 - time_left, palette.INK_SOFT, 6)
    total = log.info["ticks"] + log.info["time_remaining"]
    brush.words(562, 26, f"tick {log.info['ticks']:,} of {total:,}", palette.INK_SOFT)
    credits = f"{log.info['credits']:,.0f}"
    brush.words(width - 66, 29, credits, palette.GOLD, size=LARGE + 1, anchor=1, bold=True)
    brush.words(width - 18, 28, "credits", palette.INK_SOFT, size=SMALL, anchor=1)


def draw_gauges(brush: Brush, box: Box, view: DecodedObservation) -> None:
    """Draw the ship's gauges and supplies."""
    x, y, width, _ = box
    brush.title(box, "Ship")
    for row, (label, name, top, much_is_bad) in enumerate(_GAUGES):
        value = float(getattr(view, name))
        share = value / top
        color = _gauge_color(share, much_is_bad)
        line = y + 42 + 17.6 * row
        brush.words(x + 14, line, label, palette.INK_SOFT)
        brush.bar(x + 58, line - 8, width - 116, share, color, 8)
        is_critical = much_is_bad is not None and color == palette.BAD
        ink = palette.BAD if is_critical else palette.INK
        brush.words(x + width - 14, line, f"{value:.0f}", ink, anchor=1)
    supplies = (
        (14, "kits", view.repair_kits),
        (68, "stabilizers", view.stabilizers),
        (162, "decoys", view.decoys),
    )
    for offset, label, count in supplies:
        left = x + offset
        brush.words(left, y + 153, f"{int(count)}", palette.INK, bold=True)
        brush.words(left + 10 + 6 * (int(count) > 9), y + 153, label, palette.INK_SOFT, size=SMALL)


def _gauge_color(share: float, much_is_bad: bool | None) -> int:
    if much_is_bad is None:
        return palette.GOLD
    risk = share if much_is_bad else 1 - share
    return palette.heat_color(max(0.0, min(1.0, (risk - 0.35) / 0.6)))


def draw_cargo(brush: Brush, box: Box, view: DecodedObservation) -> None:
    """Draw what is in the hold, and what the station would quote for it."""
    x, y, width, _ = box
    brush.title(box, "Cargo")
    value = float((view.cargo * view.prices).sum())
    brush.words(x + width - 14, y + 21, f"worth {value:,.0f}", palette.GOLD, size=SMALL, anchor=1)
    scale = max(40.0, float(view.cargo.max()))
    for c, label in enumerate(palette.COMMODITY_LABELS):
        line = y + 43 + 20 * c
        color = palette.COMMODITY_COLORS[c]
        held = float(view.cargo[c])
        brush.words(x + 14, line, label, palette.INK if held > 0 else palette.INK_FAINT)
        brush.bar(x + 96, line - 8, width - 150, held / scale, color, 8)
        ink = palette.INK if held > 0 else palette.INK_FAINT
        brush.words(x + width - 14, line, f"{held:.1f}", ink, anchor=1)


def draw_prices(brush: Brush, box: Box, log: ShipLog) -> None:
    """Draw the price of every commodity over the ticks seen so far."""
    assert log.view is not None
    x, y, width, _ = box
    brush.title(box, "Prices")
    brush.words(x + width - 14, y + 21, "credits a unit", palette.INK_FAINT, size=SMALL, anchor=1)
    ticks = np.array(log.ticks, np.float64)
    prices = np.array(log.prices)
    for c, label in enumerate(palette.COMMODITY_LABELS):
        line = y + 43 + 20 * c
        brush.words(x + 14, line, label, palette.COMMODITY_COLORS[c])
        _draw_curve(brush, x + 84, line - 13, width - 210, ticks, prices[:, c], c)
        change = float(log.view.price_changes[c])
        brush.words(x + width - 74, line, f"{prices[-1, c]:.0f}", palette.INK, anchor=1, bold=True)
        color = palette.INK_FAINT if abs(change) < 0.05 else _sign_color(change)
        brush.words(x + width - 14, line, f"{change:+.1f}", color, size=SMALL, anchor=1)


def _sign_color(change: float) -> int:
    return palette.GOOD if change > 0 else palette.BAD


def _draw_curve(
    brush: Brush,
    x: float,
    y: float,
    width: float,
    ticks: np.ndarray[tuple[int], np.dtype[np.float64]],
    values: np.ndarray[tuple[int], np.dtype[np.float64]],
    commodity: int,
) -> None:
    """Draw one price, from lowest to highest in 16 pixels, the newest at the right."""
    color = palette.COMMODITY_COLORS[commodity]
    low, high = float(values.min()), float(values.max())
    room = max(high - low, 0.04 * spec.COMMODITY_TABLE[commodity].base_price)
    span = max(float(ticks[-1] - ticks[0]), 60.0)
    across = x + width * (1 - (ticks[-1] - ticks) / span)
    down = y + 15 - 14 * (values - (low + high - room) / 2) / room
    keep = np.unique(np.append(np.arange(0, len(ticks), max(1, len(ticks) // 110)), len(ticks) - 1))
    points = list(zip(across[keep].tolist(), down[keep].tolist(), strict=True))
    floor = [(points[-1][0], y + 17), (points[0][0], y + 17)]
    brush.canvas.polygon([*points, *floor], palette.with_alpha(color, 0.14))
    brush.canvas.line(points, 1.5, color)
    brush.canvas.disc(*points[-1], 2.4, color)


def draw_rocks(brush: Brush, box: Box, view: DecodedObservation) -> None:
    """Draw the asteroids of the current node, or the station's stock where there are none."""
    if not view.asteroids.valid.any():
        _draw_station(brush, box, view)
        return
    x, y, width, _ = box
    brush.title(box, "Asteroids")
    for offset, name in ((30, "estimated make-up"), (width - 138, "stable"), (width - 78, "left")):
        brush.words(x + offset + 8, y + 39, name, palette.INK_FAINT, size=6.2)
    brush.words(x + width - 14, y + 39, "sure", palette.INK_FAINT, size=6.2, anchor=1)
    rocks = view.asteroids
    for row, a in enumerate(np.flatnonzero(rocks.valid).tolist()):
        line = y + 57 + 18.6 * row
        is_gone = rocks.depletion[a] >= 1
        if rocks.selected[a]:
            brush.canvas.rect(x + 6, line - 13, width - 12, 18, 0x54D6FF30, 5.0)
            brush.canvas.frame(x + 6, line - 13, width - 12, 18, 0x54D6FFB0, 1.0, 5.0)
        ink = palette.INK_FAINT if is_gone else palette.INK
        brush.words(x + 26, line, f"{a}", ink, anchor=1, bold=bool(rocks.selected[a]))
        alpha = 0.22 if is_gone else 0.45 + 0.55 * float(rocks.confidence[a])
        shares = rocks.composition_estimate[a].tolist()
        brush.stack(x + 38, line - 9, width - 182, shares, 10, alpha)
        stability = float(rocks.stability_estimate[a])
        if is_gone:
            brush.words(x + width - 130, line, "exhausted", palette.INK_FAINT, size=SMALL)
            continue
        color = palette.heat_color(1 - stability)
        brush.bar(x + width - 130, line - 7, 48, stability, color, 6)
        brush.bar(x + width - 70, line - 7, 24, 1 - float(rocks.depletion[a]), palette.INK_SOFT, 6)
        sure = f"{rocks.confidence[a]:.0%}"
        brush.words(x + width - 14, line, sure, palette.INK_SOFT, size=SMALL, anchor=1)


def _draw_station(brush: Brush, box: Box, view: DecodedObservation) -> None:
    """Draw what the station has in stock, and what it sells."""
    x, y, width, _ = box
    brush.title(box, "Station")
    brush.words(x + 14, y + 52, "In stock", palette.INK_SOFT, size=SMALL)
    stock = dict(zip(spec.STOCK_SHOWN, view.station_stock.tolist(), strict=True))
    for row, (c, units) in enumerate(stock.items()):
        line = y + 76 + 22 * row
        brush.words(x + 14, line, palette.COMMODITY_LABELS[c], palette.INK)
        brush.bar(x + 96, line - 8, width - 156, units / 500, palette.COMMODITY_COLORS[c], 8)
        brush.words(x + width - 14, line, f"{units:.0f}", palette.INK, anchor=1)
    brush.words(x + 14, y + 188, "For sale", palette.INK_SOFT, size=SMALL)
    for row, action in enumerate([a for a in spec.ACTIONS if a.credits > 0]):
        line = y + 211 + 19 * row
        can_pay = float(view.credits) >= action.credits
        ink = palette.INK if can_pay else palette.INK_FAINT
        label = action.title.removeprefix("Buy ").capitalize()
        brush.words(x + 14, line, label, ink)
        if action.amount:
            brush.words(x + 150, line, f"+{action.amount:.0f}", palette.INK_SOFT, size=SMALL)
        gold = palette.GOLD if can_pay else palette.INK_FAINT
        brush.words(x + width - 14, line, f"{action.credits:.0f}", gold, anchor=1)


def draw_footer(brush: Brush, x: float, y: float, log: ShipLog) -> None:
    """Draw the last step, its events, and the last notable thing before it."""
    if not log.entries:
        brush.words(x, y, "Ready to leave the station.", palette.INK_SOFT)
        return
    last = log.entries[-1]
    left = x + _chip(brush, x, y, spec.ACTIONS[last.action].title, palette.INK)
    for name in last.events:
        left += _chip(brush, left, y, name.replace("_", " "), _event_color(name))
    earlier = next((e for e in reversed(list(log.entries)[:-1]) if e.is_notable), None)
    if earlier is not None:
        brush.words(944, y, _line_of(earlier), palette.INK_FAINT, size=SMALL, anchor=1)


def _line_of(entry: LogEntry) -> str:
    names = ", ".join(name.replace("_", " ") for name in entry.events)
    return f"before: {names} at tick {entry.tick:,}"


def _event_color(name: str) -> int:
    if name in _BAD_EVENTS:
        return palette.BAD
    return palette.WARN if name in _ODD_EVENTS else palette.GOOD


def _chip(brush: Brush, x: float, y: float, words: str, color: int) -> float:
    """Draw words in a rounded box; return the way to the next."""
    width = brush.canvas.text_width(words, NORMAL - 0.5) + 18
    brush.canvas.rect(x, y - 14, width, 19, palette.with_alpha(color, 0.13), 10.0)
    brush.canvas.frame(x, y - 14, width, 19, palette.with_alpha(color, 0.55), 1.0, 10.0)
    brush.words(x + 9, y, words, color, size=NORMAL - 0.5)
    return width + 7
