"""Exporting a replay as one HTML file that plays in a browser without server or network."""

from __future__ import annotations

import base64
import gzip
import html
import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from envcore import event_names, spec
from replaykit.files import write_atomically
from replaykit.format.replay import Replay
from replaykit.simulate.environment import env_at_start
from replaykit.simulate.frames import Frame, frame_range, frames

FRAMES_MAX: Final = 20_000
_SHIP: Final = ("fuel", "hull", "heat", "tool", "alert", "credits")
_SHIP_MAX: Final = (spec.FUEL_MAX, spec.HULL_MAX, spec.HEAT_MAX, spec.TOOL_MAX, spec.ALERT_MAX)


def export_html(
    replay: Replay,
    path: Path | str,
    start: int = 0,
    stop: int | None = None,
    stride: int = 1,
    *,
    truth: bool = False,
    progress: Callable[[int], None] = lambda _: None,
) -> None:
    """Write a page that plays the frames start, start + stride, ... below stop.

    The page contains the frames, compressed. For a long replay the stride is raised until there
    are at most 20,000.

    Args:
        replay: A replay, whole or cut off.
        path: The page.
        start: First frame.
        stop: First frame not to show.
        stride: 1 or more.
        truth: Whether the page also shows what is hidden from the ship.
        progress: Called with 1 for every frame.
    """
    num_frames = len(frame_range(replay, start, stop, stride))
    stride *= max(1, -(-num_frames // FRAMES_MAX))
    rows: list[list[Any]] = []
    rocks: list[Any] = []
    for frame in frames(replay, start, stop, stride, truth=truth):
        rows.append(_row_of(frame))
        rocks.append(_rocks_of(frame))
        progress(1)
    data = _facts_of(replay) | {"rows": rows, "rocks": _changes_of(rocks)}
    packed = gzip.compress(json.dumps(data, separators=(",", ":")).encode(), mtime=0)
    template = files("replaykit.export").joinpath("viewer.html").read_text(encoding="utf-8")
    page = template.replace("{{title}}", html.escape(_title_of(replay))).replace(
        "{{data}}", base64.b64encode(packed).decode()
    )
    write_atomically(Path(path), page.encode())


def _title_of(replay: Replay) -> str:
    header = replay.header
    return f"{header.player.name}, seed {header.seed}, episode {header.episode}"


def _facts_of(replay: Replay) -> dict[str, Any]:
    """Return the facts that are the same for all frames."""
    header, result = replay.header, replay.result
    belt = env_at_start(replay).belt()
    return {
        "title": _title_of(replay),
        "player": f"{header.player.kind} {header.player.name} {header.player.version}".rstrip(),
        "digest": replay.content_digest if result is not None else None,
        "end": result.end_cause if result is not None else None,
        "ship": _SHIP,
        "shipMax": _SHIP_MAX,
        "cargoMax": spec.CARGO_MAX,
        "commodities": spec.COMMODITIES,
        "nodes": [
            {
                "kind": node["type"],
                "hops": node["hops"],
                "to": [e["node"] for e in node["neighbors"]],
            }
            for node in belt
        ],
    }


def _row_of(frame: Frame) -> list[Any]:
    """Return a frame in the order that the page's script reads."""
    return [
        frame.step,
        frame.tick,
        frame.node,
        frame.action_name,
        int(frame.was_illegal),
        event_names(frame.events),
        _short(frame.reward),
        _short(frame.total),
        [_short(getattr(frame.ship, name)) for name in _SHIP],
        [_short(value) for value in frame.cargo],
        [_short(value) for value in frame.prices],
    ]


def _rocks_of(frame: Frame) -> list[list[Any]]:
    """Return the estimates of the rocks and, if the frame has them, the true values."""
    estimates = [
        [int(r.is_selected), _short(r.depletion), _short(r.confidence), _short(r.stability)]
        + [_short(share) for share in r.composition]
        for r in frame.rocks
    ]
    if frame.truth is None:
        return estimates
    return [
        [*row, _short(true.richness), _short(true.stability), *map(_short, true.composition)]
        for row, true in zip(estimates, frame.truth.rocks, strict=True)
    ]


def _changes_of(values: list[Any]) -> list[Any]:
    """Return the values, with None for each one that equals the previous one."""
    return [None if i and value == values[i - 1] else value for i, value in enumerate(values)]


def _short(value: float) -> float:
    """Return a number rounded to the digits that the page shows."""
    return round(value, 3)
