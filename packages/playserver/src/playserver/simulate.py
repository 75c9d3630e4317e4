"""Simulates replays again and puts what happens into the shapes of models.py."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

import envcore
import replaykit
from envcore import spec
from playserver.models import Frame, FramePage, Node, Verdict
from replaykit import Replay, frames

_SAME_NAMES: Final = tuple(name for name in Frame.model_fields if name not in ("return_", "events"))


def belt_of(replay: Replay) -> list[Node]:
    """Return the belt at the start of the replay's episode."""
    return nodes_of(replaykit.Timeline(replay).env_at(0))


def frames_of(replay: Replay, start: int, stop: int, stride: int) -> list[Frame]:
    """Return some frames of a replay; see replaykit.frames."""
    return [shape_of(frame) for frame in frames(replay, start, stop, stride)]


def shape_of(frame: replaykit.Frame) -> Frame:
    """Return a frame in the shape in which it crosses HTTP."""
    values = {name: getattr(frame, name) for name in _SAME_NAMES}
    values |= {"return": frame.total, "events": event_names(frame.events)}
    return Frame.model_validate(values, from_attributes=True)


def pages_of(replay_id: str, replay: Replay, length: int) -> Iterator[FramePage]:
    """Yield all frames of a replay in pages, simulating it once."""
    total = len(replay.actions) + 1
    every = frames(replay)
    for start in range(0, total, length):
        shapes = [shape_of(frame) for frame in islice(every, length)]
        yield FramePage(
            replay_id=replay_id,
            start=start,
            stop=start + len(shapes),
            stride=1,
            total=total,
            frames=shapes,
        )


def verdict_of(verdict: replaykit.Verdict) -> Verdict:
    """Return a verdict in the shape in which it crosses HTTP."""
    return Verdict(is_true=verdict.is_true, message=verdict.message)


def nodes_of(env: envcore.AsteroidProspectorEnv) -> list[Node]:
    """Return the belt of an environment as it is now."""
    return [Node.model_validate(_node_values(node)) for node in env.belt()]


def event_names(events: int) -> list[str]:
    """Return the names in a bit set of events, lower case, in the order of the bits."""
    return [event.name.lower() for event in spec.Event if events >> event & 1]


def _node_values(node: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": node["type"],
        "hops": node["hops"],
        "danger": node["danger"],
        "pirates": node["piracy"],
        "neighbors": node["neighbors"],
    }
