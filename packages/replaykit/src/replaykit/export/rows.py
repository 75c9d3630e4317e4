"""Frames as plain values: nested for JSON, flat for tables."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any, Final

import numpy as np

from envcore import event_names, spec
from replaykit.simulate.frames import Frame

_OPTIONAL: Final = {"observation", "truth"}


def plain(value: Any) -> Any:
    """Return a value ready for JSON: dataclasses as objects, arrays as lists."""
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return value


def nested_row(frame: Frame) -> dict[str, Any]:
    """Return a frame for JSON: `total` is called `return`, events are names.

    `end_cause` is `none` until the end, as in infos: readers take a column's type from its first
    rows.
    """
    row = plain(frame)
    row["end_cause"] = _cause(frame)
    row["return"] = row.pop("total")
    row["events"] = event_names(frame.events)
    return {key: value for key, value in row.items() if value is not None or key not in _OPTIONAL}


def flat_row(frame: Frame) -> dict[str, Any]:
    """Return a frame as a row of a table; all frames have the same columns in the same order."""
    ship = plain(frame.ship)
    return {
        "step": frame.step,
        "tick": frame.tick,
        "dt": frame.dt,
        "action": frame.action,
        "action_name": frame.action_name,
        "was_illegal": frame.was_illegal,
        "events": " ".join(event_names(frame.events)),
        "reward": frame.reward,
        **{f"reward_{name}": value for name, value in frame.reward_terms.items()},
        "return": frame.total,
        "terminated": frame.terminated,
        "truncated": frame.truncated,
        "end_cause": _cause(frame),
        "node": frame.node,
        **ship,
        **_by_commodity("cargo", frame.cargo),
        **_by_commodity("price", frame.prices),
    }


def _cause(frame: Frame) -> str:
    return frame.end_cause or "none"


def _by_commodity(what: str, values: tuple[float, ...]) -> dict[str, float]:
    return {f"{what}_{name}": v for name, v in zip(spec.COMMODITIES, values, strict=True)}
