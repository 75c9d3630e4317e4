"""The situation of a ship in words and as plain data, for people and language models."""

from __future__ import annotations

import json
from typing import Any, Final, Literal, get_args

import numpy as np
import numpy.typing as npt

from envcore import spec
from envcore.decode import DecodedObservation, check_observation, decode

DescriptionFormat = Literal["text", "json"]

_GAUGES: Final = {
    "fuel": spec.FUEL_MAX,
    "hull": spec.HULL_MAX,
    "heat": spec.HEAT_MAX,
    "tool": spec.TOOL_MAX,
    "alert": spec.ALERT_MAX,
}
_SHARES_NAMED: Final = 0.15  # smaller shares of a rock are not worth a word


def describe(
    observation: npt.ArrayLike,
    info: dict[str, Any] | None = None,
    *,
    format: DescriptionFormat = "text",
) -> str:
    """Return an observation in words, as plain text or as JSON.

    Args:
        observation: Floats of shape (260,).
        info: The info that came with it; adds the clock, the last step and the legal actions.
        format: `text`, or `json` for the data of `situation`.

    Raises:
        ValueError: The shape is not (260,), or there is no such format.
        TypeError: The dtype is not a floating one.
    """
    if format not in get_args(DescriptionFormat):
        raise ValueError(f"format is {format!r}, expected one of {get_args(DescriptionFormat)}")
    found = situation(observation, info)
    return json.dumps(found) if format == "json" else "\n".join(_text_lines(found))


def situation(observation: npt.ArrayLike, info: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return an observation as plain Python values by name, ready for JSON.

    Args:
        observation: Floats of shape (260,).
        info: The info that came with it; adds the keys `clock`, `last_step` and `legal_actions`.

    Returns:
        `ship`, `cargo`, `supplies`, `place`, `ways`, `asteroids` and `market`, in the units of
        `envcore.decode`; empty slots are left out.

    Raises:
        ValueError: The shape is not (260,).
        TypeError: The dtype is not a floating one.
    """
    rows = check_observation(observation)
    if rows.ndim != 1:
        raise ValueError(f"observation: shape {rows.shape}, expected ({spec.OBS_DIM},)")
    view = decode(rows)
    found = {
        "ship": _ship(view),
        "cargo": _by_commodity(view.cargo),
        "supplies": {
            "repair_kits": int(view.repair_kits),
            "stabilizers": int(view.stabilizers),
            "decoys": int(view.decoys),
        },
        "place": {
            "node": int(view.node),
            "node_type": spec.NODE_TYPES[int(view.node_type)],
            "hops_to_station": int(view.hops_to_station),
        },
        "ways": _ways(view),
        "asteroids": _rocks(view),
        "market": _market(view),
    }
    return found if info is None else found | _from_info(info)


def event_names(events: int) -> list[str]:
    """Return the names of the events in a bit set, in lower case, as in `market_shock`.

    Args:
        events: `info["events"]`.
    """
    return [event.name.lower() for event in spec.Event if events >> event & 1]


def _by_commodity(values: npt.NDArray[np.float64]) -> dict[str, float]:
    return {n: round(float(x), 3) for n, x in zip(spec.COMMODITIES, values, strict=True)}


def _ship(view: DecodedObservation) -> dict[str, float]:
    gauges = {
        "fuel": view.fuel,
        "hull": view.hull,
        "heat": view.heat,
        "tool": view.tool,
        "alert": view.alert,
        "cargo_load": view.cargo_load,
        "credits": view.credits,
    }
    return {name: round(float(value), 3) for name, value in gauges.items()} | {
        "time_left": round(float(view.time_left), 6),
        "escape_ticks": int(view.escape_ticks),
        "anchor_ticks": int(view.anchor_ticks),
    }


def _ways(view: DecodedObservation) -> list[dict[str, Any]]:
    ways = view.neighbors
    return [
        {
            "slot": k,
            "node_type": spec.NODE_TYPES[ways.node_type[k]],
            "ticks": int(ways.travel_ticks[k]),
            "fuel": round(float(ways.travel_fuel[k]), 3),
            "threat_estimate": round(float(ways.threat_estimate[k]), 4),
        }
        for k in np.flatnonzero(ways.valid).tolist()
    ]


def _rocks(view: DecodedObservation) -> list[dict[str, Any]]:
    rocks = view.asteroids
    return [
        {
            "slot": a,
            "selected": bool(rocks.selected[a]),
            "composition_estimate": _by_commodity(rocks.composition_estimate[a]),
            "stability_estimate": round(float(rocks.stability_estimate[a]), 4),
            "depletion": round(float(rocks.depletion[a]), 4),
            "confidence": round(float(rocks.confidence[a]), 4),
        }
        for a in np.flatnonzero(rocks.valid).tolist()
    ]


def _market(view: DecodedObservation) -> list[dict[str, Any]]:
    stock = dict(zip(spec.STOCK_SHOWN, view.station_stock.tolist(), strict=True))
    return [
        {
            "commodity": name,
            "price": round(float(view.prices[c]), 3),
            "change": round(float(view.price_changes[c]), 3),
            "station_stock": round(stock[c], 3) if c in stock else None,
        }
        for c, name in enumerate(spec.COMMODITIES)
    ]


def _from_info(info: dict[str, Any]) -> dict[str, Any]:
    action = int(info["action"])
    last = None
    if action >= 0:
        last = {
            "action": spec.Action(action).name,
            "was_legal": not info["invalid_action"],
            "ticks": int(info["dt"]),
            "events": event_names(int(info["events"])),
            "end_cause": None if info["end_cause"] == "none" else info["end_cause"],
        }
    legal = [spec.ACTIONS[i] for i in np.flatnonzero(info["action_mask"]).tolist()]
    return {
        "clock": {"ticks": int(info["ticks"]), "time_remaining": int(info["time_remaining"])},
        "last_step": last,
        "legal_actions": [{"id": a.id, "name": a.name, "doc": a.doc} for a in legal],
    }


def _text_lines(found: dict[str, Any]) -> list[str]:
    ship, place, supplies = found["ship"], found["place"], found["supplies"]
    hops = place["hops_to_station"]
    where = (
        "the station"
        if place["node_type"] == "station"
        else f"node {place['node']}, a {place['node_type']}, {hops} "
        f"{'hop' if hops == 1 else 'hops'} from the station"
    )
    gauges = ", ".join(f"{name} {ship[name]:.0f} of {top:.0f}" for name, top in _GAUGES.items())
    held = ", ".join(f"{count} {name}" for name, count in supplies.items()).replace("_", " ")
    hold = f"{ship['cargo_load']:.1f} of {spec.CARGO_MAX:.0f} units"
    lines = [
        *_clock_lines(found),
        f"The ship is at {where}.",
        f"Ship: {gauges}; credits {ship['credits']:.0f}; {ship['time_left']:.1%} of the time left.",
        f"Cargo: {hold}{_cargo_text(found['cargo'])}.",
        f"Supplies: {held}.",
    ]
    if ship["escape_ticks"]:
        lines.append(f"Escape burn: {ship['escape_ticks']} more ticks.")
    if ship["anchor_ticks"]:
        lines.append(f"Selected asteroid anchored: {ship['anchor_ticks']} more ticks.")
    lines += ["Ways from here (TRAVEL_<slot>):", *(_way_text(way) for way in found["ways"])]
    if found["asteroids"]:
        lines += ["Asteroids here (SELECT_<slot>):", *map(_rock_text, found["asteroids"])]
    quotes = ", ".join(
        f"{row['commodity']} {row['price']:.0f} ({row['change']:+.1f})" for row in found["market"]
    )
    lines.append(f"Prices in credits a unit (change since the last step): {quotes}.")
    if "legal_actions" in found:
        legal = ", ".join(f"{a['id']} {a['name']}" for a in found["legal_actions"])
        lines.append(f"Legal actions: {legal}.")
    return lines


def _clock_lines(found: dict[str, Any]) -> list[str]:
    if "clock" not in found:
        return []
    clock, last = found["clock"], found["last_step"]
    lines = [f"Tick {clock['ticks']}, {clock['time_remaining']} ticks remain."]
    if last:
        legality = "" if last["was_legal"] else " (instead of an illegal action)"
        ticks = "1 tick" if last["ticks"] == 1 else f"{last['ticks']} ticks"
        events = ", ".join(last["events"]) or "nothing else happened"
        lines.append(f"Last step: {last['action']}{legality}, {ticks}; {events}.")
        if last["end_cause"]:
            lines.append(f"The episode has ended: {last['end_cause']}.")
    return lines


def _cargo_text(cargo: dict[str, float]) -> str:
    held = ", ".join(f"{name} {units:.1f}" for name, units in cargo.items() if units >= 0.05)
    return f" ({held})" if held else ""


def _way_text(way: dict[str, Any]) -> str:
    ticks = "1 tick" if way["ticks"] == 1 else f"{way['ticks']} ticks"
    return (
        f"  {way['slot']}: {way['node_type']}, {ticks}, {way['fuel']:.1f} fuel when empty, "
        f"threat about {way['threat_estimate']:.2f}"
    )


def _rock_text(rock: dict[str, Any]) -> str:
    shares = sorted(rock["composition_estimate"].items(), key=lambda pair: -pair[1])
    named = [pair for i, pair in enumerate(shares) if i == 0 or pair[1] >= _SHARES_NAMED]
    kinds = ", ".join(f"{name} {share:.0%}" for name, share in named)
    state = "exhausted" if rock["depletion"] == 1 else f"{rock['depletion']:.0%} depleted"
    return (
        f"  {rock['slot']}: {kinds}; stability about {rock['stability_estimate']:.2f}; {state}; "
        f"confidence {rock['confidence']:.0%}{'; selected' if rock['selected'] else ''}"
    )
