"""Rendering without a display: the situation as text."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from envcore import spec
from envcore.config import EnvConfig

_BAR_WIDTH = 10


def render_ansi(
    observation: npt.NDArray[np.float32], info: dict[str, Any], config: EnvConfig
) -> str:
    """Return what the ship knows as a dashboard of plain text.

    Args:
        observation: float32 of shape (260,).
        info: The info that came with it.
        config: The options of the environment.
    """
    at = {field.name: field for field in spec.OBSERVATION}

    def values(name: str, slot: int = 0) -> list[float]:
        field = at[name]
        first = field.first + slot * field.stride
        return [float(x) for x in observation[first : first + field.count]]

    gauges = "  ".join(
        f"{name} {_bar(values(f'{name}_frac')[0])}" for name in ("fuel", "hull", "heat", "tool")
    )
    cargo = _per_commodity(
        [x * spec.CARGO_MAX for x in values("cargo_by_commodity_frac")], "{:.1f}"
    )
    price_scales = [row.price_max for row in spec.COMMODITY_TABLE]
    prices = [x * top for x, top in zip(values("price_norm"), price_scales, strict=True)]
    kind = spec.NODE_TYPES[int(np.argmax(values("current_node_type")))]
    node = round(values("current_node_index_norm")[0] * spec.NODE_INDEX_SCALE)
    head = (
        f"tick {info['ticks']} of {config.time_max}   credits {info['credits']:.0f}   "
        f"node {node} ({kind})   action {_action_name(info['action'])}   "
        f"events: {_event_names(info['events'])}"
    )
    lines = [
        head,
        f"{gauges}  alert {_bar(values('alert_frac')[0])}",
        f"cargo  {cargo}",
        f"prices {_per_commodity(prices, '{:.0f}')}",
    ]
    for k in range(spec.MAX_NEIGHBORS):
        if values("neighbors.valid", k)[0]:
            lines.append(_neighbor_line(k, values))
    for a in range(spec.MAX_ASTEROIDS):
        if values("asteroids.valid", a)[0]:
            lines.append(_asteroid_line(a, values))
    return "\n".join(lines)


def _bar(share: float) -> str:
    filled = round(share * _BAR_WIDTH)
    return "#" * filled + "." * (_BAR_WIDTH - filled)


def _per_commodity(numbers: list[float], form: str) -> str:
    return "  ".join(
        f"{name} {form.format(x)}" for name, x in zip(spec.COMMODITIES, numbers, strict=True)
    )


def _action_name(action: int) -> str:
    return "-" if action < 0 else spec.Action(action).name


def _event_names(events: int) -> str:
    return ", ".join(e.name.lower() for e in spec.Event if events >> e & 1) or "-"


def _neighbor_line(k: int, values: Any) -> str:
    kind = spec.NODE_TYPES[int(np.argmax(values("neighbors.node_type", k)))]
    ticks = round(values("neighbors.travel_time_norm", k)[0] * spec.EDGE_TICKS_MAX)
    fuel = values("neighbors.travel_fuel_cost_norm", k)[0] * spec.TRAVEL_FUEL_SCALE
    threat = values("neighbors.threat_est", k)[0]
    return f"  travel {k}: {kind:8} {ticks} ticks  fuel {fuel:5.1f}  threat about {threat:.2f}"


def _asteroid_line(a: int, values: Any) -> str:
    shares = values("asteroids.comp_est", a)
    best = int(np.argmax(shares))
    mark = "*" if values("asteroids.selected_flag", a)[0] else " "
    return (
        f" {mark}rock {a:2}: {spec.COMMODITIES[best]} {shares[best]:.0%}  "
        f"stability {values('asteroids.stability_est', a)[0]:.2f}  "
        f"depleted {values('asteroids.depletion_frac', a)[0]:.0%}  "
        f"confidence {values('asteroids.scan_conf', a)[0]:.0%}"
    )
