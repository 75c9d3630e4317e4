"""Comparing two replays: where they first differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from replaykit.format.content import Block
from replaykit.format.replay import Replay
from replaykit.simulate.environment import env_at_start
from replaykit.simulate.frames import action_name
from replaykit.simulate.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two replays first differ, and how.

    Attributes:
        step: First step that differs, counted from 1; 0 if the replays start differently.
        what: What differs: a field of the header, `state`, `action`, `length`, `result` or
            `state digest`.
        a: Value of the first replay.
        b: Value of the second.
        state_step: First step after which the worlds differ; None if they never do.
    """

    step: int
    what: str
    a: Any
    b: Any
    state_step: int | None


def diff(a: Replay, b: Replay) -> Difference | None:
    """Return where two replays first differ, None if they play the same steps of the same world.

    Player, training and block size are not compared.

    Raises:
        ReplayError: A replay has steps after the end of its episode.
    """
    for what in ("config", "seed", "episode", "start"):
        ours, theirs = getattr(a.header, what), getattr(b.header, what)
        if ours != theirs:
            return Difference(0, what, ours, theirs, 0)
    if a.state != b.state:
        ours, theirs = (env_at_start(replay).state_digest().hex() for replay in (a, b))
        return Difference(0, "state", ours, theirs, 0)
    both = min(len(a.actions), len(b.actions))
    different = np.flatnonzero(a.actions[:both] != b.actions[:both])
    if len(different):
        at = int(different[0])
        ours, theirs = (action_name(int(replay.actions[at])) for replay in (a, b))
        return Difference(at + 1, "action", ours, theirs, _state_step(a, b, at, both))
    if len(a.actions) != len(b.actions):
        return Difference(both + 1, "length", len(a.actions), len(b.actions), both + 1)
    return _difference_of_claims(a, b)


def _difference_of_claims(a: Replay, b: Replay) -> Difference | None:
    """Compare what two replays of the same actions state; if it differs, one of them is false."""
    if a.result is not None and b.result is not None and a.result != b.result:
        return Difference(len(a.actions), "result", a.result, b.result, None)
    ends = dict(_block_ends(a))
    for end, theirs in _block_ends(b):
        if (ours := ends.get(end)) is not None and ours.state_digest != theirs.state_digest:
            return Difference(
                end, "state digest", ours.state_digest.hex(), theirs.state_digest.hex(), None
            )
    return None


def _block_ends(replay: Replay) -> list[tuple[int, Block]]:
    """Return every block with the number of steps up to its end."""
    ends = np.cumsum([len(block.actions) for block in replay.blocks]).tolist()
    return list(zip(ends, replay.blocks, strict=True))


def _state_step(a: Replay, b: Replay, at: int, both: int) -> int | None:
    """Return the first step up to `both` after which the worlds differ."""
    ours, theirs = Timeline(a).env_at(at), Timeline(b).env_at(at)
    for step in range(at, both):
        if ours.has_ended or theirs.has_ended:
            return None
        ours.step(a.actions[step])
        theirs.step(b.actions[step])
        if ours.state_digest() != theirs.state_digest():
            return step + 1
    return None
