"""Replays made from replays: cut, forked, put together, compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

import envcore
from replaykit.errors import ReplayError
from replaykit.format.header import BLOCK_STEPS_DEFAULT, Header, Parent, Player, Training
from replaykit.format.replay import Replay
from replaykit.record.recorder import EpisodeRecorder
from replaykit.simulate.frames import action_name


def fork(
    replay: Replay,
    step: int,
    *,
    player: Player,
    training: Training | None = None,
    block_steps: int = BLOCK_STEPS_DEFAULT,
    path: Path | str | None = None,
) -> EpisodeRecorder:
    """Take over after a number of steps: return a recorder whose `env` is there.

    The replay that it makes starts from that state and names this one as its parent.

    Args:
        replay: The parent.
        step: 0..number of actions; the episode must not have ended.
        player: Who plays from there on.
        training: Where a policy comes from.
        block_steps: Steps between two state digests.
        path: Where the file grows; see EpisodeRecorder.

    Raises:
        ReplayError: There is no such step, or the episode has ended there.
    """
    env = replay.timeline.env_at(step)
    if env.has_ended:
        raise ReplayError(f"the episode has ended at step {step}: nothing can be forked there")
    return EpisodeRecorder(
        env,
        player=player,
        training=training,
        parent=_parent_of(replay, step),
        block_steps=block_steps,
        path=path,
    )


def cut(replay: Replay, start: int = 0, stop: int | None = None) -> Replay:
    """Return the steps start..stop as a whole replay of the same player.

    One that does not begin where the replay begins starts from a state and names it as its
    parent. A replay that was cut off becomes a whole one.

    Args:
        replay: A replay, whole or cut off.
        start: First step to keep, 0..number of actions.
        stop: Steps before it are kept; the number of actions by default.

    Raises:
        ReplayError: A bound is out of range.
    """
    count = len(replay.actions)
    stop = count if stop is None else stop
    if not 0 <= start <= stop <= count:
        raise ReplayError(f"start is {start} and stop is {stop}, expected 0..{count} in order")
    parent = replay.header.parent if start == 0 else _parent_of(replay, start)
    return _recorded(
        replay.timeline.env_at(start), replay.header, parent, replay.actions[start:stop]
    )


def concat(parts: Sequence[Replay], *, player: Player | None = None) -> Replay:
    """Put replays together, each starting in the state in which the one before stops.

    Args:
        parts: At least one; the first gives the start, its parent and the block size.
        player: Who played, where the parts do not agree.

    Raises:
        ReplayError: There is no part, two do not fit, or players differ and none was given.
    """
    if not parts:
        raise ReplayError("parts is empty, expected one replay or more")
    first = parts[0].header
    for number, (before, after) in enumerate(pairwise(parts), start=1):
        if before.state_at(len(before.actions)) != after.state_at(0):
            raise ReplayError(f"part {number} does not start where part {number - 1} stops")
        if player is None and after.header.player != first.player:
            raise ReplayError(
                f"part {number} was played by {after.header.player.name!r}, part 0 by "
                f"{first.player.name!r}: say who played the whole"
            )
    header = first if player is None else replace(first, player=player, training=None)
    actions = np.concatenate([part.actions for part in parts])
    return _recorded(parts[0].timeline.env_at(0), header, first.parent, actions)


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two replays part, and how.

    Attributes:
        step: The first step that differs, counted from 1; 0 if they start differently.
        what: What differs there: a header's field, `action`, `length`, or what a block states.
        a, b: What each has.
        state_step: The first step after which their worlds differ; None if they never do.
    """

    step: int
    what: str
    a: Any
    b: Any
    state_step: int | None


def diff(a: Replay, b: Replay) -> Difference | None:
    """Return where two replays part, or None if they play the same steps of the same world.

    Who played, the training and the block size do not count.

    Raises:
        ReplayError: One goes on after its episode's end.
    """
    for what in ("config", "seed", "episode", "start"):
        ours, theirs = getattr(a.header, what), getattr(b.header, what)
        if ours != theirs:
            return Difference(0, what, ours, theirs, 0)
    if a.state != b.state:
        ours, theirs = (r.timeline.env_at(0).state_digest().hex() for r in (a, b))
        return Difference(0, "state", ours, theirs, 0)
    both = min(len(a.actions), len(b.actions))
    different = np.flatnonzero(a.actions[:both] != b.actions[:both])
    if len(different):
        at = int(different[0])
        ours, theirs = (action_name(int(r.actions[at])) for r in (a, b))
        return Difference(at + 1, "action", ours, theirs, _state_step(a, b, at, both))
    if len(a.actions) != len(b.actions):
        return Difference(both + 1, "length", len(a.actions), len(b.actions), both + 1)
    return _difference_of_claims(a, b)


def _difference_of_claims(a: Replay, b: Replay) -> Difference | None:
    """Compare what two replays state of the same steps; one of them is false if they differ."""
    if a.result is not None and b.result is not None and a.result != b.result:
        return Difference(len(a.actions), "result", a.result, b.result, None)
    ends = {int(end): block for end, block in _block_ends(a)}
    for end, theirs in _block_ends(b):
        if (ours := ends.get(end)) is not None and ours.state_digest != theirs.state_digest:
            return Difference(
                end, "state digest", ours.state_digest.hex(), theirs.state_digest.hex(), None
            )
    return None


def _block_ends(replay: Replay) -> list[tuple[int, Any]]:
    ends = np.cumsum([len(block.actions) for block in replay.blocks]).tolist()
    return list(zip(ends, replay.blocks, strict=True))


def _state_step(a: Replay, b: Replay, at: int, both: int) -> int | None:
    """Return the first step up to `both` after which the worlds differ."""
    ours, theirs = a.timeline.env_at(at), b.timeline.env_at(at)
    for step in range(at, both):
        if ours.has_ended or theirs.has_ended:
            return None
        ours.step(a.actions[step])
        theirs.step(b.actions[step])
        if ours.state_digest() != theirs.state_digest():
            return step + 1
    return None


def _parent_of(replay: Replay, step: int) -> Parent:
    return Parent(digest=replay.content_digest if replay.is_whole else None, step=step)


def _recorded(
    env: envcore.AsteroidProspectorEnv, like: Header, parent: Parent | None, actions: Any
) -> Replay:
    """Return the replay of these actions from here on, with a header like another's."""
    recorder = EpisodeRecorder(
        env,
        player=like.player,
        training=like.training,
        parent=parent,
        block_steps=like.block_steps,
    )
    taken = recorder.run(actions.astype(np.int64))
    if taken < len(actions):
        raise ReplayError(f"the episode ends at step {taken}, the replay goes on")
    made = recorder.finish()
    return replace(made, header=replace(made.header, extra=like.extra))
