"""The situation as a compact dashboard of plain text, for `render_mode="ansi"` and for playing."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from envcore import spec
from envcore.decode import DecodedObservation, decode
from envcore.describe import event_names

_BAR_WIDTH: Final = 10
_GAUGES: Final = (
    ("fuel", spec.FUEL_MAX),
    ("hull", spec.HULL_MAX),
    ("tool", spec.TOOL_MAX),
    ("heat", spec.HEAT_MAX),
    ("alert", spec.ALERT_MAX),
)
_SHARE_SHOWN: Final = 0.10  # smaller shares of a rock are left out


def render_ansi(observation: npt.NDArray[np.float32], info: dict[str, Any]) -> str:
    """Return what the ship knows as a dashboard.

    Args:
        observation: float32 of shape (260,).
        info: The info that came with it.

    Returns:
        Lines of ASCII, at most 110 characters long, without an end of line at the end.
    """
    view = decode(observation)
    lines = [
        _head(view, info),
        _last_step(info),
        "  ".join(f"{name} {_bar(view, name, top)}" for name, top in _GAUGES),
        _supplies(view),
        *_market(view),
    ]
    lines += [_way(view, k) for k in np.flatnonzero(view.neighbors.valid).tolist()]
    lines += [_rock(view, a) for a in np.flatnonzero(view.asteroids.valid).tolist()]
    return "\n".join(lines)


def _head(view: DecodedObservation, info: dict[str, Any]) -> str:
    node_type = spec.NODE_TYPES[int(view.node_type)]
    hops = int(view.hops_to_station)
    home = "" if view.at_station else f", {hops} {'hop' if hops == 1 else 'hops'} from home"
    total = info["ticks"] + info["time_remaining"]
    return (
        f"tick {info['ticks']} of {total}   credits {info['credits']:,.0f}   "
        f"node {int(view.node)} ({node_type}{home})"
    )


def _last_step(info: dict[str, Any]) -> str:
    if info["action"] < 0:
        return "last step: -"
    events = ", ".join(event_names(info["events"])) or "-"
    cause = info["end_cause"]
    end = "" if cause == "none" else f"   the episode has ended: {cause.replace('_', ' ')}"
    title = spec.ACTIONS[info["action"]].title
    return f"last step: {title}, {info['dt']} t   events: {events}{end}"


def _bar(view: DecodedObservation, name: str, top: float) -> str:
    value = float(getattr(view, name))
    filled = round(value / top * _BAR_WIDTH)
    return f"{'#' * filled}{'.' * (_BAR_WIDTH - filled)} {value:.0f}"


def _supplies(view: DecodedObservation) -> str:
    return (
        f"repair kits {int(view.repair_kits)}   stabilizers {int(view.stabilizers)}   "
        f"decoys {int(view.decoys)}   escape {int(view.escape_ticks)} t   "
        f"anchor {int(view.anchor_ticks)} t   "
        f"hold {float(view.cargo_load):.1f} of {spec.CARGO_MAX:.0f}"
    )


def _market(view: DecodedObservation) -> list[str]:
    def row(label: str, cells: list[str]) -> str:
        return f"{label:7}" + "".join(f"{cell:>14}" for cell in cells)

    return [
        row("", list(spec.COMMODITIES)),
        row("cargo", [f"{units:.1f}" for units in view.cargo]),
        row(
            "price",
            [
                f"{price:.0f} ({change:+.1f})"
                for price, change in zip(view.prices, view.price_changes, strict=True)
            ],
        ),
    ]


def _way(view: DecodedObservation, k: int) -> str:
    ways = view.neighbors
    return (
        f"  travel {k}: {spec.NODE_TYPES[ways.node_type[k]]:8} {int(ways.travel_ticks[k])} t  "
        f"fuel {ways.travel_fuel[k]:5.1f}  threat about {ways.threat_estimate[k]:.2f}"
    )


def _rock(view: DecodedObservation, a: int) -> str:
    rocks = view.asteroids
    mark = "*" if rocks.selected[a] else " "
    if rocks.depletion[a] >= 1:
        return f" {mark}rock {a:2}: exhausted"
    shares = rocks.composition_estimate[a]
    best = [c for c in np.argsort(-shares)[:3].tolist() if shares[c] >= _SHARE_SHOWN]
    made_of = ", ".join(f"{spec.COMMODITIES[c]} {shares[c]:.0%}" for c in best)
    return (
        f" {mark}rock {a:2}: stable {rocks.stability_estimate[a]:.2f}  "
        f"left {1 - rocks.depletion[a]:4.0%}  sure {rocks.confidence[a]:4.0%}  {made_of}"
    )
