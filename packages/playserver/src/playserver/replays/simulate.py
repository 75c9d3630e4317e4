"""Simulates replays and converts frames, belts and verdicts into HTTP models."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

import envcore
import replaykit
from envcore import spec
from playserver.models.replays import Frame, FramePage, Node, ReplayDetail, Verdict
from playserver.replays.locations import ReplayLocation
from replaykit import Replay, frames

_EVENTS: Final = tuple((1 << event, event.name.lower()) for event in spec.Event)
_SAME_NAMES: Final = tuple(name for name in Frame.model_fields if name not in ("return_", "events"))


def detail_of(location: ReplayLocation, replay: Replay) -> ReplayDetail:
    """Return the header of a replay, and the belt at the start of its episode."""
    header = replay.header
    return ReplayDetail(
        entry=location.entry,
        env_id=header.env_id,
        options=header.config.to_dict(),
        player_kind=header.player.kind,
        player_name=header.player.name,
        player_version=header.player.version,
        player_digest=header.player.digest,
        content_digest=replay.content_digest,
        file_bytes=location.file_bytes,
        belt=belt_of(replay),
    )


def belt_of(replay: Replay) -> list[Node]:
    """Return the belt at the start of the replay's episode."""
    return nodes_of(replaykit.Timeline(replay).env_at(0))


def frames_of(replay: Replay, start: int, stop: int, stride: int) -> list[Frame]:
    """Return frames of a replay; see `replaykit.frames`."""
    return [frame_model(frame) for frame in frames(replay, start, stop, stride)]


def frame_model(frame: replaykit.Frame) -> Frame:
    """Return a frame as an HTTP model."""
    values = {name: getattr(frame, name) for name in _SAME_NAMES}
    values |= {"return": frame.total, "events": event_names(frame.events)}
    return Frame.model_validate(values, from_attributes=True)


def pages_of(replay_id: str, replay: Replay, length: int) -> Iterator[FramePage]:
    """Yield all frames of a replay in pages, simulating it once."""
    total = len(replay.actions) + 1
    every = frames(replay)
    for start in range(0, total, length):
        models = [frame_model(frame) for frame in islice(every, length)]
        yield FramePage(
            replay_id=replay_id,
            start=start,
            stop=start + len(models),
            stride=1,
            total=total,
            frames=models,
        )


def verdict_of(verdict: replaykit.Verdict) -> Verdict:
    """Return a verdict as an HTTP model."""
    return Verdict(is_true=verdict.is_true, message=verdict.message)


def nodes_of(env: envcore.AsteroidProspectorEnv) -> list[Node]:
    """Return the current belt of an environment."""
    return [Node.model_validate(_node_values(node)) for node in env.belt()]


def event_names(events: int) -> list[str]:
    """Return the names in a bit set of events, lower case, in the order of the bits."""
    return [name for bit, name in _EVENTS if events & bit]


def _node_values(node: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": node["type"],
        "hops": node["hops"],
        "danger": node["danger"],
        "pirates": node["piracy"],
        "neighbors": node["neighbors"],
    }
