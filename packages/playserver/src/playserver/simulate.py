"""Simulates replays again and puts what happens into the shapes of models.py."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from envcore import spec
from playserver.models import Frame, Node
from replaykit import Replay, frames


def belt_of(replay: Replay) -> list[Node]:
    """Return the belt at the start of the replay's episode."""
    env = replay.timeline.env_at(0)
    return [Node.model_validate(_node_values(node)) for node in env.belt()]


def frames_of(replay: Replay, start: int, stop: int, stride: int) -> list[Frame]:
    """Return some frames of a replay; see replaykit.frames."""
    return [
        Frame.model_validate(_frame_values(frame)) for frame in frames(replay, start, stop, stride)
    ]


def event_names(events: int) -> list[str]:
    """Return the names in a bit set of events, lower case, in the order of the bits."""
    return [event.name.lower() for event in spec.Event if events >> event & 1]


def _frame_values(frame: Any) -> dict[str, Any]:
    values = asdict(frame)
    return values | {"return": values["total"], "events": event_names(frame.events)}


def _node_values(node: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": node["type"],
        "hops": node["hops"],
        "danger": node["danger"],
        "pirates": node["piracy"],
        "neighbors": node["neighbors"],
    }
