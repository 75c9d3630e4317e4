"""The situation as a screen of a terminal, 80 columns by 24 lines, in the colors of the page."""

from __future__ import annotations

from collections.abc import Callable
from itertools import zip_longest
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from envcore import spec
from envcore.decode import DecodedObservation, decode
from envcore.describe import event_names

WIDTH: Final = 80
HEIGHT: Final = 24
_HALF: Final = 39
_BAR: Final = 5
_GAUGES: Final = (
    ("fuel", spec.FUEL_MAX, False),
    ("hull", spec.HULL_MAX, False),
    ("tool", spec.TOOL_MAX, False),
    ("heat", spec.HEAT_MAX, True),
    ("alert", spec.ALERT_MAX, True),
)
"""Field, maximum, and whether much of it is bad."""
_BAD_SHARE: Final = 0.2
_WARN_SHARE: Final = 0.4
_NODE_COLORS: Final = ("accent", "text-muted", "warn")
_Paint = Callable[[str, str], str]
"""Returns a text in the color of that name."""
_BAD_EVENTS: Final = {"fracture", "pirates", "overheated", "destroyed", "stranded"}


def screen_lines(
    observation: npt.NDArray[np.float32], info: dict[str, Any], *, color: bool
) -> list[str]:
    """Return what the ship knows as at most HEIGHT - 4 lines of WIDTH columns.

    Args:
        observation: float32 of shape (260,).
        info: The info that came with it.
        color: Whether to color it by escape sequences.
    """
    view = decode(observation)
    paint = painted if color else _plain
    rocks = [_rock(view, a, paint) for a in np.flatnonzero(view.asteroids.valid).tolist()]
    rows = (len(rocks) + 1) // 2
    edges = [_edge(view, k, paint) for k in np.flatnonzero(view.neighbors.valid).tolist()]
    return [
        _head(view, info, paint),
        _last_step(info, paint),
        "  ".join(
            _gauge(view, name, top, much_is_bad, paint) for name, top, much_is_bad in _GAUGES
        ),
        _supplies(view),
        "",
        paint(f"{'goods':<18}{'units':>6}{'price':>8}{'':>8}", "text-muted")
        + paint("edges: ticks, fuel, threat", "text-muted"),
        *_beside([_goods(view, c, paint) for c in range(spec.N_COMMODITIES)], edges),
        "",
        paint("rocks: make-up, stable, left, sure" if rocks else "no rocks here", "text-muted"),
        *_beside(rocks[:rows], rocks[rows:]),
    ]


def painted(text: str, color: str) -> str:
    """Return text that a terminal shows in a color of the spec."""
    dark = spec.COLORS[color][1]
    red, green, blue = (int(dark[i : i + 2], 16) for i in (1, 3, 5))
    return f"\x1b[38;2;{red};{green};{blue}m{text}\x1b[39m"


def _plain(text: str, _: str) -> str:
    return text


def _beside(left: list[str], right: list[str]) -> list[str]:
    """Return two lists of cells, whose left ones are _HALF + 1 wide, as lines."""
    return [
        (a or " " * (_HALF + 1)) + (b or "") for a, b in zip_longest(left, right, fillvalue=None)
    ]


def _head(view: DecodedObservation, info: dict[str, Any], paint: _Paint) -> str:
    hops = int(view.hops_to_station)
    node_type = int(view.node_type)
    where = spec.NODE_TYPES[node_type]
    if not view.at_station:
        where = f"node {int(view.node)}, {where}, {hops} {'hop' if hops == 1 else 'hops'} from home"
    total = info["ticks"] + info["time_remaining"]
    clock = f"tick {info['ticks']:,} of {total:,}"
    credits = f"credits {info['credits']:,.0f}"
    gap = " " * max(1, (WIDTH - len(clock) - len(where) - len(credits)) // 2)
    return f"{clock}{gap}{paint(where, _NODE_COLORS[node_type])}{gap}{paint(credits, 'warn')}"


def _last_step(info: dict[str, Any], paint: _Paint) -> str:
    if info["action"] < 0:
        return paint("The episode starts.", "text-muted")
    text = f"{spec.ACTIONS[info['action']].title}, {info['dt']} t"
    columns_left = WIDTH - len(text)
    for name in event_names(info["events"]):
        words = f"  {name.replace('_', ' ')}"
        columns_left -= len(words)
        if columns_left >= 0:
            text += paint(words, "bad" if name in _BAD_EVENTS else "accent")
    return text


def _gauge(
    view: DecodedObservation, name: str, top: float, much_is_bad: bool, paint: _Paint
) -> str:
    value = float(getattr(view, name))
    share = 1 - value / top if much_is_bad else value / top
    color = "bad" if share < _BAD_SHARE else "warn" if share < _WARN_SHARE else "good"
    filled = round(value / top * _BAR)
    text = f"{name} {'█' * filled}{'░' * (_BAR - filled)}"
    return f"{paint(text, color)}{value:>{len(f'{top:.0f}') + 1}.0f}"


def _supplies(view: DecodedObservation) -> str:
    return (
        f"hold {float(view.cargo_load):.1f} of {spec.CARGO_MAX:.0f}   kits {int(view.repair_kits)}"
        f"   stabilizers {int(view.stabilizers)}   decoys {int(view.decoys)}"
        f"   escape {int(view.escape_ticks)} t   anchor {int(view.anchor_ticks)} t"
    )


def _goods(view: DecodedObservation, c: int, paint: _Paint) -> str:
    name = f"{c + 1} {spec.COMMODITY_TABLE[c].title:<16}"
    change = float(view.price_changes[c])
    return (
        paint(name, f"commodity-{c}")
        + f"{float(view.cargo[c]):>6.1f}{float(view.prices[c]):>8.0f}"
        + paint(f"{change:>+7.1f} ", "good" if change > 0 else "text-muted")
    )


def _edge(view: DecodedObservation, k: int, paint: _Paint) -> str:
    ways = view.neighbors
    threat = float(ways.threat_estimate[k])
    node_type = int(ways.node_type[k])
    return (
        f"{spec.ACTIONS[k].key} "
        + paint(f"{spec.NODE_TYPES[node_type]:<8}", _NODE_COLORS[node_type])
        + f"{int(ways.travel_ticks[k]):>4} t {ways.travel_fuel[k]:>5.0f} fuel"
        + paint(f"{threat:>6.2f}", f"threat-{min(4, int(5 * threat))}")
    )


def _rock(view: DecodedObservation, a: int, paint: _Paint) -> str:
    """Return a rock in _HALF + 1 columns."""
    rocks = view.asteroids
    mark = "*" if rocks.selected[a] else " "
    head = f"{mark}{spec.ACTIONS[spec.Action.SELECT_0 + a].key} "
    if rocks.depletion[a] >= 1:
        return paint(f"{head}exhausted".ljust(_HALF + 1), "text-muted")
    shares = rocks.composition_estimate[a]
    best = np.argsort(-shares)[:2].tolist()
    made_of = "".join(
        paint(f"{spec.COMMODITY_TABLE[c].title[:5]:<5}", f"commodity-{c}") + f"{shares[c]:>4.0%} "
        for c in best
    )
    stable = float(rocks.stability_estimate[a])
    color = "bad" if stable < _BAD_SHARE else "warn" if stable < _WARN_SHARE else "good"
    rest = f"{1 - rocks.depletion[a]:>5.0%}{rocks.confidence[a]:>5.0%}  "
    return head + made_of + paint(f"{stable:>4.0%}", color) + rest
